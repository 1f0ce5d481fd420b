"""The jobs about analytics reports: request them, fetch what is new, and show the figures."""

from dataclasses import replace

from appstore.errors import AppStoreError, RateLimited, Unavailable
from kit.jobs.defer import deferring_client
from kit.jobs.define import BULK, NOW, RetryLater, job, of_channel, on_tick, read_app
from kit.jobs.queues import enqueue, enqueue_once, enqueue_unless_pending
from kit.wiring import Kit
from records.analytics import apps
from records.analytics.apps import DUE, EVERY_SECONDS
from records.analytics.subscriptions import PLANS
from records.invocations import Invocation
from records.times.plans import is_shown
from tasks.analytics import arrival, fetch, quality, show, subscriptions, switch_on
from tasks.dispatch import failures
from tasks.slack import channel_plans

# Apple may have had the reports for long: until the first data is there, each wait is a tenth of the time so far.
SHORTEST_WAIT, LONGEST_WAIT = 60.0, 3600.0
# What could not be posted when it was due is retried for so long (seconds); after that it is skipped.
LATE_SECONDS = 6 * 3600
_AGAIN_SECONDS = 900.0


@on_tick
def enqueue_due_fetches(kit: Kit) -> None:
    """Queue a look for new reports of every app for which one is due, each once however many clocks run."""
    now = kit.clock()
    for app_id in DUE.take(kit.redis, now, now + EVERY_SECONDS):
        enqueue_unless_pending(kit, fetch_reports, app_id)


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
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
        app = fetch.refresh(kit, deferring_client(kit, app.account, scheduled=True), app)
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


@job(BULK, on_failure=failures.report_failure, ordered_by=read_app)
def show_analytics(kit: Kit, invocation: Invocation, days: str, territory: str, source: str) -> None:
    """Show the figures of so many days, of a territory (three letters) and a source (Apple's name) or "" for all."""
    show.show(kit, invocation, int(days), territory, source)


@job(BULK, on_failure=failures.report_failure, ordered_by=read_app)
def show_quality(kit: Kit, invocation: Invocation, days: str) -> None:
    """Show the sessions and crashes of so many days."""
    quality.show(kit, invocation, int(days))


@on_tick
def enqueue_due_posts(kit: Kit) -> None:
    """Queue every post that is due, each once however many clocks run."""
    for plan in channel_plans.due(kit, PLANS, LATE_SECONDS):
        enqueue_once(kit, _once(plan.channel, plan.due), (), post_due_analytics, plan.channel, str(plan.due))


@job(NOW, on_failure=failures.report_failure, ordered_by=of_channel("analytics"))
def subscribe(kit: Kit, invocation: Invocation, clock: str, weekday: str, zone: str) -> None:
    """Post the figures at `HH:MM`, daily or on that weekday ("" or 0 to 6), in `zone` ("": the user's in Slack)."""
    subscriptions.subscribe(kit, invocation, clock, weekday, zone)


@job(NOW, on_failure=failures.report_failure, ordered_by=of_channel("analytics"))
def unsubscribe(kit: Kit, invocation: Invocation) -> None:
    """Post no figures in this channel any more."""
    subscriptions.unsubscribe(kit, invocation)


@job(BULK, on_failure=subscriptions.report_failure)
def post_due_analytics(kit: Kit, channel: str, moment: str) -> None:
    """Post the figures that were due at `moment` (epoch seconds); retried for hours while Apple is unavailable."""
    plan, due = PLANS.get(kit.redis, channel), float(moment)
    if plan is None or not is_shown(kit.redis, plan):
        return
    try:
        subscriptions.post(kit, plan, _once(channel, due))
    except (RateLimited, Unavailable) as error:
        again = error.again_at if isinstance(error, RateLimited) else kit.clock() + _AGAIN_SECONDS
        if again - due > LATE_SECONDS:
            raise
        raise RetryLater(again) from error


def _once(channel: str, moment: float) -> str:
    return f"analytics.{channel}.{int(moment)}"
