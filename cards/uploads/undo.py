"""Answers where an upload can't be undone."""

from __future__ import annotations

from collections.abc import Sequence

from cards.blocks import text_message
from records.messages import Message


def too_late() -> Message:
    """Say that it is no longer known what was there before."""
    return text_message("This can't be undone any more: what the sets held before is remembered for 30 days.")


def changed_since(places: Sequence[str]) -> Message:
    """Say that the sets were changed after the upload."""
    return text_message(
        f"Not undone: {', '.join(places)} was changed after this upload, and undoing would take that away too. "
        "Nothing was changed. `/asc screenshots` shows what the sets hold now."
    )


def done_already(user: str) -> Message:
    """Say that Undo was pressed before."""
    return text_message(f"<@{user}> has undone this upload already.")
