"""What users read when a modal could not be opened."""

from __future__ import annotations

from cards.blocks import said
from records.messages import Card


def not_opened() -> Card:
    """The answer when Slack's three seconds for opening a modal have passed."""
    return said("The form could not be opened in time. Please try once more.")
