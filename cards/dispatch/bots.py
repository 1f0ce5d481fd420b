"""Replies to other apps' bots, a sentence each."""

from collections.abc import Sequence

from cards.blocks import escape, join_words, text_message
from records.dispatch.grants import BotLimits
from records.messages import Message
from records.people import Role


def limits_in_words(limits: BotLimits) -> str:
    """Return `only upload, only com.example.tide`; "" for a bot without limits."""
    commands = f"only {join_words(limits.only)}" if limits.only else ""
    app = f"only {limits.bundle_id}" if limits.bundle_id else ""
    return ", ".join(part for part in (commands, app) if part)


def beyond_limits(bot: BotLimits | None, held: Sequence[tuple[Role, BotLimits]], account: str = "") -> Message:
    """Reply to a bot whose roles, each with its limits, do not cover its request; in this account if one is given."""
    name = escape(bot.name) if bot is not None else "This bot"
    where = f" in the account `{escape(account)}`" if account else ""
    if not held:
        more = "" if account else " any more"
        return text_message(f"*{name}* does not hold a role{where}{more}, so nothing was done.")
    roles = [f"*{role}*{f' ({words})' if (words := escape(limits_in_words(limits))) else ''}" for role, limits in held]
    noun = "roles" if held[1:] else "role"
    return text_message(f"*{name}* may not do that with the {noun} {join_words(roles)}{where}, so nothing was done.")


def too_many(limits: BotLimits | None, most: int, minutes: int) -> Message:
    """Reply, once, to a bot that asks for too much."""
    name = escape(limits.name) if limits is not None else "This bot"
    return text_message(
        f"*{name}* has asked for more than {most} things within {minutes} minutes, so I ignore it until there are "
        "fewer again."
    )
