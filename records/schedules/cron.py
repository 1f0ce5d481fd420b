"""Cron lines in local time, also when clocks change in spring and autumn."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from heapq import heappop, heappush
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

from croniter import croniter
from croniter.croniter import CroniterBadDateError, CroniterError

from records.times.dates import local, resolve

# Users are warned about runs closer together than this.
OFTEN = timedelta(minutes=5)

FIELDS = 5
_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat"
_FIELD = re.compile(rf"(?:[\d*?/,#L-]|{_NAMES})+", re.IGNORECASE)
_CLOCK_CHANGE = timedelta(hours=3)  # clocks are set forward or back by less than that
_LOOKED_AT = 300  # runs: more than a day can have that are not often


class CronFault(StrEnum):
    """An error in a cron line."""

    FIELDS = "fields"
    INVALID = "invalid"
    NEVER = "never"


def fault(cron: str, now: float, tz: ZoneInfo) -> CronFault | None:
    """Return the error in a cron line, if any. `now` is epoch seconds."""
    fields = cron.split()
    if len(fields) != FIELDS:
        return CronFault.FIELDS
    if not all(map(is_field, fields)):
        return CronFault.INVALID
    try:
        next(_written(cron, local(now, tz).replace(tzinfo=None)))
    except (CroniterBadDateError, StopIteration):
        return CronFault.NEVER
    except (CroniterError, ValueError):
        return CronFault.INVALID
    return None


def is_often(cron: str, now: float, tz: ZoneInfo) -> bool:
    """Return whether two of the first day's runs of a valid cron line are closer together than `OFTEN`."""
    runs = islice(_written(cron, local(now, tz).replace(tzinfo=None)), _LOOKED_AT)
    first = next(runs)
    day = [first, *takewhile(lambda run: run - first <= timedelta(hours=25), runs)]
    return any(later - run < OFTEN for run, later in pairwise(day))


def is_field(word: str) -> bool:
    """Return whether a word could be one of the five parts."""
    return _FIELD.fullmatch(word) is not None


def after(cron: str, moment: float, tz: ZoneInfo) -> float:
    """Return the first run after a date, both in epoch seconds.

    A time that clocks skip in spring runs when they have been set forward; a time that comes twice in autumn runs the
    first time. Only an hourly line runs both times, so that it does not pause for two hours.
    """
    return next(upcoming(cron, moment, tz))


def upcoming(cron: str, moment: float, tz: ZoneInfo) -> Iterator[float]:
    """Yield every run after a date, in order."""
    hourly = cron.split()[1] in {"*", "*/1"}
    written = _written(cron, local(moment, tz).replace(tzinfo=None, fold=0) - _CLOCK_CHANGE)
    waiting: list[float] = []
    last = moment
    for run_at in written:
        # What was written three hours earlier can't come later, however the clocks are set.
        over = resolve(run_at - _CLOCK_CHANGE, tz).at
        while waiting and waiting[0] < over:
            run = heappop(waiting)
            if run > last:
                last = run
                yield run
        first, second = resolve(run_at, tz).at, run_at.replace(tzinfo=tz, fold=1).timestamp()
        heappush(waiting, first)
        if hourly and second > first:
            heappush(waiting, second)
    yield from (run for run in sorted(waiting) if run > last)


def _written(cron: str, start: datetime) -> Iterator[datetime]:
    """Yield the runs on a clock that never changes."""
    runs = croniter(cron, start)
    while True:
        try:
            yield runs.get_next(datetime)
        except CroniterBadDateError:
            return
