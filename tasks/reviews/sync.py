"""Syncs known reviews with Apple (text, stars and reply), and the messages that show them with their draft."""

from dataclasses import replace
from hashlib import sha256

from appstore.reviews import ResponseState, Review
from cards.reviews.review import review_message
from kit.wiring import Kit
from records.dispatch import channels
from records.reviews import drafts
from records.reviews.drafts import Draft, DraftSource, DraftState, PublishedReply
from tasks.reviews.drafting import draft_again

# An answer that Apple gave less than so long after a reply was published or withdrawn may not show that yet.
# The clocks of two machines differ by less.
OVERTAKEN_SECONDS = 5.0

# An edit that Slack refuses is tried again this often, and no more when the draft has not changed for an hour.
_RETRY_SECONDS, _GIVE_UP_SECONDS = 60.0, 3600.0


def sync_review(kit: Kit, known: Draft, review: Review, read_at: float) -> None:
    """Update the draft from a review read at `read_at` (epoch seconds), and the messages that show it."""

    def synced(draft: Draft) -> Draft | None:
        is_overtaken = read_at < max(draft.published, draft.decided) + OVERTAKEN_SECONDS
        return None if is_overtaken else compared(draft, review)

    changed = drafts.change(kit.redis, known.id, synced) if synced(known) is not None else None
    if changed is None:
        return
    was_edited = changed.before is not None and changed.before != known.before
    if was_edited and changed.state is DraftState.OPEN and changed.source is not DraftSource.PERSON:
        draft_again(kit, changed)
    if changed.state.busy:
        drafts.DUE.set(kit.redis, changed.id, kit.clock())
    refresh_messages(kit, known.id)


def compared(draft: Draft, review: Review) -> Draft | None:
    """Return the draft updated from the review; None when nothing changed or a job is publishing or withdrawing."""
    if draft.state.busy:
        return None
    changed = _reviewed(_answered(draft, drafts.answer_in(review.response)), review)
    return changed if changed != draft else None


def _reviewed(draft: Draft, review: Review) -> Draft:
    seen = drafts.written(review)
    if seen.says_the_same(draft.review):
        return draft
    return replace(draft, before=draft.before or draft.review, review=seen, revision=draft.revision + 1)


def _answered(draft: Draft, answer: PublishedReply | None) -> Draft:
    if answer == draft.answer:
        return draft
    if answer is not None and draft.answer is not None and answer.says(draft.answer.text):
        is_published = draft.state is DraftState.PENDING and answer.state is ResponseState.PUBLISHED
        return replace(draft, answer=answer, state=DraftState.PUBLISHED if is_published else draft.state)
    if draft.state is DraftState.OPEN:
        if answer is not None and draft.has_failed and draft.user and answer.says(draft.text):
            # Apple took what was approved, although its response was lost: carry_out finds and reports it.
            return replace(draft, state=DraftState.SENDING, problem="", failure=None)
        return replace(draft, answer=answer, answered_meanwhile=answer is not None, revision=draft.revision + 1)
    if answer is None:
        return replace(draft, answer=None, state=DraftState.WITHDRAWN, user="", publisher="")
    return replace(draft, answer=answer, state=DraftState.ANSWERED, publisher="", problem="", failure=None)


def refresh_messages(kit: Kit, review_id: str) -> None:
    """Edit the messages that show a review until they show its newest state; the clock retries refused edits."""
    shown: Draft | None = None
    while (draft := drafts.get(kit.redis, review_id)) is not None and draft != shown:
        shown = draft
        last_change = max(draft.created_at, draft.decided, draft.published)
        if not _edit(kit, draft) and kit.clock() - last_change < _GIVE_UP_SECONDS:
            drafts.DUE.set(kit.redis, review_id, kit.clock() + _RETRY_SECONDS)


def _edit(kit: Kit, draft: Draft) -> bool:
    message = review_message(draft)
    fingerprint = sha256(repr((message, draft.messages)).encode("utf-8", "replace")).hexdigest()
    if drafts.last_shown(kit.redis, draft.id) == fingerprint:
        return True
    drafts.note_shown(kit.redis, draft.id, "")
    there = [shown for shown in draft.messages if channels.shows(kit.redis, shown.channel, draft.account)]
    edits = [kit.slack.update(shown.channel, shown.ts, message) for shown in there]
    if all(edits):
        drafts.note_shown(kit.redis, draft.id, fingerprint)
    return all(edits)
