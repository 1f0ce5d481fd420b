"""Replies to other apps' bots, a sentence each."""

from cards.blocks import escape, join_words, text_message
from records.grants import BotLimits
from records.messages import Message
from records.people import Role


def limits_in_words(limits: BotLimits) -> str:
    """Return `only upload, only com.example.tide`; "" for a bot without limits."""
    commands = f"only {join_words(limits.only)}" if limits.only else ""
    app = f"only {limits.bundle_id}" if limits.bundle_id else ""
    return ", ".join(part for part in (commands, app) if part)


def beyond_limits(limits: BotLimits | None, held: Role) -> Message:
    """Reply to a bot whose role or limits do not cover its request."""
    name = escape(limits.name) if limits is not None else "This bot"
    if held is Role.NOBODY or limits is None:
        return text_message(f"*{name}* does not hold a role any more, so nothing was done.")
    words = escape(limits_in_words(limits))
    return text_message(
        f"*{name}* may not do that with the role *{held}*{f' ({words})' if words else ''}, so nothing was done."
    )


def too_many(limits: BotLimits | None, most: int, minutes: int) -> Message:
    """Reply, once, to a bot that asks for too much."""
    name = escape(limits.name) if limits is not None else "This bot"
    return text_message(
        f"*{name}* has asked for more than {most} things within {minutes} minutes, so I ignore it until there are "
        "fewer again."
    )
