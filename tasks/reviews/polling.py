"""Polls apps with alerts for new reviews, the newest first, mostly with one call; reports outages to their channels."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from appstore import reviews
from appstore.client import AppStore
from appstore.errors import AppStoreError, Unavailable
from appstore.reviews import EARLIEST, Review
from cards.reviews import alerts as messages
from kit.jobs.defer import deferring_client
from kit.slack.replies import post_or_dm
from kit.wiring import Kit
from records.jobs import polls
from records.jobs.polls import REVIEW_POLLS, Poll
from records.messages import Message
from records.reviews import alerts, drafts
from records.reviews.alerts import Alert
from records.reviews.drafts import DraftState
from tasks.dispatch.failures import message_for
from tasks.reviews.delivery import deliver_alerts
from tasks.reviews.sync import sync_review

PAGE = 200
# A poll ends after so many known reviews in a row that are not all of one second: one that Apple shows late is among
# them, and Apple lists those of one second in any order.
OVERLAP = 100

# When alerts are turned on the ids of so many reviews are stored; older ones are known by their age.
MOST_KNOWN = 2000

# After a pause of so long, new reviews are posted as after an outage.
OUTAGE_SECONDS = 900.0


def take_due(kit: Kit) -> Iterator[str]:
    """Plan the next poll of every app with alerts whose poll is due; yields the ids of these apps."""
    # Polls of an account that the settings no longer name wait until they do.
    app_ids = {alert.app_id for alert in alerts.everything(kit.redis) if kit.has_account(alert.account)}
    return polls.take_due(kit.redis, REVIEW_POLLS, app_ids, kit.settings.asc_review_poll_seconds, kit.clock())


def poll(kit: Kit, app_id: str) -> None:
    """Deliver the new reviews of one app to every channel with alerts about it."""
    last, began = REVIEW_POLLS.get(kit.redis, app_id) or Poll(app_id=app_id), kit.clock()
    app_alerts = alerts.of_app(kit.redis, app_id)
    if not app_alerts:
        REVIEW_POLLS.remove(kit.redis, app_id)
        return
    app_alerts = [alert for alert in app_alerts if _is_on(kit, alert)]
    if not app_alerts:
        return
    found = _find_new(kit, app_id, app_alerts)
    longest = max(OUTAGE_SECONDS, 3.0 * kit.settings.asc_review_poll_seconds)
    for alert in app_alerts if last.failure_reported else ():
        _post(kit, alert, messages.reading_again(alert, last.failing), last, "again")
    for alert in app_alerts:
        deliver_alerts(kit, alert, found[alert.id], after_outage=0 < last.began < began - longest)
    polls.succeed(kit.redis, REVIEW_POLLS, app_id, began)


def _is_on(kit: Kit, alert: Alert) -> bool:
    """Return whether the settings name the account of an alert and its channel may show it; otherwise it waits."""
    return kit.has_account(alert.account) and alerts.is_shown(kit.redis, alert)


def _find_new(kit: Kit, app_id: str, app_alerts: list[Alert]) -> dict[str, list[Review]]:
    """Return the reviews that are new to each alert, oldest first; drafts of changed reviews are synced."""
    found: dict[str, list[Review]] = {alert.id: [] for alert in app_alerts}
    in_a_row, newest_known, read_at = 0, EARLIEST, kit.clock()
    for page in _pages(deferring_client(kit, app_alerts[0].account, scheduled=True), app_id):
        new_ids: set[str] = set()
        for alert in app_alerts:
            new = alerts.unknown(kit.redis, alert, page)
            found[alert.id] += new
            new_ids |= {review.id for review in new}
        _sync_known(kit, page, read_at)
        for review in page:
            in_a_row = 0 if review.id in new_ids else in_a_row + 1
            newest_known = review.created if in_a_row == 1 else newest_known
        if in_a_row >= OVERLAP and page[-1].created < newest_known:
            break
    return {alert_id: new[::-1] for alert_id, new in found.items()}


def _sync_known(kit: Kit, page: list[Review], read_at: float) -> None:
    seen = {review.id: review for review in page}
    for draft in drafts.DRAFTS.many(kit.redis, seen):
        review = seen[draft.id]
        # A list may not show a reply before it is published; lifecycle.py reads whether it was withdrawn.
        if draft.state is not DraftState.PENDING or review.response is not None:
            sync_review(kit, draft, review, read_at)


def _pages(apple: AppStore, app_id: str) -> Iterator[list[Review]]:
    """The reviews of an app in Apple's pages, each read when it is needed."""
    newest = reviews.newest(apple, app_id, page=PAGE)
    while page := list(islice(newest, PAGE)):
        yield page
        if len(page) < PAGE:
            return


def mark_existing(kit: Kit, apple: AppStore, alert: Alert) -> tuple[Alert, int]:
    """Mark every existing review as delivered, so that alerts begin now; returns the alert and their number."""
    count, horizon = 0, 0.0
    for page in _pages(apple, alert.app_id):
        alerts.mark_known(kit.redis, alert, [review.id for review in page])
        count += len(page)
        if count >= MOST_KNOWN:
            horizon = page[-1].created.timestamp()
            break
    return replace(alert, horizon=horizon), count


def poll_failed(kit: Kit, app_id: str, error: BaseException) -> None:
    """Record that a poll failed; after a long outage report it to every channel, once."""
    permanent, every = isinstance(error, AppStoreError) and error.permanent, kit.settings.asc_review_poll_seconds
    last = polls.fail(kit.redis, REVIEW_POLLS, app_id, every, kit.clock(), permanent=permanent)
    if last is None:
        return
    why = messages.NO_ANSWER if isinstance(error, Unavailable) else message_for(error, app_id).text
    shown = [alert for alert in alerts.of_app(kit.redis, app_id) if _is_on(kit, alert)]
    for alert in shown:
        _post(kit, alert, messages.cut_off(alert, last.failing, why), last, "cut_off")
    polls.mark_reported(kit.redis, REVIEW_POLLS, app_id)


def _post(kit: Kit, alert: Alert, message: Message, outage: Poll, part: str) -> None:
    idempotency_key = f"{alert.id}.{int(outage.failing)}.{part}"
    post_or_dm(kit, alert.channel, alert.user, message, idempotency_key=idempotency_key)
