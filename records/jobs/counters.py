"""Counts that all processes keep together: how jobs ended, what Apple answered, what Slack refused."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from redis import Redis

from records.keys import key

_TALLIES = key("tallies")
_BETWEEN = "|"


class Tally(StrEnum):
    """What is counted, and by what: each name is followed by its labels in `LABELS`."""

    JOBS = "jobs"
    APPLE = "apple"
    SLACK = "slack"


LABELS: dict[Tally, tuple[str, ...]] = {
    Tally.JOBS: ("job", "end"),
    Tally.APPLE: ("status",),
    Tally.SLACK: ("method", "error"),
}
"""No label ever holds an id or a text of a person: there are few of each, and anybody may read them."""


def count(redis: Redis, tally: Tally, *labels: str) -> None:
    """One more of this. Raises RedisError."""
    redis.hincrby(_TALLIES, _BETWEEN.join((tally, *labels)), 1)


def everything(redis: Redis) -> dict[Tally, dict[tuple[str, ...], int]]:
    """Every count by its labels; what was never counted, or only by another release, is not in it."""
    found: dict[Tally, dict[tuple[str, ...], int]] = {tally: {} for tally in Tally}
    raw: Any = redis.hgetall(_TALLIES)
    for field, number in raw.items():
        name, *labels = str(field, "utf-8").split(_BETWEEN)
        if name in found and len(labels) == len(LABELS[Tally(name)]):
            found[Tally(name)][tuple(labels)] = int(number)
    return found
