"""Collects what an app sold in a span of days: kept reports first, the others from Apple, a few at a time."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial

from appstore.client import AppStore
from appstore.sales import reports
from appstore.sales.days import Frequency, Period, cover
from appstore.sales.reports import Missing
from appstore.sales.tables import OwnApp, SalesReport
from cards.sales.span import SpanSales
from records.sales.reports import KeptReports

AT_ONCE = 4

Found = dict[Period, SalesReport | Missing]


@dataclass(frozen=True)
class SalesReader:
    """The figures of an app: those that are kept, and Apple's as of `now` (epoch seconds)."""

    app: OwnApp
    apple: AppStore
    kept_reports: KeptReports
    now: float

    def sales(self, first: date, last: date) -> SpanSales:
        """Return what the app sold from `first` to `last`. Raises AppStoreError."""
        found = self._find(cover(first, last))
        # Of a month or a week without a report, Apple does not say whether nothing was sold or it was too early to ask.
        while unclear := [period for period, what in found.items() if _says_too_little(period, what)]:
            smaller = self._find([part for period in unclear for part in period.smaller()])
            found = {period: what for period, what in found.items() if period not in unclear} | smaller
        known = sorted(found.items(), key=lambda entry: entry[0].first)
        return SpanSales(
            first=first,
            last=last,
            parts=tuple((period, what) for period, what in known if isinstance(what, SalesReport)),
            missing=tuple((period.first, what) for period, what in known if isinstance(what, Missing)),
            is_final=all(period.is_final(self.now) for period, _ in known),
        )

    def _find(self, periods: Sequence[Period]) -> Found:
        kept = self.kept_reports.get(periods)
        fetched = self._fetch([period for period in periods if period not in kept])
        for period, what in fetched.items():
            if period.is_final(self.now) and (isinstance(what, SalesReport) or what is Missing.ZERO):
                self.kept_reports.put(period, what)
        return {**kept, **fetched}

    def _fetch(self, periods: Sequence[Period]) -> Found:
        if not periods:
            return {}
        fetch = partial(reports.fetch, self.apple, self.kept_reports.vendor_number, self.app)
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            return dict(zip(periods, pool.map(fetch, periods), strict=True))


def _says_too_little(period: Period, what: SalesReport | Missing) -> bool:
    return period.frequency is not Frequency.DAILY and isinstance(what, Missing)
