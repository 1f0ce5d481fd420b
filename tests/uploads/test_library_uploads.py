"""`upload` into the App Asset Library: a file is sent once, and placed wherever it is wanted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox import pictures
from sandbox.appstore import Fault
from sandbox.videos import Video, video
from tests.pages.experimenting import go_live
from tests.releases.submitting import later
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, UPLOAD, press, send, watch
from tests.uploads.library_env import ASSETS, ORDERS, PLACEMENTS, WATCH, in_library, made, shown, states, zipped

DUO = ("APP_SCREENSHOT", "IPHONE_DUO_PROFILE")
FILM = ("APP_PREVIEW", "IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE")


@pytest.fixture
def env(env: Env) -> Iterator[Env]:
    with in_library(env):
        yield env


def test_pictures_are_sent_once_and_placed_in_order(env: Env) -> None:
    ts = send(env, (watch(10), watch(2), watch(1)))
    assert shown(env) == ["1.png", "2.png", "10.png"]
    assert (made(env, ASSETS), made(env, PLACEMENTS), made(env, ORDERS)) == (3, 3, 0)
    text = env.read(send(env, (watch(2), watch(1), watch(10)), f"{BOT} upload de-DE APP_WATCH_SERIES_3"))
    assert wording.PLACED_WITHOUT_SENDING in text
    assert shown(env, "de-DE") == ["1.png", "2.png", "10.png"]
    assert (made(env, ASSETS), made(env, PLACEMENTS)) == (3, 6)
    before = env.writes()
    assert wording.ALL_THERE in env.read(send(env, (watch(1), watch(2), watch(10))))
    assert env.writes() == before
    press(env, ts, "Undo")
    assert shown(env) == []
    assert shown(env, "de-DE") == ["1.png", "2.png", "10.png"]
    # The bytes count, not the name.
    send(env, (("renamed.png", watch(2)[1]),))
    assert (shown(env), made(env, ASSETS)) == (["2.png"], 3)


def test_one_picture_in_two_languages_and_devices_of_a_zip_is_sent_once(env: Env) -> None:
    same, ipad = watch(1)[1], pictures.png(2048, 2732, seed=1)
    files = {
        "en-US/APP_WATCH_SERIES_3/1.png": same,
        "de-DE/APP_WATCH_SERIES_3/eins.png": same,
        "en-US/APP_IPAD_PRO_129/1.png": ipad,
        "en-US/APP_IPAD_PRO_3GEN_129/1.png": ipad,
    }
    send(env, zipped(files), f"{BOT} upload")
    assert (len(shown(env)), len(shown(env, "de-DE"))) == (1, 1)
    for group in ("IPAD_13_PROFILE", "IPAD_129_PROFILE"):
        assert shown(env, where=("APP_SCREENSHOT", group)) == ["1.png"]
    assert (made(env, ASSETS), made(env, PLACEMENTS)) == (2, 4)


def test_a_group_that_shows_pictures_is_asked_about_and_replaced_and_restored_without_sending(env: Env) -> None:
    theirs = watch(99)
    env.apple.place_files(env.version_id, "en-US", WATCH, (theirs,))
    ts = send(env, (watch(1),))
    assert wording.HOLDS_SCREENSHOTS in env.read(ts)
    press(env, ts, "Replace")
    assert shown(env) == ["1.png"]
    assert wording.undo_not_ours(1) not in env.read(ts)
    before = made(env, ASSETS)
    press(env, ts, "Undo")
    assert shown(env) == [theirs[0]]
    assert made(env, ASSETS) == before


def test_added_pictures_take_their_positions_with_one_ordering(env: Env) -> None:
    send(env, (watch(1), watch(3)))
    send(env, (watch(1), watch(2), watch(3), watch(4)), f"{UPLOAD} --append")
    assert shown(env) == ["1.png", "2.png", "3.png", "4.png"]
    assert made(env, ORDERS) == 1


def test_a_full_group_is_replaced_half_at_a_time(env: Env) -> None:
    send(env, tuple(watch(number) for number in range(1, 11)))
    ts = send(env, tuple(watch(number) for number in range(11, 21)), f"{UPLOAD} --replace")
    assert shown(env) == [f"{number}.png" for number in range(11, 21)]
    press(env, ts, "Undo")
    assert shown(env) == [f"{number}.png" for number in range(1, 11)]
    assert made(env, ASSETS) == 20


def test_a_picture_that_apple_fails_leaves_the_group_as_it_was_and_is_retried(env: Env) -> None:
    send(env, (watch(9),))
    env.apple.faults.add(Fault.processing_fails("IMG_BAD", times=1))
    ts = send(env, (watch(1), watch(2)), f"{UPLOAD} --replace")
    assert shown(env) == ["9.png"]
    env.apple.faults.clear()
    press(env, ts, "Retry")
    assert shown(env) == ["1.png", "2.png"]
    assert states(env) == ["PREPARE_FOR_SUBMISSION"] * 3


def test_a_picture_of_two_languages_that_apple_fails_is_sent_once_more_for_both(env: Env) -> None:
    env.apple.faults.add(Fault.processing_fails(times=1))
    files = {f"{locale}/APP_WATCH_SERIES_3/1.png": watch(1)[1] for locale in ("en-US", "de-DE")}
    send(env, zipped(files), f"{BOT} upload")
    assert (shown(env), shown(env, "de-DE")) == (["1.png"], ["1.png"])
    assert (made(env, ASSETS), states(env)) == (2, ["PREPARE_FOR_SUBMISSION"])


def test_iphone_duo_has_a_place_in_the_library(env: Env) -> None:
    send(env, (("1.png", pictures.png(2007, 2853, seed=1)),), f"{BOT} upload en-US")
    assert shown(env, where=DUO) == ["1.png"]
    send(env, (("2.png", pictures.png(2034, 1398, seed=2)),), f"{BOT} upload en-US iphone duo --append")
    assert shown(env, where=DUO) == ["1.png", "2.png"]


def test_a_video_is_placed_with_its_poster_frame(env: Env) -> None:
    film = ("1.mp4", video(Video(seed=1)))
    ts = send(env, (film,), f"{BOT} upload en-US --poster 0:07")
    (placement,) = env.apple.placements(env.version_id, "en-US", FILM)
    assert (placement.asset.name, placement.asset.time_code) == ("1.mp4", "00:00:07:00")
    send(env, (film,), f"{BOT} upload de-DE")
    assert shown(env, "de-DE", FILM) == ["1.mp4"]
    assert made(env, "POST /v1/appAssetLibraryVideos") == 1
    press(env, ts, "Undo")
    assert shown(env, where=FILM) == []


def test_a_video_that_apple_processes_for_long_is_placed_later_and_sent_once(
    env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.uploads.filling.set_uploads.VIDEO_PATIENCE", 0.0)
    env.apple.video_processing = 40.0
    film = video(Video(seed=1))
    send(env, zipped({"en-US/1.mp4": film, "de-DE/1.mp4": film}), f"{BOT} upload")
    assert env.apple.placements(env.version_id, "en-US", FILM) == ()
    for _ in range(3):
        later(env, 31)
    assert (shown(env, where=FILM), shown(env, "de-DE", FILM)) == (["1.mp4"], ["1.mp4"])
    assert made(env, "POST /v1/appAssetLibraryVideos") == 1
    assert [call.kind for call in env.apple.calls].count("upload") == 1


def test_ten_pictures_in_five_languages_are_sent_once_and_placed_fifty_times(env: Env) -> None:
    locales = ("en-US", "de-DE", "fr-FR", "ja", "ko")
    for locale in locales[2:]:
        env.apple.add_locale(env.version_id, locale)
    files_of_each = [watch(number) for number in range(1, 11)]
    files = {f"{locale}/APP_WATCH_SERIES_3/{name}": data for locale in locales for name, data in files_of_each}
    send(env, zipped(files), f"{BOT} upload")
    for locale in locales:
        assert shown(env, locale) == [name for name, _ in files_of_each]
    assert (made(env, ASSETS), made(env, PLACEMENTS), made(env, ORDERS)) == (10, 50, 0)
    # Besides 10 files and 50 placements: the app, its languages, library and catalog, what each language shows before
    # and after, the files that are there, and how far the new ones are.
    assert len([call for call in env.apple.calls if call.kind == "api"]) <= 80 + 4 + 5 + 5 + 1 + 3


def test_pages_and_treatments_have_groups_of_their_own(env: Env) -> None:
    go_live(env)
    page = env.apple.add_custom_page(env.app_id, "Summer sale", {"en-US": None})
    icons = env.apple.add_experiment(env.app_id, "Summer icons", treatments="AB")
    ts = send(env, (watch(2), watch(1)), f'{UPLOAD} --page "summer sale"')
    assert [each.asset.name for each in env.apple.page_placements(page, "en-US", WATCH)] == ["1.png", "2.png"]
    send(env, (watch(1),), f'{UPLOAD} --treatment "summer icons/b"')
    assert [each.asset.name for each in env.apple.treatment_placements(icons, "B", "en-US", WATCH)] == ["1.png"]
    assert made(env, ASSETS) == 2
    press(env, ts, "Undo")
    assert env.apple.page_placements(page, "en-US", WATCH) == ()
