"""Shows the figures of a period with charts and a CSV, or explains why there are none yet."""

from dataclasses import dataclass

from appstore.analytics.counts import Cell
from appstore.errors import AppStoreError, Unauthorized
from cards.analytics import charts, exports, requests, summary
from cards.analytics.summary import SummaryData
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_clients
from kit.slack import files
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.analytics import apps, statistics
from records.analytics.apps import AnalyticsApp
from records.analytics.statistics import PeriodStatistics, Span
from records.app_cache import KnownApp
from records.invocations import Invocation, Origin
from tasks import resolve
from tasks.analytics import arrival, fetch, stored


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What is known of an app's reports. `outdated`: why they could not be read just now."""

    app: AnalyticsApp
    outdated: AppStoreError | None = None


def show(kit: Kit, invocation: Invocation, days: int, territory: str, source: str) -> None:
    """Reply with the figures of so many days. Raises UserError where there are none."""
    clients = deferring_clients(kit)
    app = resolve.resolve_app(kit, clients, invocation.app, invocation.channel)
    known = _refreshed(kit, clients, app)
    until = stored.known_until(kit, known.app.id)
    first = stored.first_day(kit, known.app.id)
    if until is None or first is None:
        raise UserError(requests.no_data_yet(app_title(app), known.app.requested_at, kit.clock()))
    if first > until:
        raise UserError(summary.nothing_complete(app_title(app), first))
    span = statistics.ending(until, days)
    reports = stored.reports_for(kit, known.app.id, span)
    data = SummaryData(
        app_name=app_title(app),
        statistics=statistics.period_statistics(reports, span, lambda cell: _is_wanted(cell, territory, source)),
        territory=territory,
        source=source,
        faults={
            report.report: {made_on: reading.fault for made_on, reading in report.readings.items() if reading.fault}
            for report in reports
        },
        skipped_rows=sum(reading.skipped for report in reports for reading in report.readings.values()),
        unknown_columns=tuple(
            dict.fromkeys(
                column for report in reports for reading in report.readings.values() for column in reading.columns
            )
        ),
        stopped=known.app.stopped,
        outdated=known.outdated,
        private=_is_private(invocation),
    )
    _deliver(kit, invocation, data)
    rows = statistics.rows(reports, span, lambda cell: _is_wanted(cell, territory, source))
    _deliver_csv(kit, invocation, app, span, exports.csv_of_rows(rows))


def _refreshed(kit: Kit, clients: resolve.Clients, app: KnownApp) -> _Known:
    """Read what is new; where that fails, what is stored is shown."""
    record = apps.get(kit.redis, app.account, app.id) or AnalyticsApp(
        app_id=app.id, account=app.account, bundle_id=app.bundle_id, app_name=app.name
    )
    try:
        record = fetch.refresh(kit, clients(app.account), record)
    except fetch.NotRequested:
        if stored.known_until(kit, record.id) is None:
            raise UserError(requests.not_requested(app_title(app))) from None
    except AppStoreError as error:
        if stored.known_until(kit, record.id) is None:
            if isinstance(error, Unauthorized) and error.account_problem is None:
                raise UserError(requests.key_may_not_read()) from error
            raise
        return _Known(app=record, outdated=error)
    arrival.announce(kit, record)
    return _Known(app=record)


def _is_wanted(cell: Cell, territory: str, source: str) -> bool:
    return (not territory or cell.territory in territory.split(",")) and (
        not source or cell.source.casefold() == source.casefold()
    )


def _deliver(kit: Kit, invocation: Invocation, data: SummaryData) -> None:
    images = _charts(kit, data.statistics)
    if _is_private(invocation):
        reply(kit, invocation, summary.summary(data, images))
        return
    files.post_with_image(
        kit,
        invocation.channel,
        lambda ids: summary.summary(data, ids.split(",")),
        ",".join(images),
        idempotency_key=f"{invocation.id}.answer",
        thread_ts=invocation.thread_ts,
    )


def _deliver_csv(kit: Kit, invocation: Invocation, app: KnownApp, span: Span, content: bytes) -> None:
    files.post_file(
        kit,
        f"{app.bundle_id}-analytics-{span.start}-to-{span.end}.csv",
        content,
        channel="" if _is_private(invocation) else invocation.channel,
        user=invocation.user,
        idempotency_key=f"{invocation.id}.csv",
        thread_ts=invocation.thread_ts,
        says=exports.exported(app_title(app), span),
    )


def _is_private(invocation: Invocation) -> bool:
    """Return whether only the user sees the reply; the file then comes in a direct message."""
    return invocation.origin not in {Origin.MENTION, Origin.DIRECT}


def _charts(kit: Kit, found: PeriodStatistics) -> tuple[str, ...]:
    """Upload the charts; returns Slack's ids of those that it takes."""
    if not (found.now.impressions or found.now.downloads):
        return ()
    made = (
        ("downloads.png", charts.by_day(found), charts.alt_text_by_day(found)),
        ("parts.png", charts.by_part(found), charts.alt_text_by_part(found)),
    )
    ids = [files.upload_image(kit, name, content, alt_text) for name, content, alt_text in made]
    return tuple(ids) if all(ids) else ()
