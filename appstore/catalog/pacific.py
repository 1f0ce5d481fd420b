"""Apple's days, which begin at midnight in California."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")


def today(now: float) -> date:
    """Return Apple's day at `now` (epoch seconds)."""
    return datetime.fromtimestamp(now, PACIFIC).date()
