"""Which instances of a report were read, and which could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import TypeAdapter
from redis import Redis

from appstore.analytics.reports import AnalyticsReport
from records.keys import key

# Longer than the days are kept whose figures come from these instances.
_KEPT_DAYS = 450


@dataclass(frozen=True, kw_only=True)
class ReadInstance:
    """An instance, by Apple's id. `fault`: why it could not be read, "" if it was; see `appstore.analytics.download`.

    `skipped` counts its rows that the bot can't read, `columns` are those it does not know.
    """

    instance: str
    fault: str = ""
    skipped: int = 0
    columns: tuple[str, ...] = ()


_ADAPTER = TypeAdapter(ReadInstance)


def put(redis: Redis, app: str, report: AnalyticsReport, made_on: date, reading: ReadInstance) -> None:
    """Store how the instance of that day was read."""
    redis.hset(_key(app, report), made_on.isoformat(), _ADAPTER.dump_json(reading))


def everything(redis: Redis, app: str, report: AnalyticsReport) -> Mapping[date, ReadInstance]:
    """Return every instance by the day on which it was made, the oldest first; forgets those that matter no more."""
    raw: Any = redis.hgetall(_key(app, report))
    found = {date.fromisoformat(str(day, "ascii")): _ADAPTER.validate_json(text) for day, text in raw.items()}
    oldest = max(found) - timedelta(days=_KEPT_DAYS) if found else date.min
    if old := [day.isoformat() for day in found if day < oldest]:
        redis.hdel(_key(app, report), *old)
    return {day: found[day] for day in sorted(found) if day >= oldest}


def _key(app: str, report: AnalyticsReport) -> str:
    return key("analytics_read", app, report)
