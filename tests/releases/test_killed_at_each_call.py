"""A worker that is killed at any call of `release` or `phased`: the next one ends it, done and reported once.

The same of `webhooks on` is in test_webhooks.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

import pytest

from appstore.releases.phased import delete as delete_phases
from appstore.versions import phased_release
from kit import wiring
from kit.jobs import runner
from records import audit
from records.jobs import outbox
from sandbox.appstore import Fault
from tests.releases.test_phased import live, phased
from tests.releases.test_release import WAITING, plan, version
from tests.support.env import Env

__all__ = ["live"]

LIVE = "READY_FOR_DISTRIBUTION"


class KilledError(BaseException):
    """Ends a job where a worker would be killed: at the pause after a call without a response."""


def kill(_seconds: float) -> None:
    raise KilledError


@dataclass(frozen=True)
class Case:
    """A command and the button of its offer, if it has one; what is so at Apple `before` it, and `after` it."""

    line: str
    button: str
    before: Callable[[Env], None]
    after: Callable[[Env], bool]


def _automatic(env: Env) -> None:
    env.apple.set_version(env.version_id, releaseType="AFTER_APPROVAL")


def _waiting(env: Env) -> None:
    env.apple.set_version_state(env.version_id, WAITING)


def _without_phases(env: Env) -> None:
    apple = env.kit.apple_of("")
    if release := phased_release(apple, env.version_id):
        delete_phases(apple, release.id)


CASES = [
    Case("release manual", "", _automatic, lambda env: plan(env)[0] == "MANUAL"),
    Case("release now", "Release", _waiting, lambda env: version(env).state == LIVE),
    Case("phased on", "", _without_phases, lambda env: phased(env) == "INACTIVE"),
]


def request(env: Env, case: Case) -> None:
    """Make the request as Eddie, and leave its job to the worker."""
    env.says(env.eddie, f"@App Store Bot {case.line}")
    if case.button:
        env.work()
        env.eddie.clicks(env.release, env.slack.ephemerals(env.eddie)[-1], case.button)
        env.slack.settled()


def killed_at(env: Env, call: int, *, done: bool) -> bool:
    """Run the pending job in a worker that is killed at this call to Apple; return whether it came so far."""
    (pending,) = outbox.due(env.kit.redis, env.kit.clock())
    env.apple.faults.add(Fault.drop(done=done, nth=call))
    clients = {name: apple.with_options(sleep=kill) for name, apple in env.kit.clients.items()}
    try:
        with wiring.using(replace(env.kit, clients=clients)):
            runner.run_job(pending.id)
    except KilledError:
        return True
    finally:
        env.apple.faults.clear()
    return False


def reports(env: Env) -> int:
    """The number of messages of the bot that all see."""
    return sum(message.user == env.slack.bot.id for message in env.slack.messages(env.release))


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize("done", [True, False], ids=["the call was made", "the call was not made"])
@pytest.mark.parametrize("case", CASES, ids=[case.line for case in CASES])
def test_it_is_done_recorded_and_reported_once(env: Env, case: Case, *, done: bool) -> None:
    for call in count(1):
        case.before(env)
        entries = len(list(audit.everything(env.kit.redis)))
        request(env, case)
        was_killed, seen = killed_at(env, call, done=done), reports(env)
        env.sweep()
        env.work()
        assert case.after(env), call
        assert len(list(audit.everything(env.kit.redis))) == entries + 1, call
        if not was_killed:
            assert call > 2
            return
        assert reports(env) == seen + 1, call
