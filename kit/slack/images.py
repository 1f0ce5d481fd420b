"""Posts messages that show an image; where Slack does not take the image, the message is posted without it."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import structlog
from slack_sdk.errors import SlackApiError
from stamina import RetryingCaller

from kit.slack.files import upload_file
from kit.wiring import Kit
from records.messages import Message

MOST_ALT_TEXT = 1000
_until_scanned = RetryingCaller(attempts=4, timeout=None, wait_initial=1.0, wait_jitter=0.1)

log = structlog.get_logger()


def post_with_image(
    kit: Kit,
    channel: str,
    card_for: Callable[[str], Message],
    picture: str,
    *,
    idempotency_key: str,
    thread_ts: str = "",
) -> str:
    """Post the card with the picture (Slack's id of the file), or after several refusals without it; returns its `ts`.

    `card_for` makes the card that shows the picture, for "" the one without.
    """

    def post(file_id: str) -> str:
        return kit.slack.post(channel, card_for(file_id), idempotency_key=idempotency_key, thread_ts=thread_ts)

    if picture:
        try:
            return _until_scanned(_is_not_scanned, post, picture)
        except SlackApiError as error:
            if not _is_not_scanned(error):
                raise
            log.info("slack does not show the picture yet")
    return post("")


def _is_not_scanned(error: Exception) -> bool:
    """Whether Slack refuses to show a file because it has not scanned it yet, which it says as `invalid_blocks`."""
    return isinstance(error, SlackApiError) and error.response.get("error") == "invalid_blocks"


def upload_image(kit: Kit, name: str, content: bytes, alt_text: str) -> str:
    """Upload an image that only the bot's messages show; returns its id, or "" where Slack does not take it."""
    try:
        return upload_file(kit, name, content, alt_text=alt_text[:MOST_ALT_TEXT])
    except (SlackApiError, httpx.HTTPError, OSError, ValueError) as error:
        log.warning("slack took no picture", kind=type(error).__name__)
        return ""
