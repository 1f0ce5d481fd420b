"""Parses when something is to come regularly: a time of day, and a day of the week."""

import re
from collections.abc import Sequence

from records.times import dates
from records.times.plans import DAYS

_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")
# Half a day, as in `9:00 AM`.
_HALF = re.compile(r"[ap]\.?m\.?", re.IGNORECASE)
_SHORTEST_DAY = 2


def read_clock(words: Sequence[str]) -> str | None:
    """Return `HH:MM` for the time of day in the first word; 24:00 is none, nor is one with half a day after it."""
    found = _CLOCK.fullmatch(dates.plain(words[0]))
    if found is None or int(found[1]) > 23 or int(found[2]) > 59 or _halves(words):  # noqa: PLR2004 - hours and minutes
        return None
    return f"{int(found[1]):02}:{found[2]}"


def unclear_clock(words: Sequence[str]) -> str:
    """Return the words that were meant as a time of day."""
    return " ".join([words[0], *_halves(words)])


def _halves(words: Sequence[str]) -> list[str]:
    return [word for word in words[1:2] if _HALF.fullmatch(word)]


def read_weekday(word: str) -> int | None:
    """Return 0 for `monday`, `Mon` or `mo`."""
    start = word.lower().rstrip(".,")
    if len(start) < _SHORTEST_DAY:
        return None
    return next((number for number, day in enumerate(DAYS) if day.lower().startswith(start.removesuffix("s"))), None)
