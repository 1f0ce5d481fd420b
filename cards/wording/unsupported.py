"""What users read about characters that can't reach Apple: custom emoji, mentions without a name, and lone marks."""

from collections.abc import Sequence

from cards.blocks import escape, join_words

_MOST_MARKS = 5


def unsupported_text(signs: Sequence[str]) -> str:
    """Return why these can't appear on the App Store, and what to do."""
    marks = [sign for sign in signs if sign.startswith("U+")]
    others = [sign for sign in signs if sign not in marks]
    only_slacks = (
        f"App Store Connect can't show {join_words([escape(sign) for sign in others])} because only Slack knows "
        f"{'it' if len(others) == 1 else 'them'}. Use an emoji of the keyboard, or write it in words."
    )
    alone = [f"T{lone_mark(escape(mark))[1:]}." for mark in marks[:_MOST_MARKS]]
    return " ".join([*([only_slacks] if others else []), *alone])


def lone_mark(mark: str) -> str:
    """Say of a described combining mark that it belongs to no character, to follow the name of a field and a colon."""
    return f"the combining mark {mark} has no character to stand on: type the letter before it, or remove it"
