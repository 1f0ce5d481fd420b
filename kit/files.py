"""Posting a file in Slack, once, where it was asked for, or to the person where the bot may not post."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from kit.replies import CLOSED
from kit.wiring import Kit
from records.keys import DAY, key


def post_file(
    kit: Kit, name: str, content: bytes, *, channel: str, user: str, once: str, thread_ts: str = "", says: str = ""
) -> None:
    """Post the file with a sentence; under the same `once` a second time only if a worker died in between.

    Where the bot is not in the channel, or `channel` is "", it goes to `user` in a direct message.
    Raises SlackApiError (`missing_scope`).
    """
    done = key("file", once)
    if kit.redis.exists(done):
        return
    if channel:
        try:
            _upload(kit, name, content, channel, thread_ts, says)
        except SlackApiError as error:
            if error.response.get("error") not in CLOSED:
                raise
            channel = ""
    if not channel:
        _upload(kit, name, content, kit.slack.direct_channel(user), "", says)
    kit.redis.set(done, "1", ex=7 * DAY)


def _upload(kit: Kit, name: str, content: bytes, channel: str, thread_ts: str, says: str) -> None:
    kit.slack.client.files_upload_v2(
        filename=name, content=content, title=name, channel=channel, thread_ts=thread_ts or None, initial_comment=says
    )
