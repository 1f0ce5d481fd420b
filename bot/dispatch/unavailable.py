"""Answers a request that Redis does not take: a user who waits reads why, and Slack delivers a message again."""

from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from slack_bolt import BoltResponse
from slack_sdk.errors import SlackApiError

from bot.dispatch.messages import newest_version
from cards.dispatch import errors
from cards.failures.redis_errors import cause_of
from kit.wiring import Kit

# The latest messages whose users this process has told, in case Slack delivers one as two events.
_told: deque[tuple[str, str]] = deque(maxlen=100)


def not_stored(kit: Kit, body: Mapping[str, Any], error: Exception, *, will_retry: bool) -> BoltResponse:
    """Tell the user who typed, clicked or submitted; leave an event to Slack, which delivers it again.

    The user is told of a message that was delivered for the last time.
    """
    reason = cause_of(error).reason
    if "command" in body:
        text = errors.not_stored(reason).text
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": text})
    if body.get("type") == "view_submission":
        return BoltResponse(status=200, body=_in_form(body["view"], reason))
    if body.get("type") in {"block_actions", "message_action", "shortcut"}:
        _tell_who_clicked(kit, body, reason)
    elif not will_retry and (event := body.get("event") or {}).get("type") in {"app_mention", "message"}:
        _tell_who_wrote(kit, newest_version(event), reason)
    return BoltResponse(status=500, body="")


def _in_form(view: Mapping[str, Any], reason: str) -> dict[str, Any]:
    """Return the answer that keeps the form open with what was entered; one without a field is replaced."""
    block = next((block["block_id"] for block in view.get("blocks") or () if block["type"] == "input"), "")
    if block:
        return {"response_action": "errors", "errors": {block: errors.not_stored_in_form(reason)}}
    return {"response_action": "update", "view": errors.not_stored_modal(reason)}


def _tell_who_clicked(kit: Kit, body: Mapping[str, Any], reason: str) -> None:
    """Tell the user where the button is, or in a direct message for a button in a modal or in the Home tab."""
    message = errors.not_stored(reason)
    if kit.slack.respond(body.get("response_url") or "", message):
        return
    with suppress(SlackApiError, OSError):
        kit.slack.prompt.chat_postMessage(channel=body["user"]["id"], text=message.text)


def _tell_who_wrote(kit: Kit, event: Mapping[str, Any], reason: str) -> None:
    written = str(event.get("channel")), str(event.get("ts"))
    if written in _told:
        return
    _told.append(written)
    with suppress(SlackApiError, OSError):
        kit.slack.prompt.chat_postEphemeral(
            channel=written[0],
            user=str(event.get("user")),
            text=errors.not_stored(reason).text,
            thread_ts=event.get("thread_ts"),
        )
