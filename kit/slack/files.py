"""Uploads files to Slack: into a conversation, or for the bot's own messages to show."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from kit.slack.replies import CLOSED
from kit.wiring import Kit
from records.keys import DAY, key


def post_file(
    kit: Kit,
    name: str,
    content: bytes,
    *,
    channel: str,
    idempotency_key: str,
    user: str = "",
    thread_ts: str = "",
    says: str = "",
) -> None:
    """Post a file with a sentence; under the same `idempotency_key` a second time only where a worker died in between.

    Where the bot is not in the channel, or `channel` is "", the file goes to `user`, if given, in a direct message.
    Raises SlackApiError (`missing_scope`).
    """
    done = key("file", idempotency_key)
    if kit.redis.exists(done):
        return
    if channel:
        try:
            upload_file(kit, name, content, channel=channel, thread_ts=thread_ts, says=says)
        except SlackApiError as error:
            if not user or error.response.get("error") not in CLOSED:
                raise
            channel = ""
    if not channel:
        upload_file(kit, name, content, channel=kit.slack.direct_channel(user), says=says)
    kit.redis.set(done, "1", ex=7 * DAY)


def upload_file(
    kit: Kit, name: str, content: bytes, *, channel: str = "", thread_ts: str = "", says: str = "", alt_text: str = ""
) -> str:
    """Upload a file, and share it in the channel where one is given; returns Slack's id of the file.

    Raises SlackApiError, httpx.HTTPError, or ValueError where Slack names an address that is not its own.
    https://docs.slack.dev/messaging/working-with-files#uploading_files
    """
    slack = kit.slack.client
    place = slack.files_getUploadURLExternal(filename=name, length=len(content), alt_txt=alt_text or None)
    address, file_id = str(place["upload_url"]), str(place["file_id"])
    if not kit.slack.is_slack(address):
        raise ValueError("Slack named an upload address that is not its own")
    kit.http.post(address, content=content).raise_for_status()
    slack.files_completeUploadExternal(
        files=[{"id": file_id, "title": name}],
        channel_id=channel or None,
        thread_ts=thread_ts or None,
        initial_comment=says or None,
    )
    return file_id
