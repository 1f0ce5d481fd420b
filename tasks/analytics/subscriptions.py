"""Turns the scheduled analytics of a channel on and off, and posts what is due or why there is nothing."""

from slack_sdk.errors import SlackApiError

from cards.analytics import subscriptions as subscription_cards
from cards.analytics.audit_tags import ANALYTICS_PLAN_CHANGED
from cards.failures import errors
from cards.wording.accounts import app_title
from cards.wording.plans import plan_words
from kit.jobs.defer import deferring_clients
from kit.slack.replies import UserError, reply, why_closed
from kit.wiring import Kit
from records.analytics import subscriptions
from records.analytics.subscriptions import PLANS
from records.invocations import Invocation
from records.times import dates
from records.times.plans import ChannelPlan, is_shown
from tasks.analytics import show
from tasks.dispatch import audit_log, failures, resolve
from tasks.slack.channel_plans import plan_for

# A post covers as many days as `analytics` alone.
DAYS = 7


def subscribe(kit: Kit, invocation: Invocation, clock: str, weekday: str, zone: str) -> None:
    """Store the plan of the channel, once the app is known. `zone` "" is the user's time zone in Slack.

    Raises UserError where the bot can't post.
    """
    if closed := why_closed(kit, invocation.channel):
        raise UserError(subscription_cards.closed(errors.slack_refused(closed).text))
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel)
    plan = plan_for(kit, invocation, app, clock, weekday, zone)
    old = PLANS.get(kit.redis, invocation.channel)
    _record(kit, invocation, old, plan, app.bundle_id)
    PLANS.put(kit.redis, plan)
    reply(kit, invocation, subscription_cards.plan_on(plan, app_title(app), invocation.user))


def unsubscribe(kit: Kit, invocation: Invocation) -> None:
    """Remove the plan of the channel."""
    old = PLANS.shown_in(kit.redis, invocation.channel)
    if old is not None:
        kit.check(old.account)
        _record(kit, invocation, old, None, old.bundle_id)
        PLANS.remove(kit.redis, invocation.channel)
    reply(kit, invocation, subscription_cards.plan_off(old, invocation.user))


def post(kit: Kit, plan: ChannelPlan, idempotency_key: str) -> None:
    """Post the figures of the plan's app, or that there is nothing new."""
    clients = deferring_clients(kit, scheduled=True)
    app = resolve.resolve_app(kit, clients, plan.app or None, plan.channel, account=(plan.app and plan.account) or None)
    shown = show.prepare(kit, clients, app, DAYS, "", "")
    until = shown.data.statistics.span.end
    before = subscriptions.posted_until(kit.redis, plan.channel, shown.record.id)
    if before is not None and until <= before:
        message = subscription_cards.nothing_new(app_title(app), before)
        kit.slack.post(plan.channel, message, idempotency_key=idempotency_key)
        return
    show.post(kit, plan.channel, shown, show.charts_of(kit, shown.data), idempotency_key)
    subscriptions.posted(kit.redis, plan.channel, shown.record.id, until)


def report_failure(kit: Kit, channel: str, error: BaseException) -> None:
    """Report in the channel why nothing was posted; where the bot can't post, to the user who set it up."""
    plan = PLANS.get(kit.redis, channel)
    if plan is None or not is_shown(kit.redis, plan):
        return
    idempotency_key = f"analytics.{channel}.{dates.local(kit.clock(), plan.tz).date()}"
    reason = failures.message_for(error, channel).text
    if not isinstance(error, SlackApiError):
        kit.slack.post(channel, subscription_cards.failed(reason), idempotency_key=idempotency_key)
    elif plan.user:
        message = subscription_cards.not_posted(plan, reason)
        kit.slack.post(plan.user, message, idempotency_key=f"{idempotency_key}.{plan.user}")


def _record(kit: Kit, invocation: Invocation, old: ChannelPlan | None, new: ChannelPlan | None, app: str) -> None:
    audit_log.record(
        kit,
        ANALYTICS_PLAN_CHANGED,
        invocation,
        idempotency_key=f"{invocation.id}.analytics",
        app=app,
        account=new.account if new is not None else old.account if old is not None else "",
        field="analytics",
        old=plan_words(old) if old is not None else "",
        new=plan_words(new) if new is not None else "",
    )
