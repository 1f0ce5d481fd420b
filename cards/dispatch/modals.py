"""What users read when a modal could not be opened."""

from __future__ import annotations

from cards.blocks import text_message
from records.messages import Message


def not_opened() -> Message:
    """The answer when Slack's three seconds for opening a modal have passed."""
    return text_message("The form could not be opened in time. Please try once more.")
