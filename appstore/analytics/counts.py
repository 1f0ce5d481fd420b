"""What a day's figures are made of: counts by territory, source, device and page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from appstore.analytics.reports import AnalyticsReport
from appstore.catalog import fuzzy


class Metric(StrEnum):
    """What is counted."""

    IMPRESSIONS = "impressions"
    PAGE_VIEWS = "page_views"
    FIRST_DOWNLOADS = "first_downloads"
    REDOWNLOADS = "redownloads"
    SESSIONS = "sessions"
    SESSION_SECONDS = "session_seconds"
    CRASHES = "crashes"


# The counts of a cell, in this order. Redis holds them so: only append.
METRICS: Mapping[AnalyticsReport, tuple[Metric, ...]] = {
    AnalyticsReport.DISCOVERY: (Metric.IMPRESSIONS, Metric.PAGE_VIEWS),
    AnalyticsReport.DOWNLOADS: (Metric.FIRST_DOWNLOADS, Metric.REDOWNLOADS),
    AnalyticsReport.SESSIONS: (Metric.SESSIONS, Metric.SESSION_SECONDS),
    AnalyticsReport.CRASHES: (Metric.CRASHES,),
}


class Cell(NamedTuple):
    """A territory (three letters, "" if unknown), a source, a device and a page type, each in the report's words.

    In the reports on sessions and crashes `page` is the version of the app, and there are no territories and sources.
    """

    territory: str
    source: str
    device: str
    page: str

    @property
    def version(self) -> str:
        """The version of the app, in the reports on sessions and crashes."""
        return self.page


# The counts of a day of one report; the values as in METRICS.
Day = Mapping[Cell, Sequence[int]]


@dataclass(frozen=True, kw_only=True)
class ReportTable:
    """What an instance says: the data days in it, and what was in it that nobody knows how to read."""

    days: Mapping[date, Day]
    skipped_rows: int = 0
    unknown_columns: tuple[str, ...] = field(default=())


# Every source of a page view or download, in Apple's words, with what people type for it.
SOURCES = {
    "App Store search": ("search", "app store search"),
    "App Store browse": ("browse", "app store browse"),
    "App referrer": ("app referrer", "app-referrer", "app", "apps"),
    "Web referrer": ("web referrer", "web-referrer", "web", "website"),
    "App Clip": ("app clip", "clip"),
    "Notification": ("notification", "notifications"),
    "Institutional purchase": ("institutional purchase", "institutional"),
    "Unavailable": ("unavailable", "unknown"),
}
_BY_WORD = {word: source for source, words in SOURCES.items() for word in words}


def find_source(word: str) -> str | None:
    """Return the source that a word stands for, `App Store search` for `Search`; None for any other word."""
    return _BY_WORD.get(_plain(word))


def closest_source(word: str) -> str:
    """Return the source whose name is most like the word."""
    return fuzzy.ranked(_plain(word), _BY_WORD)[0][1]


def _plain(word: str) -> str:
    return " ".join(word.casefold().replace("_", " ").split())
