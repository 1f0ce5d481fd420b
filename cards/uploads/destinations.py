"""Replies to options that name what pictures are for, besides a version of the app."""

from collections.abc import Sequence

from cards.blocks import escape, join_words, shorten, text_message
from records.messages import Message

_MOST_OF_NAME = 80


def only_one(options: Sequence[str]) -> Message:
    """Reply to several such options."""
    names = join_words([f"`--{name}`" for name in options])
    return text_message(f"{names} can't be used together: pictures go to one place. Nothing was changed.")


def quote_name(option: str, typed: str, rest: str) -> Message:
    """Reply to `--page Summer sale` and `--treatment "Summer icons"/B`, of which only the first part is read."""
    whole = shorten(" ".join(f"{typed} {rest}".replace("`", "").split()).replace(" /", "/"), _MOST_OF_NAME)
    what = "experiment and treatment in one pair of" if option == "treatment" else "a name of several words in"
    return text_message(f'Nothing was changed. Put {what} quotation marks: `--{option} "{escape(whole)}"`.')
