"""What users read when a modal could not be opened."""

from __future__ import annotations

from cards.parts import said
from records.wishes import Card


def not_opened() -> Card:
    """Slack gives three seconds to open a form; they were over."""
    return said("The form could not be opened in time. Please try once more.")
