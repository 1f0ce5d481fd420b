"""Redis refuses commands in the middle of a job: the job runs again when it accepts them, and all is done once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
from redis.exceptions import RedisError

from records import audit
from sandbox import pictures
from tests.support import wording
from tests.support.env import Env

WATCH = "APP_WATCH_SERIES_3"
# What Redis does not allow any more, in the words of ACL SETUSER.
REFUSED = ("-eval", "-xadd", "-set", "-@write", "-@all +acl")


@contextmanager
def refused_from_the_first_change_at_apple(env: Env, commands: str) -> Iterator[None]:
    """Have Redis refuse these commands from the next change at Apple to the end of the context."""
    changes: list[str] = []

    def refuse(word: str) -> None:
        changes.append(word)
        if len(changes) == 1:
            env.kit.redis.acl_setuser("default", enabled=True, commands=commands.split())

    env.apple.on_change.append(refuse)
    try:
        yield
    finally:
        env.apple.on_change.remove(refuse)
        env.kit.redis.acl_setuser("default", enabled=True, commands=["+@all"])
    assert changes


def work_again(env: Env) -> None:
    """Run the interrupted jobs after their leases have run out."""
    for name in env.kit.redis.scan_iter("asc:lease:*"):
        env.kit.redis.delete(name)
    env.kit = replace(env.kit, clock=lambda: time.time() + 30)
    env.sweep()
    env.work()


def promo(env: Env) -> str | None:
    """The promotional text at Apple."""
    return env.apple.texts(env.version_id)["en-US"]["promotionalText"]


def set_promo(env: Env) -> Callable[[], None]:
    ts = env.says(env.eddie, "@App Store Bot promo en-US New words")

    def check() -> None:
        assert promo(env) == "New words"
        assert len(env.replies(ts)) == 1
        assert wording.PROMO_CHANGED in env.read(ts)
        assert not env.ephemeral_text(env.eddie)

    return check


def undo_promo(env: Env) -> Callable[[], None]:
    env.apple.set_text(env.version_id, "en-US", promotionalText="Old words")
    ts = env.says(env.eddie, "@App Store Bot promo en-US New words")
    env.work()
    env.eddie.clicks(env.release, env.replies(ts)[0], "Undo")

    def check() -> None:
        assert promo(env) == "Old words"
        assert not env.ephemeral_text(env.eddie)
        assert len(env.replies(ts)) == 2

    return check


def overwrite_promo(env: Env) -> Callable[[], None]:
    env.apple.set_text(env.version_id, "en-US", promotionalText="Old words")
    ts = env.says(env.eddie, "@App Store Bot promo en-US New words --version 1.2.0")
    env.work()
    env.apple.set_text(env.version_id, "en-US", promotionalText="Words of another person")
    env.eddie.clicks(env.release, env.replies(ts)[0], "Undo")
    env.work()
    question = next(reply for reply in env.replies(ts) if "Overwrite" in {button.label for button in reply.buttons})
    env.eddie.clicks(env.release, question, "Overwrite")

    def check() -> None:
        assert promo(env) == "Old words"
        assert "Overwrite" not in {button.label for reply in env.replies(ts) for button in reply.buttons}

    return check


def upload(env: Env) -> Callable[[], None]:
    files = tuple((f"{number}.png", pictures.png(312, 390, seed=number)) for number in range(3))
    ts = env.says(env.eddie, f"@App Store Bot upload en-US {WATCH}", files)

    def check() -> None:
        assert env.screenshots(display_type=WATCH) == [name for name, _ in files]
        assert env.writes().count("POST /v1/appScreenshots") == len(files)
        assert wording.uploaded(3) in env.read(ts)
        assert len(env.replies(ts)) == 1

    return check


@pytest.mark.parametrize("commands", REFUSED)
@pytest.mark.parametrize("story", [set_promo, undo_promo, overwrite_promo, upload])
def test_a_job_that_redis_interrupted_is_done_once(
    env: Env, story: Callable[[Env], Callable[[], None]], commands: str
) -> None:
    check = story(env)
    recorded = len(audit.newest(env.kit.redis, 9))
    with refused_from_the_first_change_at_apple(env, commands), suppress(RedisError):
        env.work()
    work_again(env)
    check()
    assert len(audit.newest(env.kit.redis, 9)) == recorded + 1
    assert not env.kit.redis.hlen("asc:owed")
