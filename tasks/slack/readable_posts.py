"""Posts messages whose blocks Slack may refuse."""

import structlog
from slack_sdk.errors import SlackApiError

from kit.slack.replies import UNSHOWABLE
from kit.wiring import Kit
from records.messages import Message

log = structlog.get_logger()


def post_readable(kit: Kit, channel: str, message: Message, *, idempotency_key: str, thread_ts: str = "") -> str:
    """Post a message; as text alone where Slack refuses its blocks, so that it does not hold up others.

    Returns its `ts`. Raises SlackApiError.
    """
    try:
        return kit.slack.post(channel, message, idempotency_key=idempotency_key, thread_ts=thread_ts)
    except SlackApiError as error:
        if error.response.get("error") not in UNSHOWABLE:
            raise
        log.exception("slack refused the blocks of a message", error=error.response.get("error"))
        return kit.slack.post(channel, Message(text=message.text), idempotency_key=idempotency_key, thread_ts=thread_ts)
