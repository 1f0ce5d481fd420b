"""How long Apple's processing of a picture has taken lately, so that nobody asks too early or too late."""

from __future__ import annotations

from typing import Any

from redis import Redis

from records.keys import DAY, key

FIRST_GUESS = 3.0
"""Seconds to expect before anything was measured: "a few seconds up to a few minutes", says Apple."""

_EXPECTED = key("processing")


def expected_seconds(redis: Redis) -> float:
    """What to expect."""
    raw: Any = redis.get(_EXPECTED)
    return float(raw) if raw is not None else FIRST_GUESS


def learn(redis: Redis, seconds: float, *, at_once: bool) -> None:
    """Take in how long it took. Seen good at the first look it took less than that: the guess goes down a little."""
    redis.set(_EXPECTED, round(min(60.0, max(0.05, seconds * 0.9 if at_once else seconds)), 3), ex=DAY)
