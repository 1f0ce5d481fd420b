"""A worker that dies between two steps at the end of an upload: nothing that others did is lost, everything is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from redis.exceptions import ConnectionError as RedisDown

from appstore import screenshots
from records.jobs import outbox
from records.uploads import uploads
from records.uploads.uploads import UploadState
from sandbox.slack.rendering import as_text
from tasks.uploads import actions as upload_actions
from tasks.uploads import audit as upload_audit
from tasks.uploads import completion
from tests.support import wording
from tests.support.env import Stage

Shots = tuple[tuple[str, bytes], ...]
UPLOAD = "@App Store Bot upload en-US APP_IPHONE_67"


def dies_after(call: Callable[..., Any], times: int = 1) -> Callable[..., Any]:
    """The call, and then the job is at its end the first `times`, as if Redis or the machine had gone."""
    left = [times]

    def wrapped(*arguments: Any, **more: Any) -> Any:  # noqa: ANN401 - whatever it takes
        result = call(*arguments, **more)
        left[0] -= 1
        if left[0] >= 0:
            raise RedisDown
        return result

    return wrapped


def go_on(stage: Stage) -> None:
    """The sweep takes up what was left, a while later."""
    stage.kit.redis.delete(*stage.kit.redis.keys("asc:lease:*"), "asc:none")
    ahead = stage.kit.clock
    stage.kit = replace(stage.kit, clock=lambda: ahead() + 5)
    stage.sweep()
    stage.work()


def test_a_set_stays_taken_until_its_upload_has_ended(
    stage: Stage, shots: Shots, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_audit, "uploaded", dies_after(upload_audit.uploaded))
    first = stage.says(stage.eddie, f"{UPLOAD} --replace", shots[:2])
    stage.work()
    second = stage.says(stage.olive, f"{UPLOAD} --append", shots[2:4])
    stage.work()
    assert "Waiting" in stage.read(second)
    go_on(stage)
    go_on(stage)
    assert stage.shots() == ["1.png", "2.png", "3.png", "4.png"], stage.read(first) + stage.read(second)


def test_the_end_of_an_upload_is_told_also_when_its_worker_died_before(
    stage: Stage, shots: Shots, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completion, "settle", dies_after(completion.settle))
    ts = stage.says(stage.eddie, UPLOAD, shots[:2])
    stage.work()
    go_on(stage)
    assert wording.uploaded(2) in stage.read(ts)
    assert set(stage.slack.reactions(stage.release, ts)) == {"white_check_mark"}


def test_a_question_is_asked_also_when_its_worker_died_before(
    stage: Stage, shots: Shots, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.apple.fill_set(stage.version_id, "en-US", "APP_IPHONE_67", shots[5:7])
    monkeypatch.setattr(uploads, "move", dies_after(uploads.move))
    ts = stage.says(stage.eddie, UPLOAD, shots[:2])
    stage.work()
    go_on(stage)
    assert uploads.of_channel(stage.kit.redis, stage.release.id)[0].state is UploadState.ASKING
    assert [button.label for button in stage.replies(ts)[0].buttons] == ["Replace", "Add", "Cancel"]
    assert wording.HOLDS_SCREENSHOTS in as_text(stage.replies(ts)[0])


@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize("dies", ["reserve", "commit"])
def test_an_upload_that_is_cancelled_after_its_worker_died_leaves_nothing_behind(
    stage: Stage, shots: Shots, monkeypatch: pytest.MonkeyPatch, dies: str, *, filled: bool
) -> None:
    if filled:
        stage.apple.fill_set(stage.version_id, "en-US", "APP_IPHONE_67", shots[5:7])
    monkeypatch.setattr(screenshots, dies, dies_after(getattr(screenshots, dies)))
    ts = stage.says(stage.eddie, f"{UPLOAD} --replace", shots[:2])
    stage.work()
    assert len(stage.apple.screenshots(stage.version_id, "en-US", "APP_IPHONE_67")) > 2 * filled
    stage.eddie.clicks(stage.release, stage.replies(ts)[0], "Cancel")
    stage.work()
    go_on(stage)
    assert stage.shots() == [name for name, _ in shots[5:7] if filled]
    assert wording.CANCELLED_UNCHANGED in stage.read(ts)


@pytest.mark.parametrize("dies", [False, True])
def test_an_upload_that_is_cancelled_while_its_question_is_being_asked_ends_there(
    stage: Stage, shots: Shots, monkeypatch: pytest.MonkeyPatch, *, dies: bool
) -> None:
    stage.apple.fill_set(stage.version_id, "en-US", "APP_IPHONE_67", shots[5:7])

    def pressed_before(move: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **more: Any) -> Any:  # noqa: ANN401 - whatever it takes
            stage.eddie.clicks(stage.release, stage.replies(ts)[0], "Cancel")
            stage.slack.settled()
            press = next(job for job in outbox.pending(stage.kit.redis) if job.job == upload_actions.decide.name)
            upload_actions.decide.run(stage.kit, *press.arguments)
            return move(*arguments, **more)

        return wrapped

    call = pressed_before(uploads.move)
    monkeypatch.setattr(uploads, "move", dies_after(call) if dies else call)
    ts = stage.says(stage.eddie, UPLOAD, shots[:2])
    stage.work()
    go_on(stage)
    assert uploads.of_channel(stage.kit.redis, stage.release.id)[0].state is UploadState.CANCELLED
    assert wording.CANCELLED in stage.read(ts)
    assert stage.writes() == []
