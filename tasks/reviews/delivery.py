"""Delivers alerts about new reviews: each once, within a limit per hour; one counts once Slack has taken it."""

from __future__ import annotations

import structlog
from slack_sdk.errors import SlackApiError

from appstore.reviews import Review
from cards.reviews import alerts as alert_cards
from cards.reviews import lists
from cards.reviews.review import review_card
from kit.slack.replies import CLOSED
from kit.wiring import Kit
from records.keys import DAY, new_id
from records.messages import Message
from records.reviews import alerts as alert_records
from records.reviews import drafts
from records.reviews.alerts import BUNDLES, Alert, Bundle
from records.reviews.drafts import Draft, MessageRef
from tasks.failures import message_for
from tasks.reviews.drafting import new_draft
from tasks.reviews.publish import look_after_later
from tasks.reviews.refresh import refresh_message

# After an outage more new reviews than this are posted as one summary.
CATCH_UP_FROM = 5

_OUR_FAULT = {"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long"}
log = structlog.get_logger()


def deliver_alerts(kit: Kit, alert: Alert, found: list[Review], *, after_outage: bool = False) -> None:
    """Post the reviews that the channel wants. What Slack refuses is found again at the next poll."""
    if not alert_records.is_on(kit.redis, alert):
        return
    wanted = [review for review in found if alert.wants(review)]
    alert_records.mark_told(kit.redis, alert, [review.id for review in found if not alert.wants(review)])
    try:
        wanted = _finish_bundle(kit, alert, wanted)
        allowed = kit.settings.alerts_per_hour - alert_records.posted_lately(kit.redis, alert.channel, kit.clock())
        if len(wanted) <= allowed and not (after_outage and len(wanted) > CATCH_UP_FROM):
            for review in wanted:
                _announce_one(kit, alert, review)
        elif wanted and not alert_records.bundled_lately(kit.redis, alert.channel, kit.clock()):
            BUNDLES.put(kit.redis, alert.id, Bundle(id=new_id(), review_ids=tuple(review.id for review in wanted)))
            _finish_bundle(kit, alert, wanted)
    except (SlackApiError, OSError) as error:
        said = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
        log.warning("an alert is put off", channel=alert.channel, error=said)
        if said in CLOSED:
            _tell_who_turned_it_on(kit, alert, error)


def _tell_who_turned_it_on(kit: Kit, alert: Alert, error: Exception) -> None:
    """Report a closed channel to the user who turned alerts on, once a day; end the alerts of an archived one."""
    over = isinstance(error, SlackApiError) and error.response.get("error") == "is_archived"
    message = alert_cards.not_posted(alert, message_for(error, alert.id).text, ended=over)
    try:
        kit.slack.post(alert.user, message, idempotency_key=f"alert.{alert.id}.closed.{int(kit.clock() // DAY)}")
    except (SlackApiError, OSError) as refused:
        log.warning("nobody hears that alerts are put off", channel=alert.channel, error=type(refused).__name__)
    if over:
        alert_records.remove(kit.redis, alert)


def _announce_one(kit: Kit, alert: Alert, review: Review) -> None:
    known = drafts.get(kit.redis, review.id)
    if known is None:
        answer = drafts.answer_in(review.response)
        made = new_draft(kit, review.id, drafts.written(review), (alert.app_id, alert.app_name), answer)
        drafts.DRAFTS.add(kit.redis, review.id, made)
        known = drafts.get(kit.redis, review.id) or made
    post_draft(kit, known, alert.channel, idempotency_key=f"alert.{alert.channel}.{review.id}")
    alert_records.count_post(kit.redis, alert.channel, review.id, kit.clock())
    alert_records.mark_told(kit.redis, alert, [review.id])


def post_draft(kit: Kit, draft: Draft, channel: str, *, idempotency_key: str, thread_ts: str = "") -> None:
    """Post the card of a draft, once, and know where it stands from then on. Raises SlackApiError."""
    place = MessageRef(channel=channel, ts=_post(kit, channel, review_card(draft), idempotency_key, thread_ts))
    look_after_later(kit, draft)
    newest = drafts.shown_at(kit.redis, draft.id, place)
    if newest is not None and review_card(newest) != review_card(draft):
        refresh_message(kit, draft.id)


def _finish_bundle(kit: Kit, alert: Alert, wanted: list[Review]) -> list[Review]:
    """Post the stored summary of many reviews, if there is one; returns the reviews that it does not cover."""
    bundle = BUNDLES.get(kit.redis, alert.id)
    if bundle is None:
        return wanted
    told = [review for review in wanted if review.id in bundle.review_ids]
    known = {draft.id: draft for draft in drafts.DRAFTS.many(kit.redis, [review.id for review in told])}
    if told:
        message = lists.bundle(alert.app_id, alert.app_name, told, known)
        _post(kit, alert.channel, message, f"bundle.{bundle.id}", "")
        alert_records.count_post(kit.redis, alert.channel, bundle.id, kit.clock())
        alert_records.count_bundle(kit.redis, alert.channel, kit.clock())
        alert_records.mark_told(kit.redis, alert, bundle.review_ids)
    BUNDLES.remove(kit.redis, alert.id)
    return [review for review in wanted if review.id not in bundle.review_ids]


def _post(kit: Kit, channel: str, message: Message, idempotency_key: str, thread_ts: str) -> str:
    """Post a message; as text alone where Slack refuses its blocks, so that one review does not hold up the others."""
    try:
        return kit.slack.post(channel, message, idempotency_key=idempotency_key, thread_ts=thread_ts)
    except SlackApiError as error:
        if error.response.get("error") not in _OUR_FAULT:
            raise
        log.exception("slack refused a card", error=error.response.get("error"))
        return kit.slack.post(channel, Message(text=message.text), idempotency_key=idempotency_key, thread_ts=thread_ts)
