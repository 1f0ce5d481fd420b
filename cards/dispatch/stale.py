"""What users read when a button or a modal belongs to an older release, or to a request that is no longer stored."""

from __future__ import annotations

from typing import Any

from cards.blocks import plain, section, text_message
from records.messages import Message


def stale() -> Message:
    """The answer to a button or a shortcut that no release in use knows."""
    return text_message(
        "This belongs to an older version of me and does nothing any more. `/asc help` shows what I do."
    )


def stale_modal() -> dict[str, Any]:
    """The view that replaces a submitted modal of an older release."""
    return {
        "type": "modal",
        "title": plain("Not sent"),
        "close": plain("Close"),
        "blocks": [section("This form belongs to an older version of me: nothing was changed. Please open it again.")],
    }


def expired_modal(line: str) -> str:
    """The error in a modal whose request has expired; `line` is the command that opens it again, "" if several do."""
    return f"This form is too old. Close it and write {f'/asc {line}' if line else 'the command'} again."
