"""The jobs about analytics reports: request them, fetch what is new, and show the figures."""

from dataclasses import replace

from appstore.errors import AppStoreError, RateLimited, Unavailable
from kit.jobs import touches
from kit.jobs.defer import deferring_client
from kit.jobs.define import BULK, NOW, RetryLater, enqueue, enqueue_unless_pending, job, on_tick
from kit.wiring import Kit
from records.analytics import apps
from records.analytics.apps import DUE
from records.invocations import Invocation
from tasks import failures
from tasks.analytics import arrival, fetch, show, switch_on

# Seconds between two looks for new reports, which Apple makes once a day.
EVERY_SECONDS = 6 * 3600.0
# Apple may have had the reports for long: until the first data is there, each wait is a tenth of the time so far.
SHORTEST_WAIT, LONGEST_WAIT = 60.0, 3600.0
_AGAIN_SECONDS = 900.0


@on_tick
def enqueue_due_fetches(kit: Kit) -> None:
    """Queue a look for new reports of every app for which one is due, each once however many clocks run."""
    now = kit.clock()
    for app_id in DUE.take(kit.redis, now, now + EVERY_SECONDS):
        enqueue_unless_pending(kit, fetch_reports, app_id)


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.read_app)
def turn_on(kit: Kit, invocation: Invocation) -> None:
    """Request the reports of the app, and look for the first ones."""
    app = switch_on.request_reports(kit, invocation)
    DUE.set(kit.redis, app.id, kit.clock() + SHORTEST_WAIT)
    enqueue(kit, fetch_reports, app.id)


@job(BULK)
def fetch_reports(kit: Kit, app_id: str) -> None:
    """Store what is new in the reports of an app (the id of its record); announce the first data."""
    app = apps.APPS.get(kit.redis, app_id)
    if app is None or not kit.has_account(app.account):
        return
    try:
        app = fetch.refresh(kit, deferring_client(kit, app.account, scheduled=True), app, check_request=True)
    except (RateLimited, Unavailable) as error:
        raise RetryLater(error.again_at if isinstance(error, RateLimited) else kit.clock() + _AGAIN_SECONDS) from error
    except fetch.NotRequested:
        app = apps.change(kit.redis, app, lambda newest: replace(newest, reports={}))
    except AppStoreError:
        # The key may not read them now: `analytics` explains that to whoever asks.
        pass
    arrival.announce(kit, app)
    DUE.set(kit.redis, app_id, kit.clock() + _wait(kit, app_id))


def _wait(kit: Kit, app_id: str) -> float:
    app = apps.APPS.get(kit.redis, app_id)
    if app is None or app.arrived:
        return EVERY_SECONDS
    return min(LONGEST_WAIT, max(SHORTEST_WAIT, (kit.clock() - app.requested_at) / 10))


@job(BULK, on_failure=failures.report_failure, ordered_by=touches.read_app)
def show_analytics(kit: Kit, invocation: Invocation, days: str, territory: str, source: str) -> None:
    """Show the figures of so many days, of a territory (three letters) and a source (Apple's name) or "" for all."""
    show.show(kit, invocation, int(days), territory, source)
