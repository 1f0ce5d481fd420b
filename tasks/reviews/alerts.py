"""Turns alerts about new reviews on and off, and posts in the channel who did."""

from dataclasses import replace

from cards.reviews import alerts as messages
from cards.reviews.audit_tags import ALERTS_CHANGED
from kit.jobs.defer import deferring_client
from kit.wiring import Kit
from records.invocations import Invocation
from records.reviews import alerts
from records.reviews.alerts import Alert
from tasks.dispatch import resolve
from tasks.reviews.polling import mark_existing
from tasks.slack import channel_alerts
from tasks.slack.channel_alerts import AlertList, alert_kind, record_change


@alert_kind
def in_channel(kit: Kit, channel: str) -> AlertList:
    """List the alerts about reviews in a channel."""
    on, every = alerts.shown_in(kit.redis, channel), kit.settings.asc_review_poll_seconds
    return AlertList(lines=messages.lines(on), hint=messages.hint(every))


def turn_on(kit: Kit, invocation: Invocation) -> None:
    """Turn an alert on in the channel of the invocation, or change which reviews it is about."""
    options = invocation.options or {}
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel)
    alert = Alert(
        channel=invocation.channel,
        app_id=app.id,
        app_name=app.name,
        account=app.account,
        user=invocation.user,
        created_at=kit.clock(),
        max_rating=int(options.get("max-rating") or 5),
        territories=tuple(territory for territory in options.get("territory", "").split(",") if territory),
        contains=options.get("contains", ""),
    )
    old = next((known for known in alerts.of_channel(kit.redis, alert.channel) if known.id == alert.id), None)
    if old is not None:
        alert = replace(alert, horizon=old.horizon)
        message = messages.changed(alert)
    else:
        alert, count = mark_existing(kit, deferring_client(kit, alert.account), alert)
        message = messages.turned_on(alert, count)
    # Posted for everyone in the channel, which also checks that the bot can post there.
    kit.slack.post(alert.channel, message, idempotency_key=f"{invocation.id}.answer", thread_ts=invocation.thread_ts)
    record_change(
        kit, ALERTS_CHANGED, invocation, alert, old=messages.in_words(old) if old else "", new=messages.in_words(alert)
    )
    alerts.put(kit.redis, alert)


def turn_off(kit: Kit, invocation: Invocation) -> None:
    """Turn the alerts of the channel off, also where the bot was removed from it."""
    shown = alerts.shown_in(kit.redis, invocation.channel)
    for alert in channel_alerts.turn_off(kit, invocation, shown, messages.none_on(), messages.turned_off):
        record_change(kit, ALERTS_CHANGED, invocation, alert, old=messages.in_words(alert))
        alerts.remove(kit.redis, alert)
