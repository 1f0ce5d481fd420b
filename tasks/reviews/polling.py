"""Watches for new reviews: looks at every app that some channel has alerts for, the newest first, one call a look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from appstore import reviews
from appstore.client import AppStore
from appstore.reviews import Review
from kit.jobs import define as jobs
from kit.jobs.define import CLOCK, job, on_tick
from kit.wiring import Kit
from records.reviews import alerts, drafts
from records.reviews.alerts import REVIEW_POLLS, Alert, ReviewPoll
from records.reviews.drafts import DraftState
from tasks.defer import deferring_client
from tasks.reviews import outages
from tasks.reviews.delivery import deliver_alerts
from tasks.reviews.sync import sync_review

PAGE = 200
# A look ends after so many known reviews in a row: one that Apple shows late stands among them.
OVERLAP = 100

# When alerts are turned on the ids of so many reviews are remembered; older ones are known by their age.
MOST_KNOWN = 2000

OUTAGE_SECONDS = 900.0
# A look is not due again because another machine's clock is behind, but it is when looks were made more frequent.
CLOCKS_DIFFER_SECONDS = 60.0


@on_tick
def enqueue_due_polls(kit: Kit) -> None:
    """Enqueue a poll of every watched app that is due, unless one is pending; called every second."""
    now = kit.clock()
    for app_id in {alert.app_id for alert in alerts.everything(kit.redis)}:
        REVIEW_POLLS.add(kit.redis, app_id, ReviewPoll(app_id=app_id))
        due = now + kit.settings.asc_review_poll_seconds

        def put_off(watch: ReviewPoll, due: float = due) -> ReviewPoll | None:
            is_due = watch.due <= now or watch.due > due + CLOCKS_DIFFER_SECONDS
            return replace(watch, due=due) if is_due else None

        if REVIEW_POLLS.change(kit.redis, app_id, put_off) is not None:
            jobs.enqueue_unless_pending(kit, poll_reviews, app_id)


@job(CLOCK, on_failure=outages.poll_failed)
def poll_reviews(kit: Kit, app_id: str) -> None:
    """Look for new and changed reviews of one app; one worker at a time does (kit/performing.py)."""
    watch, began = REVIEW_POLLS.get(kit.redis, app_id) or ReviewPoll(app_id=app_id), kit.clock()
    following = alerts.of_app(kit.redis, app_id)
    if not following:
        REVIEW_POLLS.remove(kit.redis, app_id)
        return
    found = _look(kit, deferring_client(kit, scheduled=True), app_id, following)
    longest = max(OUTAGE_SECONDS, 3.0 * kit.settings.asc_review_poll_seconds)
    outages.outage_ended(kit, watch)
    for alert in following:
        deliver_alerts(kit, alert, found[alert.id], after_outage=0 < watch.began < began - longest)
    REVIEW_POLLS.add(kit.redis, app_id, watch)
    REVIEW_POLLS.change(kit.redis, app_id, lambda newest: replace(newest, began=began, failing=0.0, failure_told=False))


def _look(kit: Kit, apple: AppStore, app_id: str, following: list[Alert]) -> dict[str, list[Review]]:
    """Return the reviews that are new to each channel, oldest first; drafts of changed reviews are synced."""
    found: dict[str, list[Review]] = {alert.id: [] for alert in following}
    in_a_row, asked = 0, kit.clock()
    for page in pages(reviews.newest(apple, app_id, page=PAGE)):
        fresh: set[str] = set()
        for alert in following:
            untold = alerts.untold(kit.redis, alert, page)
            found[alert.id] += untold
            fresh |= {review.id for review in untold}
        _notice_changes(kit, page, asked)
        for review in page:
            in_a_row = 0 if review.id in fresh else in_a_row + 1
        if in_a_row >= OVERLAP:
            break
    return {name: untold[::-1] for name, untold in found.items()}


def _notice_changes(kit: Kit, page: list[Review], asked: float) -> None:
    seen = {review.id: review for review in page}
    for draft in drafts.DRAFTS.many(kit.redis, seen):
        review = seen[draft.id]
        # A list may not show a reply before it is published; whether it was taken back is asked by following.py.
        if draft.state is not DraftState.PENDING or review.response is not None:
            sync_review(kit, draft, review, asked)


def pages(found: Iterator[Review]) -> Iterator[list[Review]]:
    """The reviews as Apple gives them out; the next page is asked for only when it is wanted."""
    while page := list(islice(found, PAGE)):
        yield page
        if len(page) < PAGE:
            return


def remember_what_is_there(kit: Kit, apple: AppStore, alert: Alert) -> tuple[Alert, int]:
    """Mark every existing review as delivered, so that alerts begin now; returns the alert and their number."""
    count, horizon = 0, 0.0
    for page in pages(reviews.newest(apple, alert.app_id, page=PAGE)):
        alerts.mark_told(kit.redis, alert, [review.id for review in page])
        count += len(page)
        if count >= MOST_KNOWN:
            horizon = page[-1].created.timestamp()
            break
    return replace(alert, horizon=horizon), count
