"""App Analytics of the account: the requests for its reports, what the reports say, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from sandbox.appstore.account import Account
from sandbox.appstore.analytics_files import BREAKAGES, TABLES
from sandbox.appstore.analytics_reports import ONGOING, REQUESTS, add_request, make_instances
from sandbox.appstore.analytics_world import Shift


class AppAnalytics(Account):
    """The analytics reports of the account's apps. An unknown id raises KeyError."""

    def request_analytics(self, app_id: str, days_ago: float = 40.0) -> str:
        """Requests an app's reports, so many days ago; returns the request's id."""

        def add() -> str:
            since = self._store.now - days_ago * 24 * 3600
            request = add_request(self._store, self._store.rows["apps"][app_id], ONGOING, since)
            for report in request.to_many["reports"]:
                make_instances(self._store, report)
            return request.id

        return self._do(add)

    def analytics_requests(self, app_id: str) -> list[str]:
        """Returns the ids of an app's requests, oldest first."""
        return self._do(lambda: [row.id for row in self._store.rows["apps"][app_id].to_many[REQUESTS]])

    def stop_analytics(self, request_id: str) -> None:
        """Stops a request because nobody has downloaded its reports for long."""

        def stop() -> None:
            row = self._store.rows[REQUESTS][request_id]
            stopped_on = self.analytics_today() - timedelta(days=1)
            row.attributes |= {"stoppedDueToInactivity": True, "stopped_on": stopped_on}

        self._do(stop)

    def withhold_report(self, app_id: str, name: str) -> None:
        """Has Apple make no instance of a report, as for small apps."""

        def withhold() -> None:
            for request in self._store.rows["apps"][app_id].to_many[REQUESTS]:
                for report in tuple(request.to_many["reports"]):
                    if report["name"] == name:
                        self._store.remove(report)

        self._do(withhold)

    def analytics_today(self) -> date:
        """Returns the day on which the newest instances are made."""
        return datetime.fromtimestamp(self._store.now, UTC).date()

    def analytics_day(self, app_id: str, day: date, *, territory: str = "", source: str = "") -> Counter[str]:
        """Returns what a complete day amounts to: `impressions`, `views`, `first_time` and `redownloads`."""
        return self._do(lambda: self._store.analytics.day(app_id, day, territory=territory, source=source))

    def shift_analytics(self, app_id: str, day: date, factor: float, territory: str = "") -> None:
        """Multiplies views and downloads from that day on, everywhere or in a territory (two letters)."""
        self._do(lambda: self._store.analytics.shifts.setdefault(app_id, []).append(Shift(day, factor, territory)))

    def quiet_day(self, app_id: str, day: date) -> None:
        """Makes a day one on which nothing happened, so that no report has a row of it."""
        self._do(lambda: self._store.analytics.quiet.add((app_id, day)))

    def analytics_faults(self) -> list[tuple[date, str, date, str]]:
        """Returns each broken instance: the day that it completes, its report, when it was made, what is wrong."""

        def faults() -> list[tuple[date, str, date, str]]:
            broken = self._store.analytics.broken.items()
            return [
                (made_on - timedelta(days=TABLES[name].days), name, made_on, how)
                for (name, made_on), how in broken
                if how
            ]

        return self._do(faults)

    def break_report(self, name: str, made_on: date, how: str) -> None:
        """Breaks an instance: `error`, `missing`, `corrupt`, `empty`, `columns`, `endless`, or "" to mend it."""
        if how not in {"", *BREAKAGES}:
            raise ValueError(how)
        self._do(lambda: self._store.analytics.broken.update({(name, made_on): how}))
