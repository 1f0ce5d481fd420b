"""Reads the stored figures of an app, for the cards that show them."""

from collections.abc import Mapping, Sequence
from datetime import date

from appstore.analytics.reports import AnalyticsReport
from kit.wiring import Kit
from records.analytics import days, readings
from records.analytics.statistics import PeriodStatistics, ReportData, Span, complete_until, ending, period_statistics


def known_until(kit: Kit, app_id: str) -> date | None:
    """Return the last complete day, None if a report was never read. `app_id` is that of the record."""
    return complete_until(_reports(kit, app_id, ()))


def first_day(kit: Kit, app_id: str) -> date | None:
    """Return the first day of which anything is known."""
    found = [day for report in AnalyticsReport for day in days.days_of(kit.redis, app_id, report)]
    return min(found, default=None)


def reports_for(kit: Kit, app_id: str, span: Span) -> Sequence[ReportData]:
    """Return what is known of a span and of the one before it."""
    return _reports(kit, app_id, (*span.before.days, *span.days))


def downloads(kit: Kit, app_id: str) -> PeriodStatistics | None:
    """Return the downloads of the seven days up to the last complete one, None if their report was never read."""
    until = complete_until(_reports(kit, app_id, (), AnalyticsReport.DOWNLOADS))
    if until is None:
        return None
    span = ending(until, 7)
    return period_statistics(_reports(kit, app_id, (*span.before.days, *span.days), AnalyticsReport.DOWNLOADS), span)


def faults(kit: Kit, app_id: str) -> Mapping[AnalyticsReport, Mapping[date, str]]:
    """Return the instances that could not be read, by the day they were made on, and why."""
    return {
        found.report: {made_on: read.fault for made_on, read in found.readings.items() if read.fault}
        for found in _reports(kit, app_id, ())
    }


def _reports(kit: Kit, app_id: str, wanted: Sequence[date], *only: AnalyticsReport) -> Sequence[ReportData]:
    return [
        ReportData(
            report=report,
            readings=readings.everything(kit.redis, app_id, report),
            days=days.read(kit.redis, app_id, report, wanted),
        )
        for report in only or AnalyticsReport
    ]
