"""Shows the figures of a period with charts and a CSV, or explains why there are none yet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from appstore.analytics.counts import Cell
from appstore.analytics.reports import STORE_REPORTS, AnalyticsReport
from cards.analytics import charts, exports, gaps, requests, summary
from cards.analytics.summary import SummaryData
from cards.blocks import text_message
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_clients
from kit.slack import files
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.analytics import statistics
from records.analytics.apps import AnalyticsApp
from records.analytics.statistics import Counts
from records.dispatch.app_cache import KnownApp
from records.invocations import Invocation, Origin
from tasks.analytics import marks, stored
from tasks.analytics.refreshed import refreshed
from tasks.dispatch import resolve


class NoData(UserError):  # noqa: N818 - a finding
    """There are no figures yet, which is no failure."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What is shown of a period, and what the CSV says of it."""

    app: KnownApp
    record: AnalyticsApp
    data: SummaryData
    rows: tuple[tuple[date, Cell, Counts], ...]

    @property
    def file_name(self) -> str:
        """The name of the CSV."""
        span = self.data.statistics.span
        return f"{self.app.bundle_id}-analytics-{span.start}-to-{span.end}.csv"


def show(kit: Kit, invocation: Invocation, days: int, territory: str, source: str) -> None:
    """Reply with the figures of so many days. Raises UserError where there are none."""
    clients = deferring_clients(kit)
    app = resolve.resolve_app(kit, clients, invocation.app, invocation.channel)
    try:
        shown = prepare(kit, clients, app, days, territory, source)
    except NoData as error:
        reply(kit, invocation, error.message)
        return
    images = charts_of(kit, shown.data)
    private = invocation.origin not in {Origin.MENTION, Origin.DIRECT}
    if private:
        reply(kit, invocation, summary.summary(replace(shown.data, private=True), images))
    else:
        post(kit, invocation.channel, shown, images, f"{invocation.id}.answer", invocation.thread_ts)
    files.post_file(
        kit,
        shown.file_name,
        exports.csv_of_rows(shown.rows),
        channel="" if private else invocation.channel,
        user=invocation.user,
        idempotency_key=f"{invocation.id}.csv",
        thread_ts=invocation.thread_ts,
        says=exports.exported(app_title(app), shown.data.statistics.span),
    )


def post(kit: Kit, channel: str, shown: Shown, images: Sequence[str], idempotency_key: str, thread_ts: str = "") -> str:
    """Post the figures in the channel; returns the `ts`."""
    return files.post_with_image(
        kit,
        channel,
        lambda ids: summary.summary(shown.data, ids.split(",")),
        ",".join(images),
        idempotency_key=idempotency_key,
        thread_ts=thread_ts,
    )


def prepare(kit: Kit, clients: resolve.Clients, app: KnownApp, days: int, territory: str, source: str) -> Shown:
    """Read what is new, and return the figures of so many days. Raises UserError where there are none."""
    known = refreshed(kit, clients, app, STORE_REPORTS)
    until = stored.known_until(kit, known.app.id)
    first = stored.first_day(kit, known.app.id)
    if (until is None or first is None) and known.app.stopped:
        raise NoData(text_message(requests.stopped(app_title(app))))
    faults = stored.faults(kit, known.app.id)
    if until is None and any(faults.values()):
        raise UserError(gaps.unreadable(app_title(app), faults))
    if until is None or first is None:
        raise NoData(requests.no_data_yet(app_title(app), known.app.requested_at, kit.clock()))
    if first > until:
        raise NoData(summary.nothing_complete(app_title(app), first))
    span = statistics.ending(until, days)
    reports = stored.reports_for(kit, known.app.id, span)
    wanted = partial(_is_wanted, territory, source)
    instances = [
        instance
        for report in reports
        for made_on, instance in report.readings.items()
        if span.start < made_on <= span.end + timedelta(days=report.report.complete_after)
    ]
    data = SummaryData(
        app_name=app_title(app),
        statistics=statistics.period_statistics(reports, span, wanted),
        territory=territory,
        source=source,
        faults=faults,
        skipped_rows=sum(instance.skipped for instance in instances),
        unknown_columns=tuple(dict.fromkeys(column for instance in instances for column in instance.columns)),
        stopped=known.app.stopped,
        requested=known.requested,
        outdated=known.outdated,
        marks=marks.marks(kit, app, span),
    )
    return Shown(app=app, record=known.app, data=data, rows=statistics.rows(reports, span, wanted))


def _is_wanted(territory: str, source: str, cell: Cell) -> bool:
    return (not territory or cell.territory in territory.split(",")) and (
        not source or cell.source.casefold() == source.casefold()
    )


def charts_of(kit: Kit, data: SummaryData) -> tuple[str, ...]:
    """Upload the charts; returns Slack's ids of those that it takes."""
    found = data.statistics
    if not found.knows(AnalyticsReport.DOWNLOADS) or not (found.now.impressions or found.now.downloads):
        return ()
    made = (
        ("downloads.png", charts.by_day(found, data.marks), charts.alt_text_by_day(found, data.marks)),
        ("parts.png", charts.by_part(found), charts.alt_text_by_part(found)),
    )
    ids = [files.upload_image(kit, name, content, alt_text) for name, content, alt_text in made]
    return tuple(ids) if all(ids) else ()
