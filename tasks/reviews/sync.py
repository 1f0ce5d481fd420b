"""Syncs known reviews with Apple: their text, their stars, and the reply under them."""

from __future__ import annotations

from dataclasses import replace

from appstore.reviews import ResponseState, Review
from kit.wiring import Kit
from records.reviews import drafts
from records.reviews.drafts import Draft, DraftSource, DraftState, PublishedReply
from tasks.reviews.drafting import draft_again
from tasks.reviews.refresh import refresh_message

# What Apple was asked earlier than so long after a reply of ours was published or withdrawn may not show it yet.
# The clocks of the machines may differ by less.
OVERTAKEN_SECONDS = 5.0


def sync_review(kit: Kit, known: Draft, review: Review, asked: float) -> None:
    """Take in what the review said when Apple was `asked` (epoch seconds), and bring its cards up to date."""

    def news(draft: Draft) -> Draft | None:
        overtaken = asked < max(draft.published, draft.decided) + OVERTAKEN_SECONDS
        return None if overtaken else compared(draft, review)

    if news(known) is None:
        return
    changed = drafts.change(kit.redis, known.id, news)
    if changed is None:
        return
    was_edited = changed.before is not None and changed.before != known.before
    if was_edited and changed.state is DraftState.OPEN and changed.source is not DraftSource.PERSON:
        draft_again(kit, changed)
    if changed.state.busy:
        drafts.DUE.set(kit.redis, changed.id, kit.clock())
    refresh_message(kit, known.id)


def compared(draft: Draft, review: Review) -> Draft | None:
    """The draft as it is in the light of the review at Apple; None when there is nothing new, or a job is at it."""
    if draft.state.busy:
        return None
    changed = _reviewed(_answered(draft, drafts.answer_in(review.response)), review)
    return changed if changed != draft else None


def _reviewed(draft: Draft, review: Review) -> Draft:
    seen = drafts.written(review)
    if seen.says_the_same(draft.review):
        return draft
    return replace(draft, before=draft.before or draft.review, review=seen, revision=draft.revision + 1)


def _answered(draft: Draft, stands: PublishedReply | None) -> Draft:
    if stands == draft.answer:
        return draft
    same_text = stands is not None and draft.answer is not None and stands.says(draft.answer.text)
    if stands is not None and same_text:
        is_published = draft.state is DraftState.PENDING and stands.state is ResponseState.PUBLISHED
        return replace(draft, answer=stands, state=DraftState.PUBLISHED if is_published else draft.state)
    if (
        draft.has_failed
        and draft.user
        and draft.state is DraftState.OPEN
        and stands is not None
        and stands.says(draft.text)
    ):
        # Apple took what was approved although its answer was lost: publishing.py finds it there and says so.
        return replace(draft, state=DraftState.SENDING, trouble="", failure=None)
    if draft.state is DraftState.OPEN:
        meanwhile = stands is not None
        return replace(draft, answer=stands, answered_meanwhile=meanwhile, revision=draft.revision + 1)
    if stands is None:
        return replace(draft, answer=None, state=DraftState.WITHDRAWN, user="", publisher="")
    return replace(draft, answer=stands, state=DraftState.ANSWERED, publisher="", trouble="", failure=None)
