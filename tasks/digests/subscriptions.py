"""Turns the regular digest of a channel on and off, and records who did."""

from cards.digests import subscriptions as subscription_cards
from cards.digests.audit_tags import DIGEST_CHANGED
from cards.failures import errors
from cards.wording.accounts import app_title
from cards.wording.plans import plan_words
from kit.slack.replies import UserError, reply, why_closed
from kit.wiring import Kit
from records.digests import subscriptions as subscription_records
from records.digests.subscriptions import Digest
from records.invocations import Invocation
from tasks.dispatch import audit_log, resolve
from tasks.slack.channel_plans import plan_for


def subscribe(kit: Kit, invocation: Invocation, clock: str, weekday: str, zone: str) -> None:
    """Store the subscription of the channel, once the app is known. `zone` "" is the user's time zone in Slack.

    Raises UserError where the bot can't post.
    """
    if closed := why_closed(kit, invocation.channel):
        raise UserError(subscription_cards.closed(errors.slack_refused(closed).text))
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel)
    plan = plan_for(kit, invocation, app, clock, weekday, zone)
    old = subscription_records.get(kit.redis, invocation.channel)
    _record(kit, invocation, old, plan, app.bundle_id, app.account)
    subscription_records.put(kit.redis, plan)
    reply(kit, invocation, subscription_cards.plan_on(plan, app_title(app), invocation.user))


def unsubscribe(kit: Kit, invocation: Invocation) -> None:
    """Remove the subscription of the channel."""
    old = subscription_records.shown_in(kit.redis, invocation.channel)
    if old is not None:
        kit.check(old.account)
        app = old.bundle_id or resolve.named_app(kit, old.app, invocation.channel) or ""
        _record(kit, invocation, old, None, app, old.account)
        subscription_records.remove(kit.redis, invocation.channel)
    reply(kit, invocation, subscription_cards.plan_off(old, invocation.user))


def _record(kit: Kit, invocation: Invocation, old: Digest | None, new: Digest | None, app: str, account: str) -> None:
    audit_log.record(
        kit,
        DIGEST_CHANGED,
        invocation,
        idempotency_key=f"{invocation.id}.digest",
        app=app,
        account=account,
        field="digest",
        old=plan_words(old) if old is not None else "",
        new=plan_words(new) if new is not None else "",
    )
