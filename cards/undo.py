"""What people read when an upload can't be undone, or not wholly."""

from __future__ import annotations

from collections.abc import Sequence

from cards.parts import many, said
from records.wishes import Card


def too_late() -> Card:
    """Nobody remembers what was there before."""
    return said("This can't be undone any more: what the sets held before is remembered for 30 days.")


def changed_since(places: Sequence[str]) -> Card:
    """Somebody changed the sets after the upload."""
    return said(
        f"Not undone: {', '.join(places)} was changed after this upload, and undoing would take that away too. "
        "Nothing was changed. `/asc screenshots` shows what the sets hold now."
    )


def lost(count: int) -> str:
    """Pictures that did not come back."""
    return (
        f"{many(count, 'screenshot')} of before could not be brought back: "
        "only what the bot has uploaded itself can be, while Slack has the file."
    )


def done_already(user: str) -> Card:
    """Somebody pressed Undo before."""
    return said(f"<@{user}> has undone this upload already.")
