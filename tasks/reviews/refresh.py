"""Refreshes every message that shows a review; the clock retries what Slack refuses."""

from __future__ import annotations

from hashlib import sha256

from cards.reviews.review import review_card
from kit.wiring import Kit
from records.reviews import drafts
from records.reviews.drafts import Draft

_AGAIN_SECONDS = 60.0
_GIVE_UP_SECONDS = 3600.0


def refresh_message(kit: Kit, review_id: str) -> None:
    """Edit the messages until they show the newest state, also when it changes meanwhile."""
    shown: Draft | None = None
    while (draft := drafts.get(kit.redis, review_id)) is not None and draft != shown:
        shown = draft
        is_shown = _edit(kit, draft)
        if not is_shown and kit.clock() - last_change(draft) < _GIVE_UP_SECONDS:
            drafts.DUE.set(kit.redis, review_id, kit.clock() + _AGAIN_SECONDS)


def _edit(kit: Kit, draft: Draft) -> bool:
    message = review_card(draft)
    fingerprint = sha256(repr((message, draft.places)).encode("utf-8", "replace")).hexdigest()
    if drafts.last_shown(kit.redis, draft.id) == fingerprint:
        return True
    drafts.note_shown(kit.redis, draft.id, "")
    edits = [kit.slack.update(place.channel, place.ts, message) for place in draft.places]
    if all(edits):
        drafts.note_shown(kit.redis, draft.id, fingerprint)
    return all(edits)


def last_change(draft: Draft) -> float:
    """Return when a user last changed or decided the draft (epoch seconds)."""
    return max(draft.created_at, draft.decided, draft.published)
