"""Acts on a message once. An edit counts while the message is fresh, and only if nothing has been done about it yet.

Slack sends the new version of an edited message as `message_changed`, and again as `app_mention` if it mentions the
bot, with the `ts` of the message and the time of the edit in `edited`, however old the message is:
https://docs.slack.dev/reference/events/message/message_changed, https://github.com/slackapi/bolt-python/issues/925
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.dispatch.commands import answer, dispatch
from bot.dispatch.context import CommandContext
from cards.dispatch import errors
from records.jobs.handled_messages import HANDLED, HandledMessage

# An edit later than this, in seconds after the message, mends an old message; it requests nothing.
FRESH_SECONDS = 10 * 60

_MOST_TRIES = 3


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
