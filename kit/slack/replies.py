"""Answers a request where it was made: under the message, or privately after a slash command."""

from slack_sdk.errors import SlackApiError

from kit.wiring import Kit
from records.invocations import Invocation
from records.keys import DAY, key
from records.messages import Message, Metadata, upload_metadata

# Slack's errors for a message that it can't show. https://docs.slack.dev/reference/methods/chat.postMessage#errors
UNSHOWABLE = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long"})

# Slack's errors for a channel or a thread in which the bot can't post.
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


class UserError(Exception):
    """Raised by a job that refuses a request; `message` explains what happened, why, and what comes next.

    With `private` only the user who asked sees it.
    """

    def __init__(self, message: Message, *, private: bool = False) -> None:
        super().__init__(message.text)
        self.message = message
        self.private = private


def reply(kit: Kit, invocation: Invocation, message: Message, *, part: str = "answer", state: str = "") -> str:
    """Post a message in answer to the invocation; each `part` of an answer is posted once.

    CI, which waits for its upload, reads the `state` in the message's metadata: `refused`, `failed` or `waiting`.

    Returns the `ts` of the message, or "" where only the user sees it.
    """
    if invocation.response_url and kit.slack.respond(invocation.response_url, message):
        return ""
    if invocation.is_private:
        # Slack shows an ephemeral message in a thread only if the thread has replies (chat.postEphemeral, `thread_ts`).
        thread_ts = invocation.thread_ts if invocation.thread_ts != invocation.ts else ""
        kit.slack.post_ephemeral(invocation.channel, invocation.user, message, thread_ts=thread_ts)
        return ""
    channel, ts = post_or_dm(
        kit,
        invocation.channel,
        invocation.user,
        message,
        idempotency_key=f"{invocation.id}.{part}",
        thread_ts=invocation.thread_ts,
        metadata=upload_metadata(state, key=invocation.run) if invocation.by_bot and state else None,
    )
    return ts if channel == invocation.channel else ""


def reply_with_fallback(kit: Kit, invocation: Invocation, message: Message, plainer: Message, *, part: str) -> None:
    """Reply with a message that has blocks which some workspaces refuse; there, and for a day after, with another."""
    refused = key("carousel", invocation.team)
    if kit.redis.exists(refused):
        reply(kit, invocation, plainer, part=part)
        return
    try:
        reply(kit, invocation, message, part=part)
    except SlackApiError as error:
        if error.response.get("error") not in UNSHOWABLE:
            raise
        kit.redis.set(refused, "1", ex=DAY)
        reply(kit, invocation, plainer, part=part)


def post_or_dm(
    kit: Kit,
    channel: str,
    user: str,
    message: Message,
    *,
    idempotency_key: str,
    thread_ts: str = "",
    metadata: Metadata | None = None,
) -> tuple[str, str]:
    """Post a message in the channel, or in a direct message where the channel is closed to the bot.

    Returns the channel and the `ts` of the message. Raises SlackApiError for any other refusal.
    """
    try:
        return channel, kit.slack.post(
            channel, message, idempotency_key=idempotency_key, thread_ts=thread_ts, metadata=metadata
        )
    except SlackApiError as error:
        if error.response.get("error") not in CLOSED:
            raise
    direct = kit.slack.direct_channel(user)
    return direct, kit.slack.post(direct, message, idempotency_key=f"{idempotency_key}.direct", metadata=metadata)


def why_closed(kit: Kit, channel: str) -> str:
    """Return Slack's error for a post in the channel, "" if the bot can post there or Slack does not say.

    https://docs.slack.dev/reference/methods/conversations.info; `chat:write.public` is optional, see
    https://docs.slack.dev/reference/scopes/chat.write.public.
    """
    try:
        answer = kit.slack.client.conversations_info(channel=channel)
    except SlackApiError as error:
        code = str(error.response.get("error"))
        return code if code in CLOSED else ""
    except OSError:
        return ""
    found = answer["channel"]
    if found.get("is_archived"):
        return "is_archived"
    scopes = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes", "")
    may_post = found.get("is_member", True) or ("chat:write.public" in str(scopes) and not found.get("is_private"))
    return "" if may_post else "not_in_channel"
