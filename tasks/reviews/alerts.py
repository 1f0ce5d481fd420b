"""Turns alerts about new reviews on and off, and posts in the channel who did."""

from __future__ import annotations

from dataclasses import replace

from cards.reviews import alerts as alert_cards
from cards.reviews.audit_tags import ALERTS_CHANGED
from kit.jobs.define import NOW, job
from kit.slack.replies import UserError, post_or_dm, reply
from kit.wiring import Kit
from records.invocations import Invocation
from records.messages import Message
from records.reviews import alerts as alert_records
from records.reviews.alerts import Alert
from tasks import audit_log, failures, resolve
from tasks.defer import deferring_client
from tasks.reviews.polling import remember_what_is_there


@job(NOW, on_failure=failures.report_failure)
def turn_on_alerts(kit: Kit, invocation: Invocation) -> None:
    """Post new reviews in this channel from now on; existing ones are not posted."""
    alert = _wished(kit, invocation)
    known = next((one for one in alert_records.of_channel(kit.redis, invocation.channel) if one.id == alert.id), None)
    if known is not None:
        alert = replace(alert, horizon=known.horizon)
        message = alert_cards.changed(alert)
    else:
        alert, count = remember_what_is_there(kit, deferring_client(kit), alert)
        message = alert_cards.turned_on(alert, count)
    _say(kit, invocation, message)
    _write(
        kit,
        invocation,
        alert,
        old=alert_cards.wanted_plainly(known) if known else "",
        new=alert_cards.wanted_plainly(alert),
    )
    alert_records.put(kit.redis, alert)


def _wished(kit: Kit, invocation: Invocation) -> Alert:
    options = invocation.options or {}
    app = resolve.resolve_app(kit, kit.apple, invocation.app, invocation.channel)
    return Alert(
        channel=invocation.channel,
        app_id=app.id,
        app_name=app.name,
        user=invocation.user,
        created_at=kit.clock(),
        max_rating=int(options.get("max-rating") or 5),
        territories=tuple(one for one in options.get("territory", "").split(",") if one),
        contains=options.get("contains", ""),
    )


@job(NOW, on_failure=failures.report_failure)
def turn_off_alerts(kit: Kit, invocation: Invocation) -> None:
    """No more new reviews in this channel: of any app, or of the one named after `--app`."""
    on = alert_records.of_channel(kit.redis, invocation.channel)
    if invocation.app:
        app = resolve.resolve_app(kit, kit.apple, invocation.app, invocation.channel)
        on = [alert for alert in on if alert.app_id == app.id]
    if not on:
        raise UserError(alert_cards.none_on())
    # Also where the bot was taken out of the channel they can be turned off.
    said = alert_cards.turned_off(invocation.user, on)
    post_or_dm(
        kit,
        invocation.channel,
        invocation.user,
        said,
        idempotency_key=f"{invocation.id}.answer",
        thread_ts=invocation.thread_ts,
    )
    for alert in on:
        _write(kit, invocation, alert, old=alert_cards.wanted_plainly(alert), new="")
        alert_records.remove(kit.redis, alert)


@job(NOW, on_failure=failures.report_failure)
def show_alerts(kit: Kit, invocation: Invocation) -> None:
    """Show the alerts of this channel."""
    on = alert_records.of_channel(kit.redis, invocation.channel)
    reply(kit, invocation, alert_cards.shown(on, kit.settings.asc_review_poll_seconds) if on else alert_cards.none_on())


def _say(kit: Kit, invocation: Invocation, message: Message) -> None:
    """Post for everyone in the channel; this also checks that the bot can post there."""
    kit.slack.post(
        invocation.channel, message, idempotency_key=f"{invocation.id}.answer", thread_ts=invocation.thread_ts
    )


def _write(kit: Kit, invocation: Invocation, alert: Alert, *, old: str, new: str) -> None:
    audit_log.record(
        kit,
        ALERTS_CHANGED,
        invocation,
        idempotency_key=f"{invocation.id}.{alert.id}",
        app=alert.app_id,
        field="alerts",
        old=old,
        new=new,
    )
