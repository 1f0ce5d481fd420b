"""The figures of an app day by day, packed: Apple keeps its reports for 35 days, the bot keeps the days for 400.

One hash for each app and report: the data day, and its cells as lines packed with zlib after the date of the report.
docs/performance.md says how much memory that takes.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from redis import Redis

from appstore.analytics.counts import Cell, Day, ReportTable
from appstore.analytics.reports import AnalyticsReport
from records.keys import key

KEPT_DAYS = 400
_ISO = len("2026-12-31")
# Stores a day unless a newer report has said what it amounts to.
_PUT = """
local old = redis.call('hget', KEYS[1], ARGV[1])
if old and string.sub(old, 1, 10) > string.sub(ARGV[2], 1, 10) then return 0 end
redis.call('hset', KEYS[1], ARGV[1], ARGV[2])
return 1
"""


def put(redis: Redis, app: str, report: AnalyticsReport, made_on: date, table: ReportTable) -> None:
    """Replace each data day in a report that was made on that day, unless a newer one has replaced it already."""
    name = _key(app, report)
    for day, cells in table.days.items():
        redis.eval(_PUT, 1, name, day.isoformat(), made_on.isoformat().encode() + _packed(cells))
    known = days_of(redis, app, report)
    if known and (old := [day for day in known if day < max(known) - timedelta(days=KEPT_DAYS - 1)]):
        redis.hdel(name, *(day.isoformat() for day in old))


def days_of(redis: Redis, app: str, report: AnalyticsReport) -> tuple[date, ...]:
    """Return the data days that are stored, in no order."""
    raw: Any = redis.hkeys(_key(app, report))
    return tuple(date.fromisoformat(str(day, "ascii")) for day in raw)


def read(redis: Redis, app: str, report: AnalyticsReport, days: Sequence[date]) -> Mapping[date, tuple[date, Day]]:
    """Return those of the days that are stored, each with the day on which Apple made its report."""
    raw: Any = redis.hmget(_key(app, report), [day.isoformat() for day in days]) if days else []
    return {
        day: (date.fromisoformat(str(stored[:_ISO], "ascii")), dict(_unpacked(stored[_ISO:])))
        for day, stored in zip(days, raw, strict=True)
        if stored is not None
    }


def _key(app: str, report: AnalyticsReport) -> str:
    return key("analytics_days", app, report)


def _packed(cells: Day) -> bytes:
    lines = ("\t".join((*cell, *map(str, counts))) for cell, counts in sorted(cells.items()))
    return zlib.compress("\n".join(lines).encode(), 9)


def _unpacked(packed: bytes) -> Iterable[tuple[Cell, Sequence[int]]]:
    for line in zlib.decompress(packed).decode().splitlines():
        territory, source, device, page, *counts = line.split("\t")
        yield Cell(territory, source, device, page), [int(count) for count in counts]
