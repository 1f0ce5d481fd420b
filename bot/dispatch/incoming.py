"""Decides which messages are meant for the bot, and what they say to it."""

import re
from collections.abc import Mapping
from typing import Any

from records.people import SLACKBOT

# What copied text has between words: spaces, colons, and characters without a width.
_GAP = r"[\s:,\u200b\u200e\u200f\u00ad\u2060\ufeff]"
_COMMAND = re.compile(rf"{_GAP}*/asc(?=$|{_GAP})")

# The subtypes of messages that users write. Slack's documentation calls file_share retired; it is still delivered.
_PLAIN = {None, "file_share", "thread_broadcast"}


def is_by_user(event: Mapping[str, Any], bot_user: str) -> bool:
    """Return whether a person wrote the message: no app or workflow, not Slackbot (a reminder), and not the bot."""
    if is_by_app(event) or event.get("user") in {bot_user, SLACKBOT}:
        return False
    return bool(event.get("user") and event.get("channel") and event.get("subtype") in _PLAIN)


def is_by_app(event: Mapping[str, Any]) -> bool:
    """Return whether an app posted the message, as its bot user or otherwise."""
    return bool(event.get("bot_id") or event.get("bot_profile"))


def is_by_other_bot(event: Mapping[str, Any], bot_user: str) -> bool:
    """Return whether the bot user of another app wrote the message, and mentions ours in it.

    No workflow or incoming webhook, whose authors are unknown, and no edit: a bot can post again.
    """
    is_workflow = (event.get("bot_profile") or {}).get("is_workflow_bot")
    if (
        not is_by_app(event)
        or is_workflow
        or event.get("edited")
        or event.get("user") in {None, "", bot_user, SLACKBOT}
    ):
        return False
    mentioned = event.get("type") == "app_mention" or f"<@{bot_user}" in str(event.get("text"))
    return bool(mentioned and event.get("channel") and event.get("subtype") in _PLAIN)


def is_direct(event: Mapping[str, Any]) -> bool:
    """Return whether the message is in a direct message with the bot."""
    return event.get("channel_type") == "im" or str(event.get("channel", "")).startswith("D")


def addressed_text(text: str, bot_user: str, *, direct: bool, mentioned: bool = False) -> str | None:
    """Return the text meant for the bot: after its mention or `/asc`, or a whole direct message; otherwise None.

    `mentioned`: Slack says that the bot is mentioned, by whatever id.
    """
    address = _address(re.escape(bot_user), text) if bot_user else None
    if address is None and mentioned:
        address = _address(r"\w+", text)
    if address is not None:
        before, after = text[: address.start()], text[address.end() :]
        return after if any(map(str.isalnum, after)) or not before.strip() else _without_command(before)
    return _without_command(text) if direct or mentioned or _COMMAND.match(text) else None


def _address(user: str, text: str) -> re.Match[str] | None:
    """Find the mention of the bot, with `/asc` and further mentions of it that follow."""
    mention = rf"<@{user}(?:\|[^>]*)?>{_GAP}*"
    return re.search(rf"{mention}(?:{mention}|{_COMMAND.pattern}{_GAP}*)*", text)


def _without_command(text: str) -> str:
    command = _COMMAND.match(text)
    return text[command.end() :] if command else text
