"""Reads dates and times in a time zone, also when clocks change."""

import re
import unicodedata
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

_MOMENT = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:[Tt](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?P<offset>[Zz]|[+-]\d{2}:?\d{2})?)?"
)

# In the tz database for machines whose zone is not set.
_NO_ZONES = {"localtime", "Factory"}


class ClockChange(StrEnum):
    """How a clock change affects a local time."""

    NOTHING = ""
    MISSING = "missing"  # clocks are set forward over it
    TWICE = "twice"  # clocks are set back to it


@dataclass(frozen=True)
class Moment:
    """A date: epoch seconds, local time, the time as written, and how a clock change affects it."""

    at: float
    local: datetime
    written: datetime
    odd: ClockChange = ClockChange.NOTHING


class InvalidDate(ValueError):  # noqa: N818 - reads better
    """Raised for words that are not a date. `date_only`: a day without a time."""

    def __init__(self, words: str, *, date_only: bool = False) -> None:
        super().__init__(words)
        self.date_only = date_only


def zone(name: str) -> ZoneInfo | None:
    """Return the time zone of that name in any case (https://www.iana.org/time-zones), or None."""
    known = _zones().get(name.casefold())
    return _loaded(known) if known is not None else None


def zone_names() -> tuple[str, ...]:
    """Return the names of all time zones."""
    return tuple(_zones().values())


def plain(word: str) -> str:
    """Return a word with the signs of a plain keyboard: what is copied has no-break hyphens, dashes and wide digits."""
    return re.sub("[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", word))


def looks_like_moment(word: str) -> bool:
    """Return whether a word was meant as a date, valid or not."""
    return re.match(r"\d{4}-\d|\d{1,2}[./]\d{1,2}(?:[./]|$)", plain(word)) is not None


def looks_like_day(word: str) -> bool:
    """Return whether a word is a day with its year, with or without a time, readable or not."""
    return re.match(r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{4})(?:\D|$)", plain(word)) is not None


def looks_like_time(word: str) -> bool:
    """Return whether a word is a time of day."""
    return re.fullmatch(r"\d{1,2}:\d{2}(?::\d{2})?", word) is not None


def read_moment(word: str, tz: ZoneInfo, *, date_alone: bool = False) -> Moment:
    """Read `2026-12-24T09:00`, optionally with seconds and an offset.

    With `date_alone` the time may be missing: the day's first moment. Raises InvalidDate.
    """
    found = _MOMENT.fullmatch(plain(word))
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
    """Return the date of a local time: a skipped time is moved on by what clocks skip, a repeated one is the first.

    As iCalendar does (RFC 5545, 3.3.5).
    """
    first = written.replace(tzinfo=tz)
    at = first.timestamp()
    seen = local(at, tz)
    if seen.replace(tzinfo=None, fold=0) != written:
        return Moment(at, seen, written, ClockChange.MISSING)
    again = first.replace(fold=1).timestamp()
    return Moment(at, seen, written, ClockChange.TWICE if again != at else ClockChange.NOTHING)


def local(at: float, tz: ZoneInfo) -> datetime:
    """Return the local time of epoch seconds."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)).astimezone(tz)


@cache
def _loaded(name: str) -> ZoneInfo:
    """Return the zone, and keep it: `ZoneInfo` itself keeps eight, and reads a file for each of the others again."""
    return ZoneInfo(name)


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in sorted(zoneinfo.available_timezones()) if name not in _NO_ZONES}
