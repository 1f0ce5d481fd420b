"""Listens to messages: decides which are meant for the bot, what they say to it, and acts on each once.

An edit counts while the message is fresh, and only if nothing has been done about it yet. Slack sends the new version
of an edited message as `message_changed`, and again as `app_mention` if it mentions the bot, with the `ts` of the
message and the time of the edit in `edited`, however old the message is:
https://docs.slack.dev/reference/events/message/message_changed, https://github.com/slackapi/bolt-python/issues/925
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, BoltContext

from bot.dispatch import bot_messages, markup
from bot.dispatch.commands import answer, dispatch, parse
from bot.dispatch.context import CommandContext, from_message, is_by_app
from cards.dispatch import errors
from kit.wiring import Kit
from records.invocations import Origin
from records.jobs.handled_messages import HANDLED, HandledMessage
from records.people import SLACKBOT

# What copied text has between words: spaces, colons, and characters without a width.
_GAP = r"[\s:,\u200b\u200e\u200f\u00ad\u2060\ufeff]"
_COMMAND = re.compile(rf"{_GAP}*/asc(?=$|{_GAP})")

# The subtypes of messages that users write. Slack's documentation calls file_share retired; it is still delivered.
_PLAIN = {None, "file_share", "thread_broadcast"}

# An edit later than this, in seconds after the message, mends an old message; it requests nothing.
FRESH_SECONDS = 10 * 60

_MOST_TRIES = 3


def on_message(ack: Ack, event: Mapping[str, Any], kit: Kit, team_id: str, context: BoltContext) -> None:
    """Run a message to the bot: a direct message, one that mentions it, or one that starts with `/asc `.

    A mention may arrive as `app_mention`, as `message`, or as both.
    """
    authorized, mentioned = context.authorize_result, event.get("type") == "app_mention"
    # Without a `bot_id` in the response to auth.test, Bolt takes the bot for a user.
    bot_user = context.bot_user_id or (authorized.user_id if authorized is not None else "") or ""
    message = newest_version(event)
    if is_by_user(message, bot_user):
        direct = is_direct(message)
        text = addressed_text(markup.of_message(message), bot_user, direct=direct, mentioned=mentioned)
        if text is not None:
            origin = Origin.DIRECT if direct else Origin.MENTION
            act_once(from_message(kit, message, parse(text), origin, will_retry=context["will_retry"]), team_id)
    elif is_by_other_bot(message, bot_user):
        text = addressed_text(markup.of_message(message), bot_user, direct=False, mentioned=mentioned)
        if text is not None:
            ctx = from_message(kit, message, parse(text), Origin.MENTION, will_retry=context["will_retry"])
            bot_messages.act(ctx, message, team_id)
    ack()


def newest_version(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the message that the event is about, as it is now; an empty one if its words have not changed.

    Slack also sends `message_changed` when it adds the preview of a link or the number of replies.
    """
    if event.get("subtype") != "message_changed":
        return event
    message, before = event.get("message") or {}, event.get("previous_message") or {}
    if not message.get("edited") or message.get("text") == before.get("text"):
        return {}
    return {**message, "channel": event.get("channel"), "channel_type": event.get("channel_type")}


def is_by_user(event: Mapping[str, Any], bot_user: str) -> bool:
    """Return whether a person wrote the message: no app or workflow, not Slackbot (a reminder), and not the bot."""
    if is_by_app(event) or event.get("user") in {bot_user, SLACKBOT}:
        return False
    return bool(event.get("user") and event.get("channel") and event.get("subtype") in _PLAIN)


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


def act_once(ctx: CommandContext, team_id: str) -> None:
    """Run this version of a message if it may be acted on: the first, or the correction of a refused one.

    The user is told once that any other edit changes nothing.
    """
    edited = ctx.invocation.edited
    if not edited:
        dispatch(ctx, team_id)
        return
    handled = _handled(ctx)
    if handled is not None and handled.edited > edited:
        # Slack does not promise to deliver two edits in order.
        return
    for _ in range(_MOST_TRIES):
        corrected = _corrected(ctx, handled)
        if corrected is None:
            ignored = replace(ctx.in_private(), key=f"edited.{ctx.invocation.message}", handled=None)
            answer(ignored, errors.edit_ignored(FRESH_SECONDS // 60))
            return
        dispatch(corrected, team_id)
        handled = _handled(ctx)
        if handled is None or handled.edited >= edited:
            return
        # An older version was stored at the same moment, under the same key.


def _handled(ctx: CommandContext) -> HandledMessage | None:
    return HANDLED.get(ctx.kit.redis, ctx.invocation.message)


def _corrected(ctx: CommandContext, handled: HandledMessage | None) -> CommandContext | None:
    """Return the context under the key of this edit, None if it must not be acted on."""
    invocation, key = ctx.invocation, ctx.key
    if handled is not None and handled.edited == invocation.edited:
        # The same edit once more: the job may still need the files that only this event names.
        key = handled.key
    elif float(invocation.edited) - float(invocation.ts) > FRESH_SECONDS:
        return None
    elif handled is not None:
        if not handled.refused:
            return None
        key = f"{handled.key}.corrected"
    return replace(ctx, key=key, handled=ctx.handled and replace(ctx.handled, key=key))
