"""Decides which messages are meant for the bot, and what they say to it."""

import re
from collections.abc import Mapping
from typing import Any

from records.people import SLACKBOT

COMMAND = "/asc"

# The subtypes of messages that users write. Slack's documentation calls file_share retired; it is still delivered.
_PLAIN = {None, "file_share", "thread_broadcast"}


def is_by_user(event: Mapping[str, Any], bot_user: str) -> bool:
    """Return whether a person wrote the message: no app or workflow, not Slackbot (a reminder), and not the bot."""
    if event.get("bot_id") or event.get("bot_profile") or event.get("user") in {bot_user, SLACKBOT}:
        return False
    return bool(event.get("user") and event.get("channel") and event.get("subtype") in _PLAIN)


def is_direct(event: Mapping[str, Any]) -> bool:
    """Return whether the message is in a direct message with the bot."""
    return event.get("channel_type") == "im" or str(event.get("channel", "")).startswith("D")


def addressed_text(text: str, bot_user: str, *, direct: bool, mentioned: bool = False) -> str | None:
    """Return the text meant for the bot: after its mention or `/asc`, or a whole direct message; otherwise None.

    `mentioned`: Slack says that the bot is mentioned, by whatever id.
    """
    mention = _mention(re.escape(bot_user), text) if bot_user else None
    if mention is None and mentioned:
        mention = _mention(r"\w+", text)
    if mention is not None:
        return text[mention.end() :] or text[: mention.start()]
    if re.match(rf"{COMMAND}(?:\s|$)", text):
        return text[len(COMMAND) :]
    return text if direct or mentioned else None


def _mention(user: str, text: str) -> re.Match[str] | None:
    return re.search(rf"<@{user}(?:\|[^>]*)?>[\s:,]*", text)
