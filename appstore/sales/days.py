"""Apple's days, which are those of California, and the reports that cover a span of them."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)

# Apple publishes the reports of the Americas by 5 am of the next day, those of other regions before.
_READY_HOUR = 5
# Apple may amend a day for so long.
FINAL_AFTER = timedelta(days=5)
# Weekly and monthly files save calls in spans longer than this; in shorter ones every day is named that had no sales.
_LONGEST_BY_DAY = 7
_SUNDAY = 7


class Frequency(StrEnum):
    """How many days a report covers."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last` that one report covers. Apple names a week by the Sunday that ends it."""

    frequency: Frequency
    first: date
    last: date

    @property
    def report_date(self) -> str:
        """Return the date by which Apple knows the report: `2026-11-29`, of a month `2026-11`."""
        return f"{self.last:%Y-%m}" if self.frequency is Frequency.MONTHLY else self.last.isoformat()

    def smaller(self) -> tuple["Period", ...]:
        """Return smaller reports that cover the same days: weeks and days of a month, days of a week."""
        return cover(self.first, self.last, months=False)

    def is_final(self, now: float) -> bool:
        """Return whether Apple no longer amends the report."""
        return self.last < today(now) - FINAL_AFTER


def today(now: float) -> date:
    """Return Apple's day at `now` (epoch seconds)."""
    return datetime.fromtimestamp(now, PACIFIC).date()


def ready_at(day: date) -> float:
    """Return when the report of a day is there, usually (epoch seconds)."""
    following = day + ONE_DAY
    return datetime(following.year, following.month, following.day, _READY_HOUR, tzinfo=PACIFIC).timestamp()


def days(first: date, last: date) -> Iterator[date]:
    """Yield the days from `first` to `last`."""
    return (first + number * ONE_DAY for number in range((last - first).days + 1))


def day_period(day: date) -> Period:
    """Return the period of one day."""
    return Period(Frequency.DAILY, day, day)


def cover(first: date, last: date, *, months: bool = True) -> tuple[Period, ...]:
    """Return the fewest reports that cover these days: whole months and weeks in long spans, days for the rest."""
    if (last - first).days < _LONGEST_BY_DAY:
        return tuple(day_period(day) for day in days(first, last))
    month = _month_from(first)
    if months and month.last <= last:
        return (*cover(first, month.first - ONE_DAY, months=False), month, *cover(month.last + ONE_DAY, last))
    periods: list[Period] = []
    day = first
    while day <= last:
        sunday = day + 6 * ONE_DAY
        whole = sunday.isoweekday() == _SUNDAY and sunday <= last
        periods.append(Period(Frequency.WEEKLY, day, sunday) if whole else day_period(day))
        day = periods[-1].last + ONE_DAY
    return tuple(periods)


def _month_from(day: date) -> Period:
    """Return the first month that begins on this day or later."""
    start = day if day.day == 1 else (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    return Period(Frequency.MONTHLY, start, start.replace(day=monthrange(start.year, start.month)[1]))
