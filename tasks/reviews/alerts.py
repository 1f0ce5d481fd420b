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


@job(NOW, told=failures.report_failure)
def turn_on_alerts(kit: Kit, wish: Invocation) -> None:
    """Post new reviews in this channel from now on; existing ones are not posted."""
    alert = _wished(kit, wish)
    known = next((one for one in alert_records.of_channel(kit.redis, wish.channel) if one.id == alert.id), None)
    if known is not None:
        alert = replace(alert, horizon=known.horizon)
        card = alert_cards.changed(alert)
    else:
        alert, count = remember_what_is_there(kit, deferring_client(kit), alert)
        card = alert_cards.turned_on(alert, count)
    _say(kit, wish, card)
    _write(
        kit, wish, alert, old=alert_cards.wanted_plainly(known) if known else "", new=alert_cards.wanted_plainly(alert)
    )
    alert_records.put(kit.redis, alert)


def _wished(kit: Kit, wish: Invocation) -> Alert:
    options = wish.options or {}
    app = resolve.resolve_app(kit, kit.apple, wish.app, wish.channel)
    return Alert(
        channel=wish.channel,
        app_id=app.id,
        app_name=app.name,
        user=wish.user,
        since=kit.clock(),
        max_rating=int(options.get("max-rating") or 5),
        territories=tuple(one for one in options.get("territory", "").split(",") if one),
        contains=options.get("contains", ""),
    )


@job(NOW, told=failures.report_failure)
def turn_off_alerts(kit: Kit, wish: Invocation) -> None:
    """No more new reviews in this channel: of any app, or of the one named after `--app`."""
    on = alert_records.of_channel(kit.redis, wish.channel)
    if wish.app:
        app = resolve.resolve_app(kit, kit.apple, wish.app, wish.channel)
        on = [one for one in on if one.app_id == app.id]
    if not on:
        raise UserError(alert_cards.none_on())
    # Also where the bot was taken out of the channel they can be turned off.
    said = alert_cards.turned_off(wish.user, on)
    post_or_dm(kit, wish.channel, wish.user, said, once=f"{wish.id}.answer", thread_ts=wish.thread_ts)
    for one in on:
        _write(kit, wish, one, old=alert_cards.wanted_plainly(one), new="")
        alert_records.remove(kit.redis, one)


@job(NOW, told=failures.report_failure)
def show_alerts(kit: Kit, wish: Invocation) -> None:
    """Show the alerts of this channel."""
    on = alert_records.of_channel(kit.redis, wish.channel)
    reply(kit, wish, alert_cards.shown(on, kit.settings.asc_review_poll_seconds) if on else alert_cards.none_on())


def _say(kit: Kit, wish: Invocation, card: Message) -> None:
    """Post for everyone in the channel; this also checks that the bot can post there."""
    kit.slack.post(wish.channel, card, once=f"{wish.id}.answer", thread_ts=wish.thread_ts)


def _write(kit: Kit, wish: Invocation, alert: Alert, *, old: str, new: str) -> None:
    audit_log.record(
        kit, ALERTS_CHANGED, wish, once=f"{wish.id}.{alert.id}", app=alert.app_id, field="alerts", old=old, new=new
    )
