"""What people did with an app, day by day, as JSON for the page: the data behind Apple's analytics reports."""

from __future__ import annotations

from datetime import timedelta

from sandbox.appstore import AppStoreConnect
from sandbox.slack.state import Json

DAYS = 30
# Apple's discovery report is corrected for three days; the others that the page shows for fewer or not at all.
CORRECTED_DAYS = 3


def as_json(apple: AppStoreConnect, app_id: str) -> Json:
    """Returns the newest days, newest first, and the sums of 7 and 30; `requested`: whether Apple makes reports.

    An unknown app raises KeyError.
    """
    requested = bool(apple.analytics_requests(app_id))
    today = apple.analytics_today()
    faults = apple.analytics_faults()
    days = [
        {
            "day": day.isoformat(),
            **apple.analytics_day(app_id, day),
            "corrected": number <= CORRECTED_DAYS,
            "faults": [f"{name}: {how}" for (name, made_on), how in faults.items() if made_on == day],
        }
        for number in range(1, DAYS + 1)
        for day in [today - timedelta(days=number)]
    ]
    return {
        "requested": requested,
        "days": days,
        "sums": [{"days": count, **_sums(days[:count])} for count in (7, DAYS)],
    }


def _sums(days: list[Json]) -> Json:
    names = [name for name, count in days[0].items() if isinstance(count, int) and not isinstance(count, bool)]
    return {name: sum(day.get(name, 0) for day in days) for name in names}
