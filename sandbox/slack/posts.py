"""Message objects as Slack sends them to the app."""

from __future__ import annotations

import copy
import re
from typing import Any

from sandbox.slack.clock import Ids
from sandbox.slack.composer import escaped, unescaped
from sandbox.slack.emoji import with_names
from sandbox.slack.state import Conversation, Json, Post

STRAY_AMPERSAND = re.compile("&(?!(?:amp|lt|gt);)")
PICKERS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
INTERACTIVE = frozenset(
    (
        *("button", "overflow", "checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker"),
        *("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input"),
        *PICKERS,
        *(f"multi_{picker}" for picker in PICKERS),
    )
)


def basics(post: Post) -> Json:
    """Returns the fields common to all message objects; callers add files, reactions and threads."""
    message: Json = {"type": "message", "user": post.user, "text": post.text, "ts": post.ts}
    if post.client_id:
        message["client_msg_id"] = post.client_id
    if post.blocks:
        message["blocks"] = handed_out(post.blocks)
    if post.attachments:
        message["attachments"] = copy.deepcopy(post.attachments)
    if post.thread_ts:
        message["thread_ts"] = post.thread_ts
    if post.edit_times:
        message["edited"] = {"user": post.user, "ts": post.edit_times[-1]}
    return message


def of_thread(post: Post, conversation: Conversation) -> Json:
    """Returns the thread fields of a first message or reply."""
    if post.thread_ts and post.thread_ts != post.ts:
        parent = conversation.posts.get(post.thread_ts)
        return {"parent_user_id": parent.user} if parent else {}
    replies = conversation.replies(post.ts)
    if not replies:
        return {}
    people = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": post.ts,
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "latest_reply": replies[-1].ts,
        "reply_users": people,
        "is_locked": False,
        "subscribed": False,
    }


def of_reactions(post: Post) -> Json:
    """Returns the reaction fields of a message, if it has any."""
    if not post.reactions:
        return {}
    given = [{"name": name, "users": list(users), "count": len(users)} for name, users in post.reactions.items()]
    return {"reactions": given}


def handed_out(blocks: list[Json]) -> list[Json]:
    """Returns blocks as Slack sends them: with emoji names, and escaped plain text (slackapi/bolt-python#513)."""
    return [_handed_out(block) for block in blocks]


def _handed_out(part: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(part, list):
        return [_handed_out(each) for each in part]
    if not isinstance(part, dict):
        return part
    if part.get("type") == "plain_text":
        return {**part, "text": escaped(unescaped(with_names(part["text"])))}
    if part.get("type") == "mrkdwn":
        return {**part, "text": STRAY_AMPERSAND.sub("&amp;", with_names(part["text"]))}
    return {name: _handed_out(each) for name, each in part.items()}


def completed(blocks: list[Json], ids: Ids) -> list[Json]:
    """Returns blocks with Slack's additions: missing `block_id` and `action_id`, `emoji` and `verbatim`."""
    return [
        _completed(block, ids) if "block_id" in block else _completed({**block, "block_id": ids.block()}, ids)
        for block in blocks
    ]


def _completed(part: Any, ids: Ids) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(part, list):
        return [_completed(each, ids) for each in part]
    if not isinstance(part, dict):
        return part
    kind = part.get("type")
    if kind == "plain_text":
        return {"emoji": True, **part}
    if kind == "mrkdwn":
        return {"verbatim": False, **part}
    whole = {name: _completed(each, ids) for name, each in part.items()}
    if kind in INTERACTIVE and "action_id" not in whole:
        whole["action_id"] = ids.block()
    return whole
