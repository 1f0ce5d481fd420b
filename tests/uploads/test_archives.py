"""A zip fills many sets in one upload: one plan, one question, and limits before anything is opened."""

from __future__ import annotations

import io
import zipfile

import pytest

from sandbox import pictures
from tests.support import wording
from tests.support.env import Env

WATCH = (312, 390)
PHONE = (1290, 2796)


def packed(files: dict[str, bytes]) -> tuple[tuple[str, bytes], ...]:
    """These files as one attachment, shots.zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return (("shots.zip", out.getvalue()),)


def picture(seed: int, size: tuple[int, int] = WATCH) -> bytes:
    """A picture of that size."""
    return pictures.png(*size, seed=seed)


def upload(env: Env, files: dict[str, bytes], more: str = "") -> str:
    """Eddie sends the zip."""
    ts = env.says(env.eddie, f"@App Store Bot upload {more}", packed(files))
    env.work()
    return ts


def test_folders_of_locales_and_display_types_fill_their_sets_in_natural_order(env: Env) -> None:
    ts = upload(
        env,
        {
            "Store page/en-US/APP_WATCH_SERIES_3/10.png": picture(10),
            "Store page/en-US/APP_WATCH_SERIES_3/2.png": picture(2),
            "Store page/de-DE/APP_WATCH_SERIES_3/1.png": picture(3),
            "Store page/de-DE/.DS_Store": b"x",
            "__MACOSX/Store page/de-DE/APP_WATCH_SERIES_3/._1.png": b"x",
        },
    )
    assert env.screenshots("en-US", "APP_WATCH_SERIES_3") == ["2.png", "10.png"]
    assert env.screenshots("de-DE", "APP_WATCH_SERIES_3") == ["1.png"]
    assert wording.uploaded(3) in env.read(ts)


def test_fastlanes_folders_are_understood_and_the_pixel_size_tells_the_device(env: Env) -> None:
    upload(env, {"en-US/watch.png": picture(1), "en-US/phone.png": picture(2, PHONE)})
    assert env.screenshots("en-US", "APP_WATCH_SERIES_3") == ["watch.png"]
    assert env.screenshots("en-US", "APP_IPHONE_67") == ["phone.png"]


def test_pictures_outside_any_folder_go_to_the_language_that_was_typed(env: Env) -> None:
    upload(env, {"1.png": picture(1), "2.png": picture(2)}, "german")
    assert env.screenshots("de-DE", "APP_WATCH_SERIES_3") == ["1.png", "2.png"]


def test_one_question_is_asked_for_the_whole_batch(env: Env) -> None:
    for locale in ("en-US", "de-DE"):
        env.apple.fill_set(env.version_id, locale, "APP_WATCH_SERIES_3", [("old.png", picture(99))])
    ts = upload(env, {"en-US/1.png": picture(1), "de-DE/1.png": picture(2)})
    assert wording.TWO_HOLD_SCREENSHOTS in env.read(ts)
    assert len(env.replies(ts)) == 1
    env.eddie.clicks(env.release, env.replies(ts)[0], "Replace")
    env.slack.settled()
    env.work()
    assert env.screenshots("en-US", "APP_WATCH_SERIES_3") == env.screenshots("de-DE", "APP_WATCH_SERIES_3") == ["1.png"]


def test_a_dry_run_shows_the_plan_and_changes_nothing(env: Env) -> None:
    ts = upload(env, {"en-US/1.png": picture(1), "de-DE/1.png": picture(2)}, "--dry-run")
    assert "Dry run" in env.read(ts)
    assert wording.SET_WOULD_BE_CREATED in env.read(ts)
    assert not env.writes()


def test_undo_brings_back_what_came_from_a_zip(env: Env) -> None:
    upload(env, {"en-US/1.png": picture(1), "en-US/2.png": picture(2)})
    ts = upload(env, {"en-US/3.png": picture(3)}, "--replace")
    assert env.screenshots("en-US", "APP_WATCH_SERIES_3") == ["3.png"]
    env.eddie.clicks(env.release, env.replies(ts)[0], "Undo")
    env.slack.settled()
    env.work()
    assert env.screenshots("en-US", "APP_WATCH_SERIES_3") == ["1.png", "2.png"]


@pytest.mark.parametrize("join", ["{}\\{}\\{}", "shots\\{}/{}\\{}", "shots/{}\\{}/{}"])
def test_a_zip_of_windows_fills_its_sets_and_can_be_undone(env: Env, join: str) -> None:
    def files(*names: str) -> dict[str, bytes]:
        return {
            join.format(locale, "APP_WATCH_SERIES_3", name): picture(len(locale + name) + int(name[:-4]))
            for locale in ("en-US", "de-DE")
            for name in names
        }

    upload(env, files("10.png", "2.png") | {"shots\\": b"", "shots\\en-US\\": b""})
    ts = upload(env, files("3.png"), "--replace")
    assert env.screenshots("de-DE", "APP_WATCH_SERIES_3") == ["3.png"]
    env.eddie.clicks(env.release, env.replies(ts)[0], "Undo")
    env.slack.settled()
    env.work()
    for locale in ("en-US", "de-DE"):
        assert env.screenshots(locale, "APP_WATCH_SERIES_3") == ["2.png", "10.png"]


BAD = {
    "a name that leaves its folder": ({"en-US/../../evil.png": b"x"}, "could leave its folder"),
    "a name of Windows that leaves its folder": ({r"en-US\..\..\evil.png": b"x"}, "could leave its folder"),
    "a name of Windows with a drive": ({r"C:\en-US\1.png": b"x"}, "could leave its folder"),
    "a nested archive": ({"en-US/more.zip": b"PK\3\4"}, "archive inside the archive"),
    "an unknown language": ({"klingon/1.png": picture(1)}, "not the name of a language"),
    "a bomb": ({"en-US/1.png": b"\0" * 40_000_000}, "claims to grow"),
    "too many files": ({f"en-US/{number}.png": b"" for number in range(1001)}, "at most 1,000"),
    "no picture": ({"en-US/readme.txt": b"hello"}, "contains no PNG or JPEG"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_zip_is_refused_by_name_and_nothing_is_changed(env: Env, name: str) -> None:
    files, words = BAD[name]
    ts = upload(env, files)
    assert words in env.read(ts)
    assert not env.writes()


def test_one_bad_picture_in_a_zip_changes_nothing_and_every_fault_is_told(env: Env) -> None:
    bad = {"en-US/watch series 3/1.png": b"hello", "de-DE/1.png": picture(3, (300, 300))}
    ts = upload(env, {"en-US/1.png": picture(1), **bad})
    assert wording.IS_TEXT_IN_WATCH_SET in env.read(ts)
    assert wording.WRONG_SIZE in env.read(ts)
    assert not env.writes()


def test_misspelled_folders_and_bad_pictures_of_other_folders_are_told_in_one_answer(env: Env) -> None:
    ts = upload(env, {"klingon/1.png": picture(1), "en-US/1.png": b"hello", "de-DE/mac/2.png": picture(2)})
    reported = env.read(ts)
    assert wording.THREE_PROBLEMS in reported
    assert wording.NO_LANGUAGE_FOLDER in reported
    assert wording.IS_TEXT in reported
    assert wording.WRONG_SIZE_FOR_MAC in reported
    assert not env.writes()


def test_the_form_takes_a_zip_without_a_language(env: Env) -> None:
    env.eddie.types("/asc upload", env.release)
    env.slack.wait_for_view(env.eddie)
    sent = env.eddie.submits({"Screenshots": list(packed({"en-US/1.png": picture(1), "de-DE/1.png": picture(2)}))})
    assert not sent.errors
    env.work()
    assert env.screenshots("en-US", "APP_WATCH_SERIES_3") == env.screenshots("de-DE", "APP_WATCH_SERIES_3") == ["1.png"]
