"""Brings every card of a review up to date, and has the clock try again where Slack would not."""

from __future__ import annotations

from cards.reviews import review_card
from kit.wiring import Kit
from records import drafts
from records.drafts import Draft

_AGAIN_SECONDS = 60.0
_GIVE_UP_SECONDS = 3600.0


def show(kit: Kit, review_id: str) -> None:
    """Edit the cards until they show the newest state, whoever changes it meanwhile."""
    shown: Draft | None = None
    taken = True
    while (draft := drafts.get(kit.redis, review_id)) is not None and draft != shown:
        shown = draft
        card = review_card(draft)
        edits = [kit.slack.update(place.channel, place.ts, card) for place in draft.places]
        taken = all(edits)
    if shown is not None and not taken and kit.clock() - last_change(shown) < _GIVE_UP_SECONDS:
        drafts.look_again(kit.redis, review_id, kit.clock() + _AGAIN_SECONDS)


def last_change(draft: Draft) -> float:
    """When somebody last did something about the draft (epoch seconds)."""
    return max(draft.since, draft.decided, draft.published)
