"""A press on an upload's message whose job could not be stored changes nothing; the second press succeeds, once."""

from __future__ import annotations

import pytest

from records.uploads import uploads
from records.uploads.uploads import UploadState
from sandbox.appstore import Fault
from sandbox.slack.snapshots import Message
from tests.support import wording
from tests.support.env import Env

Shots = tuple[tuple[str, bytes], ...]
KIND = "APP_IPHONE_67"


def upload(env: Env, files: Shots, more: str = "", locale: str = "en-US") -> str:
    """Eddie uploads; returns the ts of his message once nothing more happens by itself."""
    ts = env.says(env.eddie, f"@App Store Bot upload {locale} {KIND} {more}", files)
    env.work()
    return ts


def message(env: Env, ts: str) -> Message:
    """Return the upload's message in the thread."""
    return env.replies(ts)[0]


def press_twice(env: Env, ts: str, label: str) -> None:
    """Press while Redis refuses to store the job, then again, and a third time on the message as it was."""
    shown, writes = message(env, ts), env.writes()
    stored = uploads.of_channel(env.kit.redis, env.release.id)
    with env.no_enqueue():
        assert env.eddie.clicks(env.release, shown, label).status == 500
    assert wording.NOT_STORED in env.ephemeral_text(env.eddie)
    env.work()
    assert env.writes() == writes
    assert uploads.of_channel(env.kit.redis, env.release.id) == stored
    assert env.eddie.clicks(env.release, shown, label).status == 200
    env.work()
    writes = env.writes()
    env.olive.clicks(env.release, shown, label)
    env.work()
    assert env.writes() == writes
    assert env.ephemeral_text(env.olive)


@pytest.mark.parametrize(
    ("label", "after"),
    [("Replace", ["1.png", "2.png"]), ("Add", ["6.png", "1.png", "2.png"]), ("Cancel", ["6.png"])],
)
def test_an_answer_to_the_question_is_carried_out_at_the_second_press(
    env: Env, shots: Shots, label: str, after: list[str]
) -> None:
    env.apple.fill_set(env.version_id, "en-US", KIND, shots[5:6])
    ts = upload(env, shots[:2])
    press_twice(env, ts, label)
    assert env.screenshots() == after


def test_a_language_is_created_at_the_second_press(env: Env, shots: Shots) -> None:
    ts = upload(env, shots[:2], locale="fr-FR")
    press_twice(env, ts, message(env, ts).buttons[0].label)
    assert env.screenshots("fr-FR") == ["1.png", "2.png"]
    assert env.writes().count("POST /v1/appStoreVersionLocalizations") == 1


def test_an_upload_is_retried_at_the_second_press(env: Env, shots: Shots) -> None:
    env.apple.faults.add(Fault.status(409, method="POST", path="appScreenshots$", nth=2))
    ts = upload(env, shots[:2])
    press_twice(env, ts, "Retry")
    assert env.screenshots() == ["1.png", "2.png"]


def test_an_upload_is_undone_at_the_second_press(env: Env, shots: Shots) -> None:
    ts = upload(env, shots[:2])
    press_twice(env, ts, "Undo")
    assert env.screenshots() == []
    states = [stored.state for stored in uploads.of_channel(env.kit.redis, env.release.id)]
    assert states == [UploadState.DONE] * 2
