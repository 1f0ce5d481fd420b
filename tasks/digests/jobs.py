"""The jobs of digests: subscribe a channel, and post a digest on request or when it is due."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from appstore.errors import RateLimited, Unavailable
from kit.jobs.defer import deferring_clients
from kit.jobs.define import CLOCK, NOW, RetryLater, job, of_channel, on_tick, read_app
from kit.jobs.queues import enqueue_once
from kit.slack import users
from kit.wiring import Kit
from records.digests import subscriptions as subscription_records
from records.invocations import Invocation, Origin
from records.keys import DAY
from records.times import dates
from tasks.digests import data, delivery, subscriptions
from tasks.dispatch import failures, resolve
from tasks.slack import channel_plans

# A digest that could not be posted when it was due is retried for so long (seconds); after that it is skipped.
LATE_SECONDS = 6 * 3600

_DEFAULT_DAYS = 7
_AGAIN_SECONDS = 600.0


@on_tick
def enqueue_due_digests(kit: Kit) -> None:
    """Queue every digest that is due, each once however many clocks run."""
    for plan in channel_plans.due(kit, subscription_records.DIGESTS, LATE_SECONDS):
        enqueue_once(kit, _once(plan.channel, plan.due), (), post_due, plan.channel, str(plan.due))


@job(NOW, on_failure=failures.report_failure, ordered_by=of_channel("digest"))
def turn_on(kit: Kit, invocation: Invocation, clock: str, weekday: str, zone: str) -> None:
    """Post the digest at `HH:MM`, daily or on that weekday ("" or 0 to 6), in `zone` ("": the user's in Slack)."""
    subscriptions.subscribe(kit, invocation, clock, weekday, zone)


@job(NOW, on_failure=failures.report_failure, ordered_by=of_channel("digest"))
def turn_off(kit: Kit, invocation: Invocation) -> None:
    """Post no digest in this channel any more."""
    subscriptions.unsubscribe(kit, invocation)


@job(CLOCK, on_failure=delivery.report_failure)
def post_due(kit: Kit, channel: str, moment: str) -> None:
    """Post the digest that was due at `moment` (epoch seconds); retried for hours while Apple is unavailable."""
    plan, end = subscription_records.get(kit.redis, channel), float(moment)
    if plan is None or not subscription_records.is_shown(kit.redis, plan):
        return
    try:
        clients = deferring_clients(kit, scheduled=True)
        app = resolve.resolve_app(kit, clients, plan.app or None, channel, account=(plan.app and plan.account) or None)
        apple = clients(app.account)
        digest_data = data.digest_data(apple, app, plan.days, (plan.before(end), end), plan.tz)
    except (RateLimited, Unavailable) as error:
        again = error.again_at if isinstance(error, RateLimited) else kit.clock() + _AGAIN_SECONDS
        if again - end > LATE_SECONDS:
            raise
        raise RetryLater(again) from error
    delivery.post_digest(kit, channel, replace(digest_data, plan=plan), idempotency_key=_once(channel, end))


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def post_now(kit: Kit, invocation: Invocation) -> None:
    """Post the digest up to now, of as many days as the channel's subscription says, or seven."""
    clients, end, plan = deferring_clients(kit), kit.clock(), subscription_records.get(kit.redis, invocation.channel)
    app = resolve.resolve_app(kit, clients, invocation.app, invocation.channel)
    apple = clients(app.account)
    if plan is not None:
        digest_data = data.digest_data(apple, app, plan.days, (plan.before(end), end), plan.tz)
    else:
        tz = dates.zone(users.person(kit, invocation.user, users.team_id_of_bot(kit)).timezone) or ZoneInfo("UTC")
        digest_data = data.digest_data(apple, app, _DEFAULT_DAYS, (end - _DEFAULT_DAYS * DAY, end), tz)
    thread_ts = invocation.thread_ts if invocation.origin in {Origin.MENTION, Origin.DIRECT} else ""
    delivery.post_digest(
        kit, invocation.channel, digest_data, idempotency_key=f"{invocation.id}.digest", thread_ts=thread_ts
    )


def _once(channel: str, moment: float) -> str:
    return f"digest.{channel}.{int(moment)}"
