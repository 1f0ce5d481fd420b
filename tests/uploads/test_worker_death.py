"""A worker that dies between two steps at the end of an upload: nothing that others did is lost, everything is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from redis.exceptions import ConnectionError as RedisDown

from appstore.media.slots import ScreenshotSlot
from records import audit
from records.jobs import outbox
from records.uploads import uploads
from records.uploads.uploads import UploadState
from sandbox.slack.rendering import as_text
from tasks.uploads import audit as upload_audit
from tasks.uploads import completion
from tasks.uploads import jobs as upload_jobs
from tests.support import wording
from tests.support.env import Env

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


def go_on(env: Env) -> None:
    """The sweep takes up what was left, a while later."""
    env.kit.redis.delete(*env.kit.redis.keys("asc:lease:*"), "asc:none")
    ahead = env.kit.clock
    env.kit = replace(env.kit, clock=lambda: ahead() + 5)
    env.sweep()
    env.work()


def test_a_set_stays_taken_until_its_upload_has_ended(env: Env, shots: Shots, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_audit, "uploaded", dies_after(upload_audit.uploaded))
    first = env.says(env.eddie, f"{UPLOAD} --replace", shots[:2])
    env.work()
    second = env.says(env.olive, f"{UPLOAD} --append", shots[2:4])
    env.work()
    assert wording.WAITS_SET in env.read(second)
    go_on(env)
    go_on(env)
    assert env.screenshots() == ["1.png", "2.png", "3.png", "4.png"], env.read(first) + env.read(second)


def test_the_end_of_an_upload_is_shown_after_its_worker_died(
    env: Env, shots: Shots, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completion, "settle", dies_after(completion.settle))
    ts = env.says(env.eddie, UPLOAD, shots[:2])
    env.work()
    go_on(env)
    assert wording.uploaded(2) in env.read(ts)
    assert set(env.slack.reactions(env.release, ts)) == {"white_check_mark"}


def test_a_question_is_asked_after_its_worker_died(env: Env, shots: Shots, monkeypatch: pytest.MonkeyPatch) -> None:
    env.apple.fill_set(env.version_id, "en-US", "APP_IPHONE_67", shots[5:7])
    monkeypatch.setattr(uploads, "move", dies_after(uploads.move))
    ts = env.says(env.eddie, UPLOAD, shots[:2])
    env.work()
    go_on(env)
    assert uploads.of_channel(env.kit.redis, env.release.id)[0].state is UploadState.ASKING
    assert [button.label for button in env.replies(ts)[0].buttons] == ["Replace", "Add", "Cancel"]
    assert wording.HOLDS_SCREENSHOTS in as_text(env.replies(ts)[0])


@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize("dies", ["reserve", "commit"])
def test_an_upload_that_is_cancelled_after_its_worker_died_leaves_nothing_behind(
    env: Env, shots: Shots, monkeypatch: pytest.MonkeyPatch, dies: str, *, filled: bool
) -> None:
    if filled:
        env.apple.fill_set(env.version_id, "en-US", "APP_IPHONE_67", shots[5:7])
    monkeypatch.setattr(ScreenshotSlot, dies, dies_after(getattr(ScreenshotSlot, dies)))
    ts = env.says(env.eddie, f"{UPLOAD} --replace", shots[:2])
    env.work()
    assert len(env.apple.screenshots(env.version_id, "en-US", "APP_IPHONE_67")) > 2 * filled
    env.eddie.clicks(env.release, env.replies(ts)[0], "Cancel")
    env.work()
    go_on(env)
    assert env.screenshots() == [name for name, _ in shots[5:7] if filled]
    assert wording.CANCELLED_UNCHANGED in env.read(ts)


def test_an_undo_that_was_cancelled_when_old_pictures_were_gone_can_be_retried(
    env: Env, shots: Shots, monkeypatch: pytest.MonkeyPatch
) -> None:
    env.says(env.eddie, UPLOAD, shots[2:4])
    env.work()
    ts = env.says(env.eddie, f"{UPLOAD} --replace", shots[:2])
    env.work()
    with monkeypatch.context() as patched:
        patched.setattr(ScreenshotSlot, "remove", dies_after(ScreenshotSlot.remove))
        env.eddie.clicks(env.release, env.replies(ts)[-1], "Undo")
        env.work()
    env.eddie.clicks(env.release, env.replies(ts)[-1], "Cancel")
    env.work()
    go_on(env)
    assert wording.CANCELLED_NEW_STAY in env.read(ts)
    env.eddie.clicks(env.release, env.replies(ts)[-1], "Retry")
    env.work()
    assert env.screenshots() == ["3.png", "4.png"], env.read(ts)


def test_what_was_removed_before_a_worker_died_is_told_and_in_the_trail(
    env: Env, shots: Shots, monkeypatch: pytest.MonkeyPatch
) -> None:
    env.says(env.eddie, UPLOAD, shots[:2])
    env.work()
    monkeypatch.setattr(ScreenshotSlot, "remove", dies_after(ScreenshotSlot.remove))
    ts = env.says(env.eddie, f"{UPLOAD} --replace", shots[1:2])
    env.work()
    go_on(env)
    assert env.screenshots() == ["2.png"]
    assert wording.OLD_SCREENSHOT_REMOVED in env.read(ts)
    newest = list(audit.everything(env.kit.redis))[-1]
    assert (newest.old, newest.new) == ("1.png, 2.png", "2.png")


@pytest.mark.parametrize("dies", [False, True])
def test_an_upload_that_is_cancelled_while_its_question_is_being_asked_ends_there(
    env: Env, shots: Shots, monkeypatch: pytest.MonkeyPatch, *, dies: bool
) -> None:
    env.apple.fill_set(env.version_id, "en-US", "APP_IPHONE_67", shots[5:7])

    def pressed_before(move: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **more: Any) -> Any:  # noqa: ANN401 - whatever it takes
            env.eddie.clicks(env.release, env.replies(ts)[0], "Cancel")
            env.slack.settled()
            press = next(job for job in outbox.pending(env.kit.redis) if job.job == upload_jobs.decide.name)
            upload_jobs.decide.run(env.kit, *press.arguments)
            return move(*arguments, **more)

        return wrapped

    call = pressed_before(uploads.move)
    monkeypatch.setattr(uploads, "move", dies_after(call) if dies else call)
    ts = env.says(env.eddie, UPLOAD, shots[:2])
    env.work()
    go_on(env)
    assert uploads.of_channel(env.kit.redis, env.release.id)[0].state is UploadState.CANCELLED
    assert wording.CANCELLED in env.read(ts)
    assert env.writes() == []
