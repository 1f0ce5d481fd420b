"""Polls apps whose releases channels follow; reports outages to these channels."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from appstore.client import AppStore
from appstore.errors import AppStoreError, Refused, Unavailable
from appstore.releases.states import SubjectKind
from cards.releases import alerts as messages
from kit.jobs.defer import deferring_client
from kit.slack.replies import post_or_dm
from kit.wiring import Kit
from records.dispatch import channels
from records.jobs import polls
from records.jobs.polls import RELEASE_POLLS, Poll
from records.messages import Message
from records.releases import alerts
from records.releases.alerts import RELEASE_ALERTS, ReleaseAlert
from records.releases.transitions import begun, with_event, with_reading
from records.releases.watched import WATCHED, WatchedApp
from tasks.dispatch.failures import message_for
from tasks.releases.alerts.delivery import deliver_reports
from tasks.releases.alerts.reading import Reading, read_changes, read_everything
from tasks.releases.webhooks.missed import missed_changes


def take_due(kit: Kit) -> Iterator[str]:
    """Plan the next poll of every app with alerts whose poll is due; yields the ids of these apps."""
    # Polls wait while the settings do not name the account, or the channel is tied to another one.
    on = [alert for alert in RELEASE_ALERTS.everything(kit.redis) if kit.has_account(alert.account)]
    app_ids = {alert.app_id for alert in on if channels.shows(kit.redis, alert.channel, alert.account)}
    return polls.take_due(kit.redis, RELEASE_POLLS, app_ids, kit.settings.asc_release_poll_seconds, kit.clock())


def poll(kit: Kit, app_id: str) -> None:
    """Read the states of an app's releases, and post what has changed, also if they can't be read."""
    app_alerts, began = _alerts(kit, app_id), kit.clock()
    if not app_alerts:
        RELEASE_POLLS.remove(kit.redis, app_id)
        return
    apple = deferring_client(kit, app_alerts[0].account, scheduled=True)
    try:
        look(kit, apple, app_id, app_alerts[0].account)
    finally:
        # What a webhook has reported is posted without Apple's answer, too.
        deliver_reports(kit, apple, app_id)
    last = RELEASE_POLLS.get(kit.redis, app_id)
    if last is not None and last.failure_reported:
        for alert in app_alerts:
            _post(kit, alert, messages.reading_again(alert, last.failing), last, "again")
    polls.succeed(kit.redis, RELEASE_POLLS, app_id, began)


def _alerts(kit: Kit, app_id: str) -> list[ReleaseAlert]:
    """Return the alerts about an app, without those that wait."""
    return [alert for alert in alerts.of_app(kit.redis, app_id) if kit.has_account(alert.account)]


def look(kit: Kit, apple: AppStore, app_id: str, account: str) -> None:
    """Record the states of an app's releases now; the first time they are only known from then on."""
    watched, began = WATCHED.get(kit.redis, app_id), kit.clock()
    if watched is None:
        begin(kit, apple, app_id, account)
        return
    reading = read_changes(apple, watched, began)
    if _has_new_version_states(watched, reading):
        # What a webhook could not deliver tells every state in between, and when it was reached.
        for change in missed_changes(kit, app_id):
            WATCHED.change(kit.redis, app_id, partial(with_event, change=change, now=kit.clock()))
    WATCHED.change(kit.redis, app_id, lambda newest: _with(newest, reading, began, kit.clock()))


def _has_new_version_states(watched: WatchedApp, reading: Reading) -> bool:
    versions = [(state, watched.state_of(state.kind, state.id)) for state in reading.found]
    return any(
        state.kind is SubjectKind.VERSION and known is not None and known.state != state.state
        for state, known in versions
    )


def begin(kit: Kit, apple: AppStore, app_id: str, account: str) -> None:
    """Follow an app from now on."""
    began, reading = kit.clock(), read_everything(apple, app_id)
    WATCHED.put(kit.redis, app_id, begun(app_id, account, reading.found, began, reading.builds_from))


def _with(watched: WatchedApp, reading: Reading, began: float, now: float) -> WatchedApp:
    newest = with_reading(watched, reading.found, began, now) or watched
    return replace(newest, totals=reading.totals, by_lists=reading.by_lists, polls=newest.polls + 1)


def poll_failed(kit: Kit, app_id: str, error: BaseException) -> None:
    """Record that a poll failed; after a long outage report it to every channel, once."""
    permanent, every = isinstance(error, AppStoreError) and error.permanent, kit.settings.asc_release_poll_seconds
    last = polls.fail(kit.redis, RELEASE_POLLS, app_id, every, kit.clock(), permanent=permanent)
    if last is None:
        return
    for alert in _alerts(kit, app_id):
        _post(kit, alert, messages.cut_off(alert, last.failing, _why(alert, error)), last, "cut_off")
    polls.mark_reported(kit.redis, RELEASE_POLLS, app_id)


def _why(alert: ReleaseAlert, error: BaseException) -> str:
    if isinstance(error, Unavailable):
        return messages.NO_ANSWER
    if isinstance(error, Refused) and error.gone:
        return messages.app_gone(alert)
    return message_for(error, alert.app_id).text


def _post(kit: Kit, alert: ReleaseAlert, message: Message, outage: Poll, part: str) -> None:
    idempotency_key = f"release.{alert.id}.{int(outage.failing)}.{part}"
    post_or_dm(kit, alert.channel, alert.user, message, idempotency_key=idempotency_key)
