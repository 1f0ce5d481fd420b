"""Remembers how long Apple processed images lately, so that uploads look neither too early nor too late."""

from typing import Any

from redis import Redis

from records.keys import DAY, key

# Seconds to expect before anything is measured: "a few seconds up to a few minutes", says Apple.
FIRST_GUESS = 3.0

_EXPECTED = key("processing")


def expected_seconds(redis: Redis) -> float:
    """Return the seconds to expect."""
    raw: Any = redis.get(_EXPECTED)
    return float(raw) if raw is not None else FIRST_GUESS


def learn(redis: Redis, seconds: float, *, at_once: bool) -> None:
    """Store how long it took. An image complete at the first look took less: the guess goes down a little."""
    redis.set(_EXPECTED, round(min(60.0, max(0.05, seconds * 0.98 if at_once else seconds)), 3), ex=DAY)
