"""Uploads files to Slack: into a conversation, or as images that the bot's own messages show."""

from collections.abc import Callable
from functools import partial

import httpx
import structlog
from slack_sdk.errors import SlackApiError
from stamina import RetryingCaller

from cards.failures import file_errors
from kit.slack.replies import CLOSED, UserError
from kit.slack.transport import call_slack, call_slack_longer, may_recover
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
    Raises SlackApiError (`missing_scope`), and UserError where Slack does not show the file.
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

    Slack sometimes answers with ok and shares a file nowhere: then it is uploaded once more.
    Raises SlackApiError, ValueError where Slack names an address that is not its own, and UserError where Slack does
    not take the file or does not show it.
    https://docs.slack.dev/messaging/working-with-files#uploading_files
    """
    for _ in range(2):
        try:
            file_id = call_slack(_may_recover, _send, kit, name, content, alt_text)
        except httpx.HTTPError as error:
            raise UserError(file_errors.not_taken(name)) from error
        complete = partial(
            kit.slack.client.files_completeUploadExternal,
            files=[{"id": file_id, "title": name}],
            channel_id=channel or None,
            thread_ts=thread_ts or None,
            initial_comment=says or None,
        )
        _complete(complete)
        if not channel or _is_shared(kit, file_id):
            return file_id
        log.warning("slack shared an upload nowhere")
    raise UserError(file_errors.not_shown(name))


def _send(kit: Kit, name: str, content: bytes, alt_text: str) -> str:
    """Send the bytes to a new address, which serves a single time; returns the id of the file."""
    target = kit.slack.client.files_getUploadURLExternal(filename=name, length=len(content), alt_txt=alt_text or None)
    address, file_id = str(target["upload_url"]), str(target["file_id"])
    if not kit.slack.is_slack(address):
        raise ValueError("Slack named an upload address that is not its own")
    kit.http.post(address, content=content).raise_for_status()
    return file_id


def _complete(complete: Callable[[], object]) -> None:
    """Complete an upload; where Slack fails, it may have done so all the same, and then refuses a second time."""
    failed = False

    def attempt() -> None:
        nonlocal failed
        try:
            complete()
        except (SlackApiError, OSError) as error:
            if failed and not may_recover(error):
                return
            failed = True
            raise

    call_slack(may_recover, attempt)


class _UnsharedError(Exception):
    """Slack shows the file nowhere yet."""


def _is_shared(kit: Kit, file_id: str) -> bool:
    """Return whether Slack shows the file somewhere, which may take seconds; True where Slack does not tell."""

    def look() -> None:
        if not any((kit.slack.file_info(file_id).get("shares") or {}).values()):
            raise _UnsharedError

    try:
        call_slack_longer(lambda error: isinstance(error, _UnsharedError) or may_recover(error), look)
    except _UnsharedError:
        return False
    except SlackApiError as error:
        return bool(error.response.get("error") != "file_not_found")
    except OSError:
        return True
    return True


def _may_recover(error: Exception) -> bool:
    return isinstance(error, httpx.HTTPError) or may_recover(error)


def upload_image(kit: Kit, name: str, content: bytes, alt_text: str) -> str:
    """Upload an image that only the bot's messages show; returns its id, or "" where Slack does not take it."""
    try:
        return upload_file(kit, name, content, alt_text=alt_text[:MOST_ALT_TEXT])
    except (SlackApiError, UserError, OSError, ValueError) as error:
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
