"""A press on an upload's message whose job could not be stored changes nothing; the second press succeeds, once."""

from __future__ import annotations

import pytest

from records.uploads import uploads
from records.uploads.uploads import UploadState
from sandbox.appstore import Fault
from sandbox.slack.snapshots import Message
from tests.support.env import Stage

Shots = tuple[tuple[str, bytes], ...]
KIND = "APP_IPHONE_67"


def upload(stage: Stage, files: Shots, more: str = "", locale: str = "en-US") -> str:
    """Eddie uploads; returns the ts of his message once nothing more happens by itself."""
    ts = stage.says(stage.eddie, f"@App Store Bot upload {locale} {KIND} {more}", files)
    stage.work()
    return ts


def message(stage: Stage, ts: str) -> Message:
    """Return the upload's message in the thread."""
    return stage.replies(ts)[0]


def press_twice(stage: Stage, ts: str, label: str) -> None:
    """Press while Redis refuses to store the job, then again, and a third time on the message as it was."""
    shown, writes = message(stage, ts), stage.writes()
    stored = uploads.of_channel(stage.kit.redis, stage.release.id)
    with stage.no_enqueue():
        assert stage.eddie.clicks(stage.release, shown, label).status == 500
    stage.work()
    assert stage.writes() == writes
    assert uploads.of_channel(stage.kit.redis, stage.release.id) == stored
    assert stage.eddie.clicks(stage.release, shown, label).status == 200
    stage.work()
    writes = stage.writes()
    stage.olive.clicks(stage.release, shown, label)
    stage.work()
    assert stage.writes() == writes
    assert stage.whispers(stage.olive)


@pytest.mark.parametrize(
    ("label", "after"),
    [("Replace", ["1.png", "2.png"]), ("Add", ["6.png", "1.png", "2.png"]), ("Cancel", ["6.png"])],
)
def test_an_answer_to_the_question_is_carried_out_at_the_second_press(
    stage: Stage, shots: Shots, label: str, after: list[str]
) -> None:
    stage.apple.fill_set(stage.version_id, "en-US", KIND, shots[5:6])
    ts = upload(stage, shots[:2])
    press_twice(stage, ts, label)
    assert stage.shots() == after


def test_a_language_is_created_at_the_second_press(stage: Stage, shots: Shots) -> None:
    ts = upload(stage, shots[:2], locale="fr-FR")
    press_twice(stage, ts, message(stage, ts).buttons[0].label)
    assert stage.shots("fr-FR") == ["1.png", "2.png"]
    assert stage.writes().count("POST /v1/appStoreVersionLocalizations") == 1


def test_an_upload_is_retried_at_the_second_press(stage: Stage, shots: Shots) -> None:
    stage.apple.faults.add(Fault.status(409, method="POST", path="appScreenshots$", nth=2))
    ts = upload(stage, shots[:2])
    press_twice(stage, ts, "Retry")
    assert stage.shots() == ["1.png", "2.png"]


def test_an_upload_is_undone_at_the_second_press(stage: Stage, shots: Shots) -> None:
    ts = upload(stage, shots[:2])
    press_twice(stage, ts, "Undo")
    assert stage.shots() == []
    states = [stored.state for stored in uploads.of_channel(stage.kit.redis, stage.release.id)]
    assert states == [UploadState.DONE] * 2
