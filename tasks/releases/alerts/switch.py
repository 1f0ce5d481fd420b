"""Turns alerts for releases on and off, and posts in the channel who did."""

from cards.releases import alerts as messages
from cards.releases.audit_tags import RELEASE_ALERTS_CHANGED
from kit.jobs.defer import deferring_client
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation
from records.jobs import polls
from records.jobs.polls import RELEASE_POLLS
from records.releases import alerts
from records.releases.alerts import RELEASE_ALERTS, ReleaseAlert
from tasks.dispatch import resolve
from tasks.releases.alerts import polling
from tasks.slack import channel_alerts
from tasks.slack.channel_alerts import AlertList, alert_kind, record_change


@alert_kind
def in_channel(kit: Kit, channel: str) -> AlertList:
    """List the alerts for releases in a channel."""
    on, every = alerts.shown_in(kit.redis, channel), kit.settings.asc_release_poll_seconds
    return AlertList(lines=messages.lines(on), hint=messages.hint(every))


def turn_on(kit: Kit, invocation: Invocation) -> None:
    """Post changes of the app's releases in the channel of the invocation from now on."""
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel)
    for known in alerts.of_channel(kit.redis, invocation.channel):
        if known.app_id == app.id:
            reply(kit, invocation, messages.already_on(known))
            return
    _follow(kit, app.id, app.account)
    alert = ReleaseAlert(
        channel=invocation.channel,
        app_id=app.id,
        app_name=app.name,
        account=app.account,
        bundle_id=app.bundle_id,
        user=invocation.user,
        created_at=kit.clock(),
    )
    # Posted for everyone in the channel, which also checks that the bot can post there.
    message = messages.turned_on(alert, kit.settings.asc_release_poll_seconds)
    kit.slack.post(alert.channel, message, idempotency_key=f"{invocation.id}.answer", thread_ts=invocation.thread_ts)
    record_change(kit, RELEASE_ALERTS_CHANGED, invocation, alert, new=messages.in_words(alert))
    RELEASE_ALERTS.put(kit.redis, alert.id, alert)


def _follow(kit: Kit, app_id: str, account: str) -> None:
    """Read what is there now, so that only later changes are posted; the next poll posts earlier ones elsewhere."""
    apple = deferring_client(kit, account)
    if alerts.of_app(kit.redis, app_id):
        polling.look(kit, apple, app_id, account)
        polls.hasten(kit.redis, RELEASE_POLLS, app_id)
    else:
        polling.begin(kit, apple, app_id, account)


def turn_off(kit: Kit, invocation: Invocation) -> None:
    """Turn the alerts of the channel off, also where the bot was removed from it."""
    shown = alerts.shown_in(kit.redis, invocation.channel)
    for alert in channel_alerts.turn_off(kit, invocation, shown, messages.none_on(), messages.turned_off):
        record_change(kit, RELEASE_ALERTS_CHANGED, invocation, alert, old=messages.in_words(alert))
        alerts.remove(kit.redis, alert)
