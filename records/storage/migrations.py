"""Moves the records to the shape that this release reads, once, before anything reads them.

There are two kinds of step, counted separately.

- `STEPS` change what an earlier release would read wrongly. The number of those taken is `asc:schema`: a process of a
  release that knows fewer refuses to start, and one that is running ends. A deploy with such a step has a pause.
- `ADDITIONS` only add what an earlier release does not look at: an index, a field with a default. Their number is
  `asc:schema:additions`, which no release refuses, so two releases work side by side. The earlier one goes on storing
  records without the addition, also after the step and after a rollback: the code must read such records too.
"""

import time
from collections.abc import Callable, Sequence

from redis import Redis

from records.jobs import leases, outbox
from records.keys import key, new_id

# One step. It may be killed at any moment and started again, so it must be idempotent.
Step = Callable[[Redis], None]

_SCHEMA = key("schema")
_ADDITIONS = key("schema", "additions")
_SUBJECT = "schema"
_LOOK_AGAIN_SECONDS = 0.1
_ADVANCE = """
if (redis.call('get', KEYS[1]) or '0') == ARGV[1] then redis.call('set', KEYS[1], ARGV[1] + 1) end
"""

# Records that only cache answers of Slack and Apple, for minutes.
CACHES = ("person", "group", "in_channel", "apps", "locales")


class NewerRecords(Exception):  # noqa: N818 - names what was found
    """Raised where a newer release has moved the records. `found` and `known` are schema numbers."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(found, known)
        self.found = found
        self.known = known


def drop_caches(redis: Redis) -> None:
    """To 1: drop cached answers of Slack and Apple, which another release may have stored in another shape."""
    for noun in CACHES:
        for name in redis.scan_iter(key(noun, "*"), count=500):
            redis.delete(name)


# Step N moves schema N to N + 1. Steps are only ever added at the end.
STEPS: tuple[Step, ...] = (drop_caches,)

# To 1: pending jobs are indexed by the time at which they are due.
ADDITIONS: tuple[Step, ...] = (outbox.reconcile,)


def schema(redis: Redis) -> int:
    """Return the number of steps that have been taken, 0 in an empty Redis."""
    return int(redis.get(_SCHEMA) or 0)


def move(
    redis: Redis,
    steps: Sequence[Step] = STEPS,
    additions: Sequence[Step] = ADDITIONS,
    sleep: Callable[[float], object] = time.sleep,
) -> int:
    """Take the steps that are missing; of several processes one takes a step, the others wait for it.

    Returns how many were taken here. Raises NewerRecords, RedisError.
    """
    taken = _take(redis, _SCHEMA, steps, sleep)
    if (found := schema(redis)) > len(steps):
        raise NewerRecords(found, len(steps))
    return taken + _take(redis, _ADDITIONS, additions, sleep)


def _take(redis: Redis, counter: str, steps: Sequence[Step], sleep: Callable[[float], object]) -> int:
    taken, holder = 0, new_id()
    while (found := int(redis.get(counter) or 0)) < len(steps):
        if not leases.take(redis, (_SUBJECT,), holder):
            sleep(_LOOK_AGAIN_SECONDS)
            continue
        try:
            if int(redis.get(counter) or 0) == found:
                steps[found](redis)
                redis.eval(_ADVANCE, 1, counter, found)
                taken += 1
        finally:
            leases.release(redis, (_SUBJECT,), holder)
    return taken
