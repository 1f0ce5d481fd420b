"""What people read about keywords: how much room is left, and which of them are wasted."""

from __future__ import annotations

from collections.abc import Sequence

from cards.blocks import escape, join_words


def room_left(locale: str, used: int, limit: int) -> str:
    """How much of the limit is used."""
    return f"{locale}: {used} of {limit} characters used, {limit - used} left."


def in_the_name(locale: str, words: Sequence[str]) -> str:
    """Words that Apple's search knows from the name or subtitle."""
    stand = "stands" if len(words) == 1 else "stand"
    return (
        f"{locale}: {escape(join_words(words))} {stand} in the app's name or subtitle already, "
        "which the App Store searches too: better use the room for other words."
    )


def repeated(words: Sequence[str]) -> str:
    """Words that were typed twice and are kept once."""
    return f"Duplicates were removed: {escape(join_words(words))}."


def warning(what: str) -> str:
    """Something that Apple may or may not take."""
    return f"Keywords: {what}."
