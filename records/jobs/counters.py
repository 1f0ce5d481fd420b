"""Counts that all processes keep together: how jobs ended, what Apple answered, what Slack refused."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from redis import Redis

from records.keys import key

_TALLIES = key("tallies")
_BETWEEN = "|"


class Counter(StrEnum):
    """What is counted, and by what: each name is followed by its labels in `LABELS`."""

    JOBS = "jobs"
    APPLE = "apple"
    SLACK = "slack"


LABELS: dict[Counter, tuple[str, ...]] = {
    Counter.JOBS: ("job", "end"),
    Counter.APPLE: ("status",),
    Counter.SLACK: ("method", "error"),
}
"""No label ever holds an id or a text of a person: there are few of each, and anybody may read them."""


def count(redis: Redis, tally: Counter, *labels: str) -> None:
    """One more of this. Raises RedisError."""
    redis.hincrby(_TALLIES, _BETWEEN.join((tally, *labels)), 1)


def everything(redis: Redis) -> dict[Counter, dict[tuple[str, ...], int]]:
    """Every count by its labels; what was never counted, or only by another release, is not in it."""
    found: dict[Counter, dict[tuple[str, ...], int]] = {tally: {} for tally in Counter}
    raw: Any = redis.hgetall(_TALLIES)
    for field, number in raw.items():
        name, *labels = str(field, "utf-8").split(_BETWEEN)
        if name in found and len(labels) == len(LABELS[Counter(name)]):
            found[Counter(name)][tuple(labels)] = int(number)
    return found
