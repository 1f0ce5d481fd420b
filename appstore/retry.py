"""Computes how long to wait before a call to Apple is repeated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

TRIES = 6  # of one request that meets 5xx, timeouts or resets
LONGEST = 60.0  # seconds between two tries

Why = Literal["pause", "trouble"]


@dataclass(frozen=True)
class Wait:
    """A wait that has begun: `until` is its end (epoch seconds), `seconds` its length.

    `why` is "pause" where Apple asked for one (429), "trouble" where Apple did not answer properly.
    """

    until: float
    why: Why
    seconds: float


def after_trouble(tries: int, random: Callable[[], float]) -> float:
    """Return the seconds before the next of `tries` tries so far: 0.2 to 0.5 at first, doubled each time."""
    return min(LONGEST, (0.2 + 0.3 * random()) * 2.0 ** (tries - 1))


def after_refusals(refusals: int, random: Callable[[], float]) -> float:
    """Return the seconds to pause after so many 429 in a row without a time: about 0.5 at first, doubled each time."""
    return min(LONGEST, (0.4 + 0.2 * random()) * 2.0 ** min(refusals - 1, 10))


def retry_after(header: str, now: float) -> float:
    """Return the seconds that a `Retry-After` header asks for, as seconds or as a date; 0 where it asks for nothing.

    Apple sends it at times without documenting it: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
    """
    if header.strip().isdecimal():
        return float(header)
    try:
        date = parsedate_to_datetime(header)
    except ValueError:
        return 0.0
    return max(0.0, _aware(date).timestamp() - now)


def _aware(date: datetime) -> datetime:
    return date if date.tzinfo else date.replace(tzinfo=UTC)
