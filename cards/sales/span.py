"""What an app sold in a span of days, as the cards and the CSV show it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from appstore.sales.days import Frequency, Period
from appstore.sales.reports import Missing
from appstore.sales.tables import SaleLine, SalesReport
from appstore.sales.totals import Totals, totals


@dataclass(frozen=True, kw_only=True)
class SpanSales:
    """The reports from `first` to `last`, oldest first, and the days without one, with the reason.

    `is_final`: Apple no longer amends any of them.
    """

    first: date
    last: date
    parts: tuple[tuple[Period, SalesReport], ...] = ()
    missing: tuple[tuple[date, Missing], ...] = ()
    is_final: bool = True

    @property
    def is_day(self) -> bool:
        """Return whether it is a single day."""
        return self.first == self.last

    @property
    def lines(self) -> tuple[SaleLine, ...]:
        """Return the rows of all reports."""
        return tuple(line for _, report in self.parts for line in report.lines)

    @property
    def skipped(self) -> int:
        """Return how many rows can't be read."""
        return sum(report.skipped for _, report in self.parts)

    def count(self, frequency: Frequency) -> int:
        """Return how many of the reports are of days, weeks or months."""
        return sum(period.frequency is frequency for period, _ in self.parts)

    def totals(self) -> Totals:
        """Return the sums of the span."""
        return totals(self.lines)

    def without(self, reason: Missing) -> tuple[date, ...]:
        """Return the days without a report for this reason."""
        return tuple(day for day, why in self.missing if why is reason)

    @property
    def is_known(self) -> bool:
        """Return whether every day has a report, or is known to have no sales."""
        return all(why is Missing.ZERO for _, why in self.missing)

    def within(self, territories: Collection[str]) -> "SpanSales":
        """Return the same of these territories alone (Apple's codes); of all of them for none."""
        if not territories:
            return self
        parts = tuple(
            (period, replace(report, lines=tuple(line for line in report.lines if line.territory in territories)))
            for period, report in self.parts
        )
        return replace(self, parts=parts)
