"""Replies to options that name what pictures are for, besides a version of the app."""

from collections.abc import Sequence

from cards.blocks import escape, join_words, shorten, text_message
from records.messages import Message

_MOST_OF_NAME = 80


def only_one(options: Sequence[str]) -> Message:
    """Reply to several such options."""
    names = join_words([f"`--{name}`" for name in options])
    return text_message(f"{names} can't be used together: pictures go to one place. Nothing was changed.")


def quote_treatment(typed: str, rest: str) -> Message:
    """Reply to `--treatment Summer icons/B`, of which only the first word is read, or to `"Summer icons"/B`."""
    whole = shorten(" ".join(f"{typed} {rest}".replace("`", "").split()).replace(" /", "/"), _MOST_OF_NAME)
    return text_message(
        "Nothing was changed. Put experiment and treatment in one pair of quotation marks: "
        f'`--treatment "{escape(whole)}"`.'
    )
