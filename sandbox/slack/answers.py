"""Handles the app's replies to slash commands and to response URLs."""

from __future__ import annotations

import json

from sandbox.slack.blocks import check_message
from sandbox.slack.errors import SlackError, invalid
from sandbox.slack.messages import Messages
from sandbox.slack.state import Json, Post
from sandbox.slack.tickets import ResponseTarget
from sandbox.slack.workspace import SLACKBOT, Workspace


def parsed(body: str, content_type: str) -> Json | None:
    """Returns the reply in a response body: JSON if declared so, otherwise text; None if it is empty."""
    if not body.strip():
        return None
    if "json" not in content_type and not body.lstrip().startswith("{"):
        return {"text": body}
    try:
        answer = json.loads(body)
    except ValueError:
        raise SlackError("invalid_payload") from None
    if not isinstance(answer, dict):
        raise SlackError("invalid_payload")
    return answer


class Answers:
    """Shows replies to one user, in the channel, or in place of a message."""

    def __init__(self, workspace: Workspace, messages: Messages) -> None:
        self._workspace = workspace
        self._messages = messages

    def take(self, target: ResponseTarget, answer: Json) -> None:
        """Shows the reply; SlackError if Slack would refuse it."""
        conversation = self._workspace.conversation(target.channel)
        original = conversation.find(target.original)
        if answer.get("delete_original"):
            if original:
                self._messages.remove(original)
            return
        content = self._content(answer)
        if answer.get("replace_original") and original:
            self._messages.edit(original, **content)
            return
        in_channel = answer.get("response_type") == "in_channel"
        post = Post(
            channel=target.channel,
            ts=self._workspace.ids.stamp(),
            user=self._workspace.bot.id,
            bot_id=self._workspace.bot.bot_id,
            thread_ts=answer.get("thread_ts") or target.thread_ts,
            seen_by="" if in_channel else target.user,
            **content,
        )
        (self._messages.post if in_channel else self._messages.post_ephemeral)(post)

    def note(self, user_id: str, channel_id: str, text: str) -> None:
        """Shows a notice from Slack itself to one user, such as that a command failed."""
        self._messages.post_ephemeral(
            Post(channel=channel_id, ts=self._workspace.ids.stamp(), user=SLACKBOT, text=text, seen_by=user_id)
        )

    def _content(self, answer: Json) -> Json:
        text, blocks, attachments = (answer.get(part) for part in ("text", "blocks", "attachments"))
        if not (text or blocks or attachments):
            raise SlackError("no_text")
        if problems := check_message(blocks or [], self._workspace.knows_file, reaches=self._workspace.reaches):
            raise invalid("invalid_blocks", problems)
        return {"text": text or "", "blocks": blocks or [], "attachments": attachments or []}
