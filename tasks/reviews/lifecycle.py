"""Does what is due for a draft: expires it when no decision was made, follows a reply until Apple publishes it."""

from dataclasses import replace

from appstore import reviews
from appstore.errors import AppStoreError
from kit.jobs.defer import deferring_client
from kit.wiring import Kit
from records.keys import DAY
from records.reviews import drafts
from records.reviews.drafts import Draft, DraftState
from tasks.reviews import publish
from tasks.reviews.sync import refresh_messages, sync_review

# A draft whose job is lost is due again after so long.
LOOK_AGAIN_SECONDS = 60.0


def look_after(kit: Kit, review_id: str) -> None:
    """Do what is due for one draft, and plan what comes next."""
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
    refresh_messages(kit, review_id)


def _expire(kit: Kit, review_id: str) -> None:
    now = kit.clock()

    def expired(draft: Draft) -> Draft | None:
        is_over = draft.state is DraftState.OPEN and now - draft.created_at >= kit.settings.draft_expires_days * DAY
        return draft.closed(DraftState.EXPIRED, "", now) if is_over else None

    drafts.change(kit.redis, review_id, expired)


def _follow(kit: Kit, draft: Draft) -> None:
    """Read a pending reply. Apple shows it by its own id before the review shows it."""
    read_at = kit.clock()
    apple = deferring_client(kit, draft.account, scheduled=True)
    try:
        review = reviews.get(apple, draft.id)
        if review is not None and review.response is None and draft.answer is not None:
            review = replace(review, response=reviews.response(apple, draft.answer.id))
    except AppStoreError:
        return
    if review is not None:
        sync_review(kit, draft, review, read_at)
    else:
        drafts.change(kit.redis, draft.id, _gone)


def _gone(draft: Draft) -> Draft | None:
    return replace(draft, state=DraftState.GONE, answer=None) if draft.state is DraftState.PENDING else None
