"""Answers a request where it was made: under the message, or privately after a slash command."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from kit.wiring import Kit
from records.invocations import Invocation, Origin
from records.messages import Message

# Slack's errors for a channel or a thread in which the bot cannot post.
# https://docs.slack.dev/reference/methods/chat.postMessage#errors
CLOSED = frozenset(
    {
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "cannot_reply_to_message",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "thread_not_found",
    }
)


class UserError(Exception):  # noqa: N818 - not an error: the job ends with an answer for the person
    """Raised by a job that can't do what was asked; `card` says what, why, and what next."""

    def __init__(self, card: Message) -> None:
        super().__init__(card.text)
        self.card = card


def reply(kit: Kit, wish: Invocation, card: Message, *, part: str = "answer") -> str:
    """Post a message in answer to the invocation; `part` names it, and each part is posted once.

    Returns the `ts` of the message, or "" where only the asker sees the answer.
    """
    if wish.response_url and kit.slack.respond(wish.response_url, card):
        return ""
    if wish.private or wish.way in {Origin.COMMAND, Origin.BUTTON}:
        # Slack shows a whisper in a thread only where somebody has begun it (chat.postEphemeral, `thread_ts`).
        begun = wish.thread_ts if wish.thread_ts != wish.ts else ""
        kit.slack.whisper(wish.channel, wish.user, card, thread_ts=begun)
        return ""
    once = f"{wish.id}.{part}"
    channel, ts = post_or_dm(kit, wish.channel, wish.user, card, once=once, thread_ts=wish.thread_ts)
    return ts if channel == wish.channel else ""


def post_or_dm(kit: Kit, channel: str, user: str, card: Message, *, once: str, thread_ts: str = "") -> tuple[str, str]:
    """Post a message in the channel, or in a direct message where the channel is closed to the bot.

    Returns the channel and the `ts` of the message. Raises SlackApiError for any other refusal.
    """
    try:
        return channel, kit.slack.post(channel, card, once=once, thread_ts=thread_ts)
    except SlackApiError as error:
        if error.response.get("error") not in CLOSED:
            raise
    direct = kit.slack.direct_channel(user)
    return direct, kit.slack.post(direct, card, once=f"{once}.direct")
