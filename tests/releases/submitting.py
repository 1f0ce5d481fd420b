"""What tests of `submit` and `withdraw` share: presses, the posts in the channel, and time that passes."""

from __future__ import annotations

from dataclasses import replace

from sandbox.slack.people import Person
from sandbox.slack.rendering import as_text
from sandbox.submittable import make_submittable
from tests.support.env import Env
from tests.support.uploads import requested

MOST_FOR_TOKENS = 60.0
SUBMIT, WITHDRAW = "Submit for review", "Withdraw from review"


def ready(env: Env) -> None:
    """Give the version everything that Apple asks for."""
    make_submittable(env.apple, env.version_id)


def submit(env: Env) -> str:
    """Type `submit`, and press the button; returns what is posted in the channel."""
    requested(env, "/asc submit")
    return press(env, SUBMIT)


def press(env: Env, label: str, person: Person | None = None) -> str:
    """Press a button of the newest message that only this person sees, and run the jobs."""
    presser = person or env.eddie
    presser.clicks(env.release, env.slack.ephemerals(presser)[-1], label)
    env.slack.settled()
    env.work()
    return posted(env)


def posted(env: Env) -> str:
    """What the bot says in the channel, where everybody reads it."""
    return "\n".join(as_text(found) for found in env.slack.messages(env.release) if found.user == env.slack.bot.id)


def later(env: Env, seconds: float) -> None:
    """Let time pass for the bot, and for Apple as long as its tokens live, and run what is due."""
    now = env.kit.clock() + seconds
    env.kit = replace(env.kit, clock=lambda: now)
    if seconds < MOST_FOR_TOKENS:
        env.apple.clock = lambda: now
    env.sweep()
    env.work()


def state(env: Env) -> str:
    """Apple's state of the version."""
    return next(version.state for app in env.apple.look() for version in app.versions if version.id == env.version_id)


def submissions(env: Env) -> list[str]:
    """Apple's states of the submissions, oldest first."""
    return [submission.state for submission in env.apple.submissions(env.app_id)]
