"""Runs what is due for drafts: expires undecided ones, follows a reply until Apple publishes it."""

from __future__ import annotations

from dataclasses import replace

from appstore import reviews
from appstore.errors import AppStoreError
from kit.jobs import define as jobs
from kit.jobs.define import CLOCK, job, on_tick
from kit.wiring import Kit
from records.keys import DAY
from records.reviews import drafts
from records.reviews.drafts import Draft, DraftState
from tasks.defer import deferring_client
from tasks.reviews import publish
from tasks.reviews.refresh import refresh_message
from tasks.reviews.sync import sync_review

_MEANWHILE_SECONDS = 60.0


@on_tick
def drafts_due(kit: Kit) -> None:
    """Queue a look after every draft whose time has come; asked every second."""
    for review_id in drafts.DUE.take(kit.redis, kit.clock(), kit.clock() + _MEANWHILE_SECONDS):
        jobs.enqueue(kit, look_after, review_id)


@job(CLOCK, on_failure=publish.reopen, exclusive_by="review_id")
def look_after(kit: Kit, review_id: str) -> None:
    """Do what is due for one draft: expire it, resume a decision whose job was lost, or look for it at Apple."""
    draft = drafts.get(kit.redis, review_id)
    if draft is None:
        drafts.DUE.remove(kit.redis, review_id)
        return
    if draft.state is DraftState.OPEN:
        _expire(kit, review_id)
    elif draft.state.busy:
        publish.carry_out(kit, review_id)
    elif draft.state is DraftState.PENDING:
        _follow(kit, draft)
    publish.look_after_later(kit, drafts.get(kit.redis, review_id) or draft)
    refresh_message(kit, review_id)


def _expire(kit: Kit, review_id: str) -> None:
    now = kit.clock()

    def expired(draft: Draft) -> Draft | None:
        is_over = draft.state is DraftState.OPEN and now - draft.created_at >= kit.settings.draft_expires_days * DAY
        return draft.closed(DraftState.EXPIRED, "", now) if is_over else None

    drafts.change(kit.redis, review_id, expired)


def _follow(kit: Kit, draft: Draft) -> None:
    asked = kit.clock()
    apple = deferring_client(kit, scheduled=True)
    try:
        review = reviews.get(apple, draft.id)
        if review is not None and review.response is None and draft.answer is not None:
            review = replace(review, response=reviews.response(apple, draft.answer.id))
    except AppStoreError:
        return
    if review is not None:
        sync_review(kit, draft, review, asked)
    else:
        drafts.change(kit.redis, draft.id, _gone)


def _gone(draft: Draft) -> Draft | None:
    return replace(draft, state=DraftState.GONE, answer=None) if draft.state is DraftState.PENDING else None
