"""Puts a file that the bot made into a conversation, once."""

from __future__ import annotations

from kit.wiring import Kit
from records.keys import DAY, key


def attach(kit: Kit, data: bytes, name: str, *, channel: str, thread_ts: str = "", says: str = "", once: str) -> None:
    """Upload a file to a channel or thread; under the same `once` not again. Raises SlackApiError (`not_in_channel`).

    https://docs.slack.dev/messaging/working-with-files#upload
    """
    if kit.redis.exists(key("attached", once)):
        return
    kit.slack.client.files_upload_v2(
        content=data,
        filename=name,
        title=name,
        channel=channel,
        thread_ts=thread_ts or None,
        initial_comment=says or None,
    )
    kit.redis.set(key("attached", once), "1", ex=DAY)
