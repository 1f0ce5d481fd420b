"""Repeated moments: cron lines on the local clock, whatever is done to the clocks in spring and autumn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from heapq import heappop, heappush
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

from croniter import croniter
from croniter.croniter import CroniterBadDateError, CroniterError

from records.dates import local, resolve

OFTEN = timedelta(minutes=5)
"""Whoever asks for runs nearer to each other than this is told what that means: people can hardly follow them."""

FIELDS = 5
_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat"
_FIELD = re.compile(rf"(?:[\d*?/,#L-]|{_NAMES})+", re.IGNORECASE)
_CLOCK_CHANGE = timedelta(hours=3)  # clocks are set forward or back by less than that
_LOOKED_AT = 300  # runs: more than a day can have that are not often


class CronFault(StrEnum):
    """What is wrong with a cron line."""

    FIELDS = "fields"
    INVALID = "invalid"
    NEVER = "never"


def fault(cron: str, now: float, tz: ZoneInfo) -> CronFault | None:
    """What is wrong with a cron line, if anything. `now` is epoch seconds."""
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
    """Whether two of the first day's runs of a good cron line are nearer to each other than `OFTEN`."""
    runs = islice(_written(cron, local(now, tz).replace(tzinfo=None)), _LOOKED_AT)
    first = next(runs)
    day = [first, *takewhile(lambda run: run - first <= timedelta(hours=25), runs)]
    return any(later - run < OFTEN for run, later in pairwise(day))


def is_field(word: str) -> bool:
    """Whether a word could be one of the five parts."""
    return _FIELD.fullmatch(word) is not None


def after(cron: str, moment: float, tz: ZoneInfo) -> float:
    """The first run after a moment, both in epoch seconds; the local clock counts, and each run comes once.

    A time that clocks leave out in spring runs when they have been set forward; of one that comes twice in autumn the
    first counts. Only a line for every hour runs in both: it would stand still for two hours.
    """
    return next(upcoming(cron, moment, tz))


def upcoming(cron: str, moment: float, tz: ZoneInfo) -> Iterator[float]:
    """Every run after a moment, in order."""
    hourly = cron.split()[1] in {"*", "*/1"}
    written = _written(cron, local(moment, tz).replace(tzinfo=None, fold=0) - _CLOCK_CHANGE)
    waiting: list[float] = []
    last = moment
    for one in written:
        # What was written three hours earlier can't come later, however the clocks are set.
        over = resolve(one - _CLOCK_CHANGE, tz).at
        while waiting and waiting[0] < over:
            run = heappop(waiting)
            if run > last:
                last = run
                yield run
        first, second = resolve(one, tz).at, one.replace(tzinfo=tz, fold=1).timestamp()
        heappush(waiting, first)
        if hourly and second > first:
            heappush(waiting, second)
    yield from (run for run in sorted(waiting) if run > last)


def _written(cron: str, start: datetime) -> Iterator[datetime]:
    """The runs on a clock that is never set forward or back."""
    runs = croniter(cron, start)
    while True:
        try:
            yield runs.get_next(datetime)
        except CroniterBadDateError:
            return
