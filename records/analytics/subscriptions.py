"""When a channel gets the analytics of an app, and up to which day it has had them."""

from datetime import date
from typing import Any

from redis import Redis

from records.keys import DAY, key
from records.times.plans import Plans

PLANS = Plans("analytics_plan", "analytics_plans")
# Longer than from one weekly post to the next.
_REMEMBERED_SECONDS = 30 * DAY


def posted_until(redis: Redis, channel: str, app: str) -> date | None:
    """Return the last day that was posted in the channel about an app (the id of its record), None if none was."""
    raw: Any = redis.get(key("analytics_posted", channel, app))
    return date.fromisoformat(str(raw, "ascii")) if raw else None


def posted(redis: Redis, channel: str, app: str, until: date) -> None:
    """Note that the days up to this one were posted."""
    redis.set(key("analytics_posted", channel, app), until.isoformat(), ex=_REMEMBERED_SECONDS)
