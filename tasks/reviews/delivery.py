"""Delivers alerts about new reviews: each once, within a limit per hour. One counts when Slack has accepted it."""

import math

import structlog
from slack_sdk.errors import SlackApiError

from appstore.reviews import Review
from cards.reviews import alerts as messages
from cards.reviews import lists
from cards.reviews.review import review_message
from cards.wording.accounts import title_of
from kit.wiring import Kit
from records.keys import new_id
from records.reviews import alerts as alert_records
from records.reviews import drafts
from records.reviews.alerts import BUNDLES, Alert, Bundle
from records.reviews.drafts import Draft, MessageRef
from tasks.reviews.drafting import draft_of
from tasks.reviews.publish import look_after_later
from tasks.reviews.sync import refresh_messages
from tasks.slack.closed_channels import report_refused_post
from tasks.slack.readable_posts import post_readable

# After an outage more new reviews than this are posted as one summary.
CATCH_UP_FROM = 5

log = structlog.get_logger()


def deliver_alerts(kit: Kit, alert: Alert, found: list[Review], *, after_outage: bool = False) -> None:
    """Post the reviews that the alert is about. What Slack refuses is found again at the next poll."""
    if not (alert_records.is_on(kit.redis, alert) and alert_records.is_shown(kit.redis, alert)):
        return
    new = [review for review in found if alert.matches(review)]
    alert_records.mark_known(kit.redis, alert, [review.id for review in found if not alert.matches(review)])
    try:
        new = _finish_bundle(kit, alert, new)
        allowed = kit.settings.alerts_per_hour - alert_records.posted_lately(kit.redis, alert.channel, kit.clock())
        until = alert_records.next_bundle(kit.redis, alert.channel) if allowed <= 0 else 0.0
        if len(new) <= allowed and not (after_outage and len(new) > CATCH_UP_FROM):
            for review in new:
                _deliver_review(kit, alert, review)
        elif new and until > kit.clock():
            _report_held_back(kit, alert, len(new), until)
        elif new:
            BUNDLES.put(kit.redis, alert.id, Bundle(id=new_id(), review_ids=tuple(review.id for review in new)))
            _finish_bundle(kit, alert, new)
    except (SlackApiError, OSError) as error:
        is_archived = report_refused_post(
            kit,
            error,
            alert_id=alert.id,
            user=alert.user,
            since=alert.created_at,
            message=lambda reason, ended: messages.not_posted(alert, reason, ended=ended),
        )
        if is_archived:
            alert_records.remove(kit.redis, alert)


def _report_held_back(kit: Kit, alert: Alert, count: int, until: float) -> None:
    """Say, once, how many reviews wait, and when the first poll after `until` (epoch seconds) posts them together."""
    now, every = kit.clock(), kit.settings.asc_review_poll_seconds
    message = messages.held_back(alert, count, now + math.ceil((until - now) / every) * every)
    kit.slack.post(alert.channel, message, idempotency_key=f"held.{alert.id}.{until}")


def _deliver_review(kit: Kit, alert: Alert, review: Review) -> None:
    draft = draft_of(kit, review, alert.app_id, alert.app_name, alert.account)
    post_draft(kit, draft, alert.channel, idempotency_key=f"alert.{alert.channel}.{review.id}")
    alert_records.count_post(kit.redis, alert.channel, review.id, kit.clock())
    alert_records.mark_known(kit.redis, alert, [review.id])


def post_draft(kit: Kit, draft: Draft, channel: str, *, idempotency_key: str, thread_ts: str = "") -> None:
    """Post the message of a draft, once, and remember where it is. Raises SlackApiError."""
    ts = post_readable(kit, channel, review_message(draft), idempotency_key=idempotency_key, thread_ts=thread_ts)
    look_after_later(kit, draft)
    newest = drafts.shown_at(kit.redis, draft.id, MessageRef(channel=channel, ts=ts))
    if newest is not None and review_message(newest) != review_message(draft):
        refresh_messages(kit, draft.id)


def _finish_bundle(kit: Kit, alert: Alert, found: list[Review]) -> list[Review]:
    """Post the stored summary of many reviews, if there is one; returns the reviews that it does not cover."""
    bundle = BUNDLES.get(kit.redis, alert.id)
    if bundle is None:
        return found
    covered = [review for review in found if review.id in bundle.review_ids]
    known = {draft.id: draft for draft in drafts.DRAFTS.many(kit.redis, [review.id for review in covered])}
    if covered:
        message = lists.bundle(alert.app_id, title_of(alert), covered, known)
        post_readable(kit, alert.channel, message, idempotency_key=f"bundle.{bundle.id}")
        alert_records.count_post(kit.redis, alert.channel, bundle.id, kit.clock())
        alert_records.count_bundle(kit.redis, alert.channel, kit.clock())
        alert_records.mark_known(kit.redis, alert, bundle.review_ids)
    BUNDLES.remove(kit.redis, alert.id)
    return [review for review in found if review.id not in bundle.review_ids]
