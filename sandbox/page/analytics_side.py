"""What people did with an app, day by day, as JSON for the page: the data behind Apple's analytics reports."""

from __future__ import annotations

from datetime import timedelta

from sandbox.appstore import AppStoreConnect
from sandbox.slack.state import Json

DAYS = 30
# Apple's discovery report is complete after three days, the download report after two. Sessions and crashes take five.
COMPLETE_AFTER = 3


def as_json(apple: AppStoreConnect, app_id: str) -> Json:
    """Returns the newest days, newest first, and the sums of the newest 7 and 30 complete ones.

    `requested`: whether Apple makes reports. An unknown app raises KeyError.
    """
    requested = bool(apple.analytics_requests(app_id))
    today = apple.analytics_today()
    faults = apple.analytics_faults()
    days = [
        {
            "day": day.isoformat(),
            **apple.analytics_day(app_id, day),
            "corrected": number < COMPLETE_AFTER,
            "faults": [f"{name} of {made_on}: {how}" for completes, name, made_on, how in faults if completes == day],
        }
        for number in range(1, COMPLETE_AFTER + DAYS)
        for day in [today - timedelta(days=number)]
    ]
    complete = [day for day in days if not day["corrected"]]
    return {
        "requested": requested,
        "days": days,
        "sums": [{"days": count, **_sums(complete[:count])} for count in (7, DAYS)],
    }


def _sums(days: list[Json]) -> Json:
    names = [name for name, count in days[0].items() if isinstance(count, int) and not isinstance(count, bool)]
    return {name: sum(day.get(name, 0) for day in days) for name in names}
