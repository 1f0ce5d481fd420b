"""Reports outages to channels with alerts: reviews could not be read for long, or can be read again."""

from __future__ import annotations

from dataclasses import replace

from appstore.errors import Unavailable
from cards.reviews import alerts as alert_cards
from kit.slack.replies import post_or_dm
from kit.wiring import Kit
from records.reviews import alerts as alert_records
from records.reviews.alerts import REVIEW_POLLS, ReviewPoll
from tasks.failures import message_for

# Apple is away for some minutes now and then; after so long silence would mislead.
UNTOLD_SECONDS = 1800.0


def poll_failed(kit: Kit, app_id: str, error: BaseException) -> None:
    """Record that a poll failed; after a long outage report it to every channel, once."""
    now = kit.clock()
    REVIEW_POLLS.change(kit.redis, app_id, lambda watch: replace(watch, failing=watch.failing or now))
    watch = REVIEW_POLLS.get(kit.redis, app_id)
    most = max(UNTOLD_SECONDS, 3.0 * kit.settings.asc_review_poll_seconds)
    if watch is None or watch.failure_told or now - watch.failing < most:
        return
    why = alert_cards.NO_ANSWER if isinstance(error, Unavailable) else message_for(error, app_id).text
    for alert in alert_records.of_app(kit.redis, app_id):
        message = alert_cards.cut_off(alert, watch.failing, why)
        post_or_dm(kit, alert.channel, alert.user, message, idempotency_key=_once(alert.id, watch, "cut_off"))
    REVIEW_POLLS.change(kit.redis, app_id, lambda watch: replace(watch, failure_told=True))


def outage_ended(kit: Kit, watch: ReviewPoll) -> None:
    """Record that a poll succeeded; report the end of an outage that was reported. `watch` is the state before."""
    for alert in alert_records.of_app(kit.redis, watch.app_id) if watch.failure_told else ():
        message = alert_cards.reading_again(alert, watch.failing)
        post_or_dm(kit, alert.channel, alert.user, message, idempotency_key=_once(alert.id, watch, "again"))


def _once(alert_id: str, watch: ReviewPoll, what: str) -> str:
    return f"{alert_id}.{int(watch.failing)}.{what}"
