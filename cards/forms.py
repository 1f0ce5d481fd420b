"""What people read when a form could not be shown, or is not known any more."""

from __future__ import annotations

from cards.parts import Block, said, section
from records.wishes import Card


def not_opened() -> Card:
    """Slack gives three seconds to open a form; they were over."""
    return said("The form could not be opened in time. Please try once more.")


def left_over() -> Block:
    """What stands in place of a sent form that belongs to an older release."""
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Not sent"},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": [section("This form belongs to an older version of me: nothing was changed. Please open it anew.")],
    }
