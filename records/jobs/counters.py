"""Counters shared by all processes: how jobs ended, what Apple answered, what Slack refused."""

from contextlib import suppress
from enum import StrEnum
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from records.keys import key

_COUNTERS = key("tallies")
_SEPARATOR = "|"


class Counter(StrEnum):
    """The counters. Each name is followed by its labels in `LABELS`."""

    JOBS = "jobs"
    APPLE = "apple"
    SLACK = "slack"
    BOTS = "bots"
    WEBHOOKS = "webhooks"


# No label holds an id or a user's text: there are few values of each, and anybody may read them.
LABELS: dict[Counter, tuple[str, ...]] = {
    Counter.JOBS: ("job", "end"),
    Counter.APPLE: ("status",),
    Counter.SLACK: ("method", "error"),
    Counter.BOTS: ("reason",),
    Counter.WEBHOOKS: ("result",),
}


def count(redis: Redis, counter: Counter, *labels: str) -> None:
    """Add one to a counter. Does nothing while Redis is unavailable."""
    with suppress(RedisError):
        redis.hincrby(_COUNTERS, _SEPARATOR.join((counter, *labels)), 1)


def everything(redis: Redis) -> dict[Counter, dict[tuple[str, ...], int]]:
    """Return every count by its labels, without the counters that only another release knows. Raises RedisError."""
    counts: dict[Counter, dict[tuple[str, ...], int]] = {counter: {} for counter in Counter}
    raw: Any = redis.hgetall(_COUNTERS)
    for field, number in raw.items():
        name, *labels = str(field, "utf-8").split(_SEPARATOR)
        if name in counts and len(labels) == len(LABELS[Counter(name)]):
            counts[Counter(name)][tuple(labels)] = int(number)
    return counts
