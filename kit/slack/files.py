"""Uploads files to Slack: into a conversation, or as images that the bot's own messages show."""

from collections.abc import Callable

import httpx
import structlog
from slack_sdk.errors import SlackApiError
from stamina import RetryingCaller

from kit.slack.replies import CLOSED
from kit.wiring import Kit
from records.keys import DAY, key
from records.messages import Message

MOST_ALT_TEXT = 1000
_until_scanned = RetryingCaller(attempts=4, timeout=None, wait_initial=1.0, wait_jitter=0.1)

log = structlog.get_logger()


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
    try:
        target = channel or kit.slack.direct_channel(user)
        upload_file(kit, name, content, channel=target, thread_ts=thread_ts if channel else "", says=says)
    except SlackApiError as error:
        if not channel or not user or error.response.get("error") not in CLOSED:
            raise
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
    target = slack.files_getUploadURLExternal(filename=name, length=len(content), alt_txt=alt_text or None)
    address, file_id = str(target["upload_url"]), str(target["file_id"])
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


def upload_image(kit: Kit, name: str, content: bytes, alt_text: str) -> str:
    """Upload an image that only the bot's messages show; returns its id, or "" where Slack does not take it."""
    try:
        return upload_file(kit, name, content, alt_text=alt_text[:MOST_ALT_TEXT])
    except (SlackApiError, httpx.HTTPError, OSError, ValueError) as error:
        log.warning("image not uploaded to slack", kind=type(error).__name__)
        return ""


def post_with_image(
    kit: Kit,
    channel: str,
    message_with: Callable[[str], Message],
    image_id: str,
    *,
    idempotency_key: str,
    thread_ts: str = "",
) -> str:
    """Post `message_with(image_id)`, or `message_with("")` where Slack keeps refusing the image; returns the `ts`."""

    def post(file_id: str) -> str:
        return kit.slack.post(channel, message_with(file_id), idempotency_key=idempotency_key, thread_ts=thread_ts)

    if image_id:
        try:
            return _until_scanned(_is_not_scanned, post, image_id)
        except SlackApiError as error:
            if not _is_not_scanned(error):
                raise
            log.info("image not shown by slack yet")
    return post("")


def _is_not_scanned(error: Exception) -> bool:
    """Return whether Slack refuses a file that it has not scanned yet, which it calls `invalid_blocks`."""
    return isinstance(error, SlackApiError) and error.response.get("error") == "invalid_blocks"
