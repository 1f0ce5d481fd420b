"""What people read about signs that only their workspace knows: its own emoji, and mentions without a name."""

from __future__ import annotations

from collections.abc import Sequence

from cards.parts import escape, listed


def only_slack_knows(signs: Sequence[str]) -> str:
    """Why a text with these can't stand on the App Store, and what to do."""
    named = listed([escape(one) for one in signs])
    return (
        f"App Store Connect can't show {named} because only Slack knows "
        f"{'it' if len(signs) == 1 else 'them'}. Use an emoji of the keyboard, or write it in words."
    )
