"""Shows the sessions and crashes of an app."""

from appstore.analytics.reports import QUALITY_REPORTS, AnalyticsReport
from cards.analytics import quality, summary
from cards.analytics.quality import QualityData
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_clients
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation
from tasks.analytics import stored
from tasks.analytics.refreshed import refreshed
from tasks.dispatch import resolve


def show(kit: Kit, invocation: Invocation, days: int) -> None:
    """Reply with the sessions and crashes of so many days, or why there are none. Raises UserError."""
    clients = deferring_clients(kit)
    app = resolve.resolve_app(kit, clients, invocation.app, invocation.channel)
    known = refreshed(kit, clients, app, QUALITY_REPORTS)
    faults = stored.faults(kit, known.app.id, QUALITY_REPORTS)
    found = {report: statistics for statistics in stored.quality(kit, known.app.id, days) for report in statistics.gaps}
    if not found:
        reply(kit, invocation, quality.none_yet(app_title(app), faults))
        return
    warnings = summary.request_warnings(stopped=known.app.stopped, requested=known.requested, outdated=known.outdated)
    data = QualityData(
        app_name=app_title(app),
        sessions=found.get(AnalyticsReport.SESSIONS),
        crashes=found.get(AnalyticsReport.CRASHES),
        faults=faults,
        skipped_rows=sum(stored.skipped_rows(kit, known.app.id, statistics) for statistics in found.values()),
        warnings=tuple(warnings),
    )
    reply(kit, invocation, quality.quality(data))
