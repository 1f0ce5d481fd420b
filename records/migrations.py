"""Brings what is remembered into the shape that this release reads, once, before anything reads it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from redis import Redis

from records import owed
from records.keys import key, new_id

Step = Callable[[Redis], None]
"""One move. It may be killed at any instant and begun again, so doing it twice must be as good as once."""

_SCHEMA = key("schema")
_SUBJECT = "schema"
_LOOK_AGAIN_SECONDS = 0.1
_ADVANCE = """
if (redis.call('get', KEYS[1]) or '0') == ARGV[1] then redis.call('set', KEYS[1], ARGV[1] + 1) end
"""

REMEMBERED = ("person", "group", "in_channel", "apps", "locales")
"""Records that are only answers of Slack's and Apple's, kept for minutes."""


class NewerRecords(Exception):  # noqa: N818 - says what was found
    """A newer release has written here. `found` and `known` are schema numbers."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(found, known)
        self.found = found
        self.known = known


def ask_anew(redis: Redis) -> None:
    """To 1: what Slack and Apple said a moment ago, perhaps to a release that kept it otherwise, is asked anew."""
    for noun in REMEMBERED:
        for name in redis.scan_iter(key(noun, "*"), count=500):
            redis.delete(name)


STEPS: tuple[Step, ...] = (ask_anew,)
"""The step at place N moves schema N to N + 1. Steps are only ever added at the end."""


def schema(redis: Redis) -> int:
    """The number of the shape in which everything lies, 0 where nobody has written it down yet."""
    return int(redis.get(_SCHEMA) or 0)


def move(redis: Redis, steps: Sequence[Step] = STEPS, sleep: Callable[[float], object] = time.sleep) -> int:
    """Take the steps that are missing; of several processes one takes a step, the others wait for it.

    Returns how many were taken here. Raises NewerRecords, RedisError.
    """
    taken, holder = 0, new_id()
    while (found := schema(redis)) < len(steps):
        if not owed.lease(redis, _SUBJECT, holder):
            sleep(_LOOK_AGAIN_SECONDS)
            continue
        try:
            if schema(redis) == found:
                steps[found](redis)
                redis.eval(_ADVANCE, 1, _SCHEMA, found)
                taken += 1
        finally:
            owed.release(redis, _SUBJECT, holder)
    if found > len(steps):
        raise NewerRecords(found, len(steps))
    return taken
