"""Replies if an upload can't be undone."""

from collections.abc import Sequence

from cards.blocks import text_message
from records.messages import Message


def too_late() -> Message:
    """Say that what the sets held before is no longer stored."""
    return text_message("This can't be undone any more: I store what the sets held before for 30 days.")


def changed_since(labels: Sequence[str]) -> Message:
    """Say that the sets were changed after the upload."""
    return text_message(
        f"Not undone: {', '.join(labels)} was changed after this upload, and undoing would remove that, too. "
        "Nothing was changed. `/asc screenshots` shows what the sets hold now."
    )


def done_already(user: str) -> Message:
    """Say that Undo was pressed before."""
    return text_message(f"<@{user}> has undone this upload already.")
