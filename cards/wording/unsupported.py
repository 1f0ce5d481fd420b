"""What users read about characters that exist only in their workspace: custom emoji, and mentions without a name."""

from collections.abc import Sequence

from cards.blocks import escape, join_words


def unsupported_text(signs: Sequence[str]) -> str:
    """Return why these can't appear on the App Store, and what to do."""
    named = join_words([escape(sign) for sign in signs])
    return (
        f"App Store Connect can't show {named} because only Slack knows "
        f"{'it' if len(signs) == 1 else 'them'}. Use an emoji of the keyboard, or write it in words."
    )
