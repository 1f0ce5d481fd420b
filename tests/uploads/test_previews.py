"""Videos in `upload`: checked before anything is sent, sent as app previews, and waited for without a worker."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appstore.media.poster import read_poster
from sandbox import pictures
from sandbox.appstore import Fault
from sandbox.videos import Video, video
from tests.releases.submitting import later
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, press, requested, send

PHONE = "IPHONE_67"
UPLOAD = f"{BOT} upload en-US"


def film(seed: int = 1, **wanted: object) -> tuple[str, bytes]:
    """A video for the large iPhone."""
    return f"{seed}.mp4", video(replace(Video(seed=seed), **wanted))  # type: ignore[arg-type]


def held(env: Env, preview_type: str = PHONE, locale: str = "en-US") -> list[tuple[str, str]]:
    """Name and state of the videos in a set."""
    return [(each.name, each.state) for each in env.apple.previews(env.version_id, locale, preview_type)]


def test_videos_become_app_previews_in_order(env: Env) -> None:
    ts = send(env, (film(2), film(1)), UPLOAD)
    assert held(env) == [("1.mp4", "COMPLETE"), ("2.mp4", "COMPLETE")]
    text = env.read(ts)
    assert wording.PREVIEWS_UPLOADED in text
    assert wording.PREVIEW_TAKEN_FOR in text
    press(env, ts, "Undo")
    assert held(env) == []


def test_pictures_and_videos_of_a_message_go_to_their_own_sets(env: Env) -> None:
    ts = send(env, (film(1), ("1.png", pictures.png(1290, 2796, seed=1))), UPLOAD)
    assert held(env) == [("1.mp4", "COMPLETE")]
    assert env.screenshots("en-US", "APP_IPHONE_67") == ["1.png"]
    assert wording.FILES_UPLOADED in env.read(ts)


def test_everything_that_is_wrong_with_every_file_comes_in_one_reply(env: Env) -> None:
    files = (
        film(1, seconds=10.0, sound=None),
        film(2, rate=60.0),
        ("3.mp4", video(Video(width=1000, height=1000))),
        ("4.png", pictures.png(100, 100, seed=1)),
    )
    text = env.read(send(env, files, UPLOAD))
    for name in ("1.mp4", "2.mp4", "3.mp4", "4.png"):
        assert name in text
    assert wording.PREVIEW_IS_SHORT in text
    assert env.writes() == []


def test_four_videos_are_too_many_for_a_set(env: Env) -> None:
    text = env.read(send(env, tuple(film(number) for number in range(1, 5)), UPLOAD))
    assert wording.PREVIEWS_ARE_TOO_MANY in text
    assert env.writes() == []


def test_a_set_that_holds_previews_is_asked_about_and_replaced(env: Env) -> None:
    send(env, (film(1), film(2), film(3)), UPLOAD)
    ts = send(env, (film(4),), UPLOAD)
    assert wording.PREVIEWS_CANT_BE_ADDED in env.read(ts)
    press(env, ts, "Replace")
    assert held(env) == [("4.mp4", "COMPLETE")]
    press(env, ts, "Undo")
    assert [name for name, _ in held(env)] == ["1.mp4", "2.mp4", "3.mp4"]


def test_the_same_video_again_is_not_sent(env: Env) -> None:
    send(env, (film(1),), UPLOAD)
    before = len(env.writes())
    ts = send(env, (film(1),), UPLOAD)
    assert wording.ALL_THERE in env.read(ts)
    assert len(env.writes()) == before


def test_a_video_that_apple_processes_for_long_is_waited_for_without_a_worker(
    env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.uploads.filling.set_uploads.VIDEO_PATIENCE", 0.0)
    env.apple.video_processing = 40.0
    ts = send(env, (film(1),), UPLOAD)
    assert wording.PREVIEW_IN_PROCESSING in env.read(ts)
    ((_, state),) = held(env)
    assert state in {"UPLOAD_COMPLETE", "PROCESSING"}
    calls = len(env.apple.calls)
    downloads = [call.method for call in env.slack.calls]
    later(env, 31)
    assert wording.PREVIEW_IN_PROCESSING in env.read(ts)
    assert len(env.apple.calls) - calls <= 2
    assert len([call for call in env.slack.calls if call.method == "files-pri"]) == downloads.count("files-pri")
    for _ in range(2):
        later(env, 31)
    assert held(env) == [("1.mp4", "COMPLETE")]
    assert wording.PREVIEW_UPLOADED in env.read(ts)


def test_a_video_that_apple_fails_is_reported_and_can_be_retried(env: Env) -> None:
    env.apple.faults.add(Fault.processing_fails("VIDEO_BAD", times=1))
    ts = send(env, (film(1),), UPLOAD)
    assert wording.NOTHING_SENT_TO_TIDE in env.read(ts)
    assert held(env) == []
    env.apple.faults.clear()
    press(env, ts, "Retry")
    assert held(env) == [("1.mp4", "COMPLETE")]


def test_apples_reason_for_a_video_is_said_in_words(env: Env) -> None:
    env.apple.faults.add(Fault.processing_fails("MOV_RESAVE_STEREO", times=1))
    assert wording.APPLE_WANTS_STEREO in env.read(send(env, (film(1),), UPLOAD))


def test_an_upload_can_be_cancelled_while_apple_processes_its_video(env: Env, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.uploads.filling.set_uploads.VIDEO_PATIENCE", 0.0)
    env.apple.video_processing = 3600.0
    ts = send(env, (film(1),), UPLOAD)
    press(env, ts, "Cancel")
    assert held(env) == []


def test_a_poster_frame_is_chosen_once_the_video_is_processed(env: Env) -> None:
    send(env, (film(1),), f"{UPLOAD} --poster 0:07")
    (preview,) = env.apple.previews(env.version_id, "en-US", PHONE)
    assert preview.time_code == "00:00:07:00"
    before = env.writes()
    send(env, (film(1),), f"{UPLOAD} --poster 00:00:09")
    (preview,) = env.apple.previews(env.version_id, "en-US", PHONE)
    assert preview.time_code == "00:00:09:00"
    assert [call for call in env.writes()[len(before) :] if call.startswith("POST")] == []


@pytest.mark.parametrize(
    ("poster", "expected"), [("soon", wording.POSTER_UNCLEAR), ("00:00:25", wording.POSTER_AFTER_THE_END)]
)
def test_a_poster_frame_that_does_not_exist_is_refused(env: Env, poster: str, expected: str) -> None:
    ts = send(env, (film(1),), f"{UPLOAD} --poster {poster}")
    assert expected in env.read(ts)
    assert env.writes() == []


def test_a_video_for_another_device_than_the_named_one_is_refused(env: Env) -> None:
    text = env.read(send(env, (film(1),), f"{BOT} upload en-US APP_IPAD_PRO_3GEN_129"))
    assert wording.PREVIEW_OF_OTHER_DEVICE in text


def test_screenshots_shows_app_previews_too(env: Env) -> None:
    send(env, (film(1),), UPLOAD)
    assert wording.PREVIEW_SET_SHOWN in requested(env, "/asc screenshots en-US")


def test_the_previews_of_a_page_go_to_the_page(env: Env) -> None:
    page = env.apple.add_custom_page(env.app_id, "Summer", {"en-US": None})
    ts = send(env, (film(1),), f"{UPLOAD} --page Summer")
    assert wording.PREVIEW_UPLOADED_TO_PAGE in env.read(ts)
    assert held(env) == []
    assert page


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("5", "00:00:05:00"),
        ("5.5", "00:00:05:15"),
        ("0:07", "00:00:07:00"),
        ("00:00:05", "00:00:05:00"),
        ("00:00:05:12", "00:00:05:12"),
        ("soon", None),
        ("-1", None),
    ],
)
def test_a_time_is_read_as_apple_wants_it(typed: str, expected: str | None) -> None:
    assert read_poster(typed) == expected
