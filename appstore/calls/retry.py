"""Calculates how long to wait before a call to Apple is repeated."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Literal

# Attempts for a request that ends in a 5xx, a timeout or a reset.
TRIES = 6
# Seconds between two attempts, at most.
LONGEST = 60.0

WaitReason = Literal["pause", "failure"]


@dataclass(frozen=True)
class Wait:
    """A wait that has begun: it ends at `until` (epoch seconds) after `seconds`.

    `why` is "pause" if Apple asked for it (429), "failure" if a response was lost or was a 5xx.
    """

    until: float
    why: WaitReason
    seconds: float


def after_failure(tries: int, random: Callable[[], float]) -> float:
    """Return the seconds to wait after so many failed attempts: 0.2 to 0.5 at first, doubled each time."""
    return min(LONGEST, (0.2 + 0.3 * random()) * 2.0 ** (tries - 1))


def after_rate_limit(count: int, random: Callable[[], float]) -> float:
    """Return the seconds to wait after so many 429s without `Retry-After`: about 0.5 at first, doubled each time."""
    return min(LONGEST, (0.4 + 0.2 * random()) * 2.0 ** min(count - 1, 10))


def retry_after(header: str, now: float) -> float:
    """Return the seconds in a `Retry-After` header (a number or a date), 0 if it is absent or unreadable.

    Apple sends it at times without documenting it: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
    """
    if header.strip().isdecimal():
        return float(header)
    try:
        date = parsedate_to_datetime(header)
    except ValueError:
        return 0.0
    return max(0.0, (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now)
