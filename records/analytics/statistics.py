"""The figures of a period: sums by day, source, territory and device, and which of its days Apple may still change."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from appstore.analytics.counts import METRICS, Cell, Day, Metric
from appstore.analytics.reports import AnalyticsReport
from records.analytics.readings import ReadInstance


class Dimension(StrEnum):
    """By what figures are split."""

    SOURCE = "source"
    TERRITORY = "territory"
    DEVICE = "device"
    VERSION = "version"


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The sums of each metric."""

    impressions: int = 0
    page_views: int = 0
    first_downloads: int = 0
    redownloads: int = 0
    sessions: int = 0
    session_seconds: int = 0
    crashes: int = 0

    @property
    def downloads(self) -> int:
        """First-time downloads and redownloads together."""
        return self.first_downloads + self.redownloads

    @property
    def per_impression(self) -> float | None:
        """Downloads per impression, None without impressions. Above 1 is possible: not all come from an impression."""
        return self.downloads / self.impressions if self.impressions else None

    def of(self, metric: Metric) -> int:
        """Return the sum of one metric."""
        return int(getattr(self, metric.value))


@dataclass(frozen=True, kw_only=True)
class Span:
    """Whole days of Apple's, `end` included."""

    start: date
    end: date

    @property
    def days(self) -> tuple[date, ...]:
        """Every day, the first one first."""
        return tuple(self.start + timedelta(days=number) for number in range((self.end - self.start).days + 1))

    @property
    def before(self) -> "Span":
        """The span of the same length that ends the day before this one begins."""
        length = self.end - self.start
        end = self.start - timedelta(days=1)
        return Span(start=end - length, end=end)


def ending(end: date, days: int) -> Span:
    """Return the span of so many days that ends on that day."""
    return Span(start=end - timedelta(days=days - 1), end=end)


class Gap(StrEnum):
    """Why the figures of a day are not Apple's last word, or not there."""

    ABSENT = "absent"
    UNREAD = "unread"
    OUTDATED = "outdated"


@dataclass(frozen=True, kw_only=True)
class ReportData:
    """What is known of a report: its instances by the day they were made on, and the days that were asked for."""

    report: AnalyticsReport
    readings: Mapping[date, ReadInstance]
    days: Mapping[date, tuple[date, Day]]

    @property
    def complete_until(self) -> date | None:
        """The last data day that Apple no longer changes, None if no instance was read."""
        read = [made_on for made_on, reading in self.readings.items() if not reading.fault]
        return max(read) - timedelta(days=self.report.complete_after) if read else None

    def gap(self, day: date) -> Gap | None:
        """Return what is wrong with the figures of a day, None if nothing is. No row of a day means that it is zero."""
        made = [day + timedelta(days=number) for number in range(1, self.report.complete_after + 1)]
        readings = [(made_on, self.readings[made_on]) for made_on in made if made_on in self.readings]
        newest_fault = max((made_on for made_on, reading in readings if reading.fault), default=None)
        stored = self.days.get(day)
        if stored is not None:
            return Gap.OUTDATED if newest_fault is not None and newest_fault > stored[0] else None
        if newest_fault is not None and newest_fault == max(made_on for made_on, _ in readings):
            return Gap.UNREAD
        return None if readings else Gap.ABSENT


@dataclass(frozen=True, kw_only=True)
class Share:
    """One territory, source or device, now and before (None: not comparable)."""

    name: str
    now: Counts
    before: Counts | None


@dataclass(frozen=True, kw_only=True)
class PeriodStatistics:
    """A span with its figures, and the one before it (None: not comparable).

    `gaps` lists the days of the span for which a report is not complete, by report, `gaps_before` those of the span
    before. `parts` are the largest first, `by_day` and `by_day_before` the oldest first.
    """

    span: Span
    now: Counts
    before: Counts | None
    by_day: tuple[tuple[date, Counts], ...]
    by_day_before: tuple[tuple[date, Counts], ...]
    parts: Mapping[Dimension, tuple[Share, ...]]
    gaps: Mapping[AnalyticsReport, tuple[tuple[date, Gap], ...]]
    gaps_before: Mapping[AnalyticsReport, tuple[tuple[date, Gap], ...]]

    def knows(self, report: AnalyticsReport) -> bool:
        """Whether any day of the span is known, so that the sums of the report say something."""
        return sum(gap is not Gap.OUTDATED for _, gap in self.gaps.get(report, ())) < len(self.span.days)


Wanted = Callable[[Cell], bool]


def complete_until(reports: Iterable[ReportData]) -> date | None:
    """Return the last day for which the reports are complete, None if none was read.

    A report that was never read does not count: small apps get some of them much later, or never.
    """
    return min((report.complete_until for report in reports if report.complete_until is not None), default=None)


def period_statistics(reports: Sequence[ReportData], span: Span, wanted: Wanted = lambda _: True) -> PeriodStatistics:
    """Return the figures of a span, of the cells that are `wanted`."""
    before = span.before
    gaps, gaps_before = _gaps(reports, span), _gaps(reports, before)
    comparable = not any(gaps.values()) and not any(gaps_before.values())
    now_cells, before_cells = _cells(reports, span, wanted), _cells(reports, before, wanted)
    return PeriodStatistics(
        span=span,
        now=_total(now_cells),
        before=_total(before_cells) if comparable else None,
        by_day=_by_day(now_cells, span),
        by_day_before=_by_day(before_cells, before) if comparable else (),
        parts={
            dimension: _parts(now_cells, before_cells if comparable else None, dimension) for dimension in Dimension
        },
        gaps=gaps,
        gaps_before=gaps_before,
    )


def rows(
    reports: Sequence[ReportData], span: Span, wanted: Wanted = lambda _: True
) -> tuple[tuple[date, Cell, Counts], ...]:
    """Return the exact sums of each cell of each day, the first day first."""
    found = _grouped(_cells(reports, span, wanted), lambda row: (row[0], row[1]))
    return tuple((day, cell, _total(found[day, cell])) for day, cell in sorted(found))


Group = TypeVar("Group")
# The name is that of a sum in `Counts`.
_Row = tuple[date, Cell, str, int]


def _cells(reports: Sequence[ReportData], span: Span, wanted: Wanted) -> list[_Row]:
    return [
        (day, cell, name, count)
        for report in reports
        for names in [[metric.value for metric in METRICS[report.report]]]
        for day in span.days
        if day in report.days
        for cell, counts in report.days[day][1].items()
        if wanted(cell)
        for name, count in zip(names, counts, strict=False)
        if count
    ]


def _total(rows: Iterable[_Row]) -> Counts:
    sums: dict[str, int] = defaultdict(int)
    for _, _, name, count in rows:
        sums[name] += count
    return Counts(**sums)


def _by_day(rows: Iterable[_Row], span: Span) -> tuple[tuple[date, Counts], ...]:
    found = _grouped(rows, lambda row: row[0])
    return tuple((day, _total(found.get(day, ()))) for day in span.days)


def _parts(now: Iterable[_Row], before: Iterable[_Row] | None, dimension: Dimension) -> tuple[Share, ...]:
    field = dimension.value

    def name_of(row: _Row) -> str:
        return str(getattr(row[1], field))

    current, earlier = _grouped(now, name_of), _grouped(before or (), name_of)
    parts = [
        Share(
            name=name,
            now=_total(current.get(name, ())),
            before=None if before is None else _total(earlier.get(name, ())),
        )
        for name in {*current, *earlier}
    ]
    return tuple(sorted(parts, key=lambda part: (-part.now.downloads, -part.now.impressions, part.name)))


def _grouped(rows: Iterable[_Row], key_of: Callable[[_Row], Group]) -> Mapping[Group, list[_Row]]:
    found: dict[Group, list[_Row]] = defaultdict(list)
    for row in rows:
        found[key_of(row)].append(row)
    return found


def _gaps(reports: Iterable[ReportData], span: Span) -> Mapping[AnalyticsReport, tuple[tuple[date, Gap], ...]]:
    return {report.report: tuple(_gaps_of(report, span)) for report in reports}


def _gaps_of(report: ReportData, span: Span) -> Iterator[tuple[date, Gap]]:
    for day in span.days:
        if (gap := report.gap(day)) is not None:
            yield day, gap
