"""Moments as people write them, in a time zone: what they mean where clocks are set forward or back."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

_MOMENT = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:[Tt](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?P<offset>[Zz]|[+-]\d{2}:\d{2})?)?"
)


class ClockChange(StrEnum):
    """What is odd about a local time."""

    NOTHING = ""
    MISSING = "missing"  # clocks are set forward over it
    TWICE = "twice"  # clocks are set back to it


@dataclass(frozen=True)
class Moment:
    """A moment as it was meant: epoch seconds, its local time, and what is odd about the time that was written."""

    at: float
    local: datetime
    written: datetime
    odd: ClockChange = ClockChange.NOTHING


class InvalidDate(ValueError):  # noqa: N818 - says what the words are not
    """The words are no moment. `date_only`: a day without a time."""

    def __init__(self, words: str, *, date_only: bool = False) -> None:
        super().__init__(words)
        self.date_only = date_only


def zone(name: str) -> ZoneInfo | None:
    """The time zone of that name in any case (https://www.iana.org/time-zones), or None."""
    known = _zones().get(name.casefold())
    return ZoneInfo(known) if known is not None else None


def closest_zones(name: str, count: int = 3) -> tuple[str, ...]:
    """The names most like this one; a city alone finds its zone."""
    wanted = name.casefold().replace(" ", "_")
    cities = [known for folded, known in _zones().items() if folded.rpartition("/")[2] == wanted]
    close = get_close_matches(wanted, _zones(), n=count, cutoff=0.6)
    return tuple(dict.fromkeys([*cities, *(_zones()[one] for one in close)]))[:count]


def looks_like_moment(word: str) -> bool:
    """Whether a word was meant as a date, right or wrong."""
    return re.match(r"\d{4}-\d|\d{1,2}[./]\d{1,2}(?:[./]|$)", word) is not None


def looks_like_time(word: str) -> bool:
    """Whether a word is a time of the day."""
    return re.fullmatch(r"\d{1,2}:\d{2}(?::\d{2})?", word) is not None


def read_moment(word: str, tz: ZoneInfo, *, date_alone: bool = False) -> Moment:
    """`2026-12-24T09:00`, with or without seconds, with or without an offset of its own.

    Without a time it is the day's first moment where `date_alone` allows that. Raises `NoMoment`.
    """
    found = _MOMENT.fullmatch(word)
    if found is None:
        raise InvalidDate(word)
    if found["hour"] is None and not date_alone:
        raise InvalidDate(word, date_only=True)
    numbers = [int(found[part] or 0) for part in ("year", "month", "day", "hour", "minute", "second")]
    try:
        written = datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 - its zone is put on below
        if found["offset"]:
            exact = datetime.fromisoformat(f"{written.isoformat()}{found['offset'].upper()}").timestamp()
            return Moment(exact, local(exact, tz), local(exact, tz).replace(tzinfo=None))
        return resolve(written, tz)
    except (ValueError, OverflowError):
        raise InvalidDate(word) from None


def resolve(written: datetime, tz: ZoneInfo) -> Moment:
    """What a local time means. One that the clocks leave out is moved on by what they leave out, as iCalendar does.

    Of one that comes twice the first is meant (RFC 5545, 3.3.5).
    """
    first = written.replace(tzinfo=tz)
    at = first.timestamp()
    seen = local(at, tz)
    if seen.replace(tzinfo=None, fold=0) != written:
        return Moment(at, seen, written, ClockChange.MISSING)
    again = first.replace(fold=1).timestamp()
    return Moment(at, seen, written, ClockChange.TWICE if again != at else ClockChange.NOTHING)


def local(at: float, tz: ZoneInfo) -> datetime:
    """The local time of epoch seconds."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)).astimezone(tz)


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in sorted(zoneinfo.available_timezones()) if name != "localtime"}
