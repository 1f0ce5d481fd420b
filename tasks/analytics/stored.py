"""Reads the stored figures of an app, for the cards that show them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from appstore.analytics.reports import QUALITY_REPORTS, STORE_REPORTS, AnalyticsReport
from kit.wiring import Kit
from records.analytics import days, readings
from records.analytics.statistics import PeriodStatistics, ReportData, Span, complete_until, ending, period_statistics


def known_until(kit: Kit, app_id: str, reports: Sequence[AnalyticsReport] = STORE_REPORTS) -> date | None:
    """Return the last complete day, None if none of these reports was read. `app_id` is that of the record."""
    return complete_until(_reports(kit, app_id, (), *reports))


def first_day(kit: Kit, app_id: str) -> date | None:
    """Return the first day of which anything is known."""
    found = [day for report in STORE_REPORTS for day in days.days_of(kit.redis, app_id, report)]
    return min(found, default=None)


def reports_for(kit: Kit, app_id: str, span: Span) -> Sequence[ReportData]:
    """Return what is known of a span and of the one before it."""
    return _reports(kit, app_id, (*span.before.days, *span.days))


def quality(kit: Kit, app_id: str, days: int) -> tuple[PeriodStatistics, ...]:
    """Return the sessions and the crashes of so many days up to the last one that is complete for both.

    A report that was never read is left out.
    """
    read = [found for found in _reports(kit, app_id, (), *QUALITY_REPORTS) if found.complete_until is not None]
    until = complete_until(read)
    if until is None:
        return ()
    span = ending(until, days)
    wanted = (*span.before.days, *span.days)
    return tuple(period_statistics(_reports(kit, app_id, wanted, found.report), span) for found in read)


def downloads(kit: Kit, app_id: str) -> PeriodStatistics | None:
    """Return the downloads of the seven days up to the last complete one, None if their report was never read."""
    until = complete_until(_reports(kit, app_id, (), AnalyticsReport.DOWNLOADS))
    if until is None:
        return None
    span = ending(until, 7)
    return period_statistics(_reports(kit, app_id, (*span.before.days, *span.days), AnalyticsReport.DOWNLOADS), span)


def skipped_rows(kit: Kit, app_id: str, found: PeriodStatistics) -> int:
    """Return how many rows of the instances that cover the span could not be understood."""
    return sum(
        reading.skipped
        for report in found.gaps
        for made_on, reading in readings.everything(kit.redis, app_id, report).items()
        if found.span.start < made_on <= found.span.end + timedelta(days=report.complete_after)
    )


def faults(
    kit: Kit, app_id: str, reports: Sequence[AnalyticsReport] = STORE_REPORTS
) -> Mapping[AnalyticsReport, Mapping[date, str]]:
    """Return the instances that could not be read, by the day they were made on, and why."""
    return {
        found.report: {made_on: read.fault for made_on, read in found.readings.items() if read.fault}
        for found in _reports(kit, app_id, (), *reports)
    }


def _reports(kit: Kit, app_id: str, wanted: Sequence[date], *only: AnalyticsReport) -> Sequence[ReportData]:
    return [
        ReportData(
            report=report,
            readings=readings.everything(kit.redis, app_id, report),
            days=days.read(kit.redis, app_id, report, wanted),
        )
        for report in only or STORE_REPORTS
    ]
