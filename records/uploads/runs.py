"""Remembers which upload a run of CI has begun, so that the same run uploads once."""

from typing import Any

from redis import Redis

from records.invocations import Invocation
from records.jobs.outbox import REMEMBERED_SECONDS
from records.keys import key


def claim(redis: Redis, invocation: Invocation) -> str:
    """Return the invocation that this run of this bot began with, within three days: this one if it is the first."""
    first: Any = redis.set(_key(invocation), invocation.id, nx=True, get=True, ex=REMEMBERED_SECONDS)
    return invocation.id if first is None else str(first, "ascii")


def release(redis: Redis, invocation: Invocation) -> None:
    """Let the run begin again: nothing was uploaded."""
    if invocation.by_bot and invocation.run:
        redis.delete(_key(invocation))


def _key(invocation: Invocation) -> str:
    return key("ci_run", invocation.user, invocation.run)
