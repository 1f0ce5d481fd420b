"""The analytics reports that the bot reads, their daily instances, and the segments of an instance.

https://developer.apple.com/documentation/appstoreconnectapi/downloading-analytics-reports
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from appstore.client import AppStore


class AnalyticsReport(StrEnum):
    """A report; the value is its name in Redis."""

    DISCOVERY = "discovery"
    DOWNLOADS = "downloads"
    SESSIONS = "sessions"
    CRASHES = "crashes"

    @property
    def complete_after(self) -> int:
        """Days after which Apple no longer changes a data day.

        https://developer.apple.com/documentation/analytics-reports/data-completeness-corrections
        """
        return _COMPLETE_AFTER[self]


_COMPLETE_AFTER = {
    AnalyticsReport.DISCOVERY: 3,
    AnalyticsReport.DOWNLOADS: 2,
    AnalyticsReport.SESSIONS: 5,
    AnalyticsReport.CRASHES: 5,
}
# What the store page did, and how the app runs on devices of people who share that with developers.
STORE_REPORTS = (AnalyticsReport.DISCOVERY, AnalyticsReport.DOWNLOADS)
QUALITY_REPORTS = (AnalyticsReport.SESSIONS, AnalyticsReport.CRASHES)
# The names differ from the titles in Apple's documentation, and have changed before. `Detailed` reports are no
# replacement: they lack rows of fewer than five users.
_NAMES = {
    AnalyticsReport.DISCOVERY: ("appstorediscoveryandengagement", "discoveryandengagement"),
    AnalyticsReport.DOWNLOADS: ("appdownloads", "appstoredownloads"),
    AnalyticsReport.SESSIONS: ("appsessions",),
    AnalyticsReport.CRASHES: ("appcrashes",),
}
DAILY = "DAILY"


@dataclass(frozen=True, kw_only=True)
class Instance:
    """What Apple made of a report on one day; it covers several data days and is kept for 35 days."""

    id: str
    made_on: date


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A file of an instance. `checksum`: the MD5, in hex, of its `size` bytes as they are sent.

    The address works for five minutes, for everyone who knows it.
    """

    url: str = field(repr=False)
    checksum: str
    size: int


def ids_of(apple: AppStore, request_id: str) -> Mapping[AnalyticsReport, str]:
    """Return the ids of the reports that there are; a new request may have none yet. Raises Refused (`gone`)."""
    found: dict[AnalyticsReport, tuple[int, str]] = {}
    for page in apple.iter_pages(f"/v1/analyticsReportRequests/{request_id}/reports"):
        for resource in page.data:
            if (match := which(resource.text("name"))) is not None:
                report, rank = match
                found[report] = min(found.get(report, (rank, resource.id)), (rank, resource.id))
    return {report: report_id for report, (_, report_id) in found.items()}


def which(name: str) -> tuple[AnalyticsReport, int] | None:
    """Return the report with this name, with 0 for the standard one and 1 for a name without a level, else None."""
    plain = re.sub(r"[\W_]+", "", name.casefold().replace("&", "and")).removesuffix("report")
    for report, names in _NAMES.items():
        for known in names:
            if plain in {f"{known}standard", known}:
                return report, int(plain == known)
    return None


def instances(apple: AppStore, report_id: str) -> tuple[Instance, ...]:
    """Return the daily instances of a report, oldest first. Raises Refused (`gone`)."""
    answer = apple.pages(f"/v1/analyticsReports/{report_id}/instances", {"filter[granularity]": DAILY})
    found = []
    for resource in answer.data:
        try:
            made_on = date.fromisoformat(resource.text("processingDate")[:10])
        except ValueError:
            continue
        if resource.text("granularity") in {"", DAILY}:
            found.append(Instance(id=resource.id, made_on=made_on))
    return tuple(sorted(found, key=lambda instance: instance.made_on))


def segments(apple: AppStore, instance_id: str) -> tuple[Segment, ...]:
    """Return all segments of an instance. Raises Refused (`gone`)."""
    answer = apple.pages(f"/v1/analyticsReportInstances/{instance_id}/segments")
    return tuple(
        Segment(
            url=resource.text("url"), checksum=resource.text("checksum").lower(), size=resource.number("sizeInBytes")
        )
        for resource in answer.data
    )
