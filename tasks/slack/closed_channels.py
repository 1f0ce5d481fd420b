"""Reports a channel that is closed to the bot to the user who wanted posts there."""

from collections.abc import Callable

import structlog
from slack_sdk.errors import SlackApiError

from kit.slack.replies import CLOSED
from kit.wiring import Kit
from records.dispatch import channels
from records.messages import Message
from tasks.dispatch.failures import message_for

log = structlog.get_logger()


def report_refused_post(
    kit: Kit,
    error: SlackApiError | OSError,
    *,
    alert_id: str,
    user: str,
    since: float,
    message: Callable[[str, bool], Message],
) -> bool:
    """Report a post that Slack refused because the channel is closed, once a day, with `message(reason, is_archived)`.

    `since`: when the user wanted these posts. Returns whether the channel is archived, so that they end.
    """
    reason = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
    log.warning("alert deferred", alert=alert_id, error=reason)
    if reason not in CLOSED:
        return False
    is_archived = reason == "is_archived"
    days = channels.days_closed(kit.redis, alert_id, kit.clock())
    report = message(message_for(error, alert_id).text, is_archived)
    try:
        kit.slack.post(user, report, idempotency_key=f"alert.{alert_id}.closed.{since}.{days}")
    except (SlackApiError, OSError) as refused:
        log.warning("deferred alert not reported", alert=alert_id, error=type(refused).__name__)
    return is_archived
