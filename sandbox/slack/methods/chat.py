"""The methods that post, change and delete messages."""

from __future__ import annotations

import json

from sandbox.slack.blocks import check_message
from sandbox.slack.blocks.limits import LIMITS
from sandbox.slack.errors import SlackError, invalid
from sandbox.slack.methods.asked import Asked, Endpoint
from sandbox.slack.state import Conversation, Json, Kind, Post

TEXT_KEPT = 40_000  # chat.postMessage cuts longer texts (docs.slack.dev/reference/methods/chat.postMessage)
UPDATE_TEXT = 4_000  # chat.update refuses longer ones with msg_too_long
METADATA_BYTES = 16_000


def post_message(asked: Asked) -> Json:
    """chat.postMessage."""
    conversation = _place(asked)
    content = _content(asked)
    post = Post(
        channel=conversation.id,
        ts=asked.workspace.ids.stamp(),
        user=asked.workspace.bot.id,
        bot_id=asked.workspace.bot.bot_id,
        thread_ts=_thread(asked, conversation),
        broadcast=asked.flag("reply_broadcast"),
        metadata=_metadata(asked),
        **content,
    )
    post.text = post.text[:TEXT_KEPT]
    asked.acts.talk.say(post)
    message = asked.workspace.message(post, metadata=True)
    return {"channel": conversation.id, "ts": post.ts, "message": message}


def post_ephemeral(asked: Asked) -> Json:
    """chat.postEphemeral."""
    conversation = _place(asked)
    reader = asked.required("user")
    if reader not in conversation.members:
        raise SlackError("user_not_in_channel")
    content = _content(asked)
    if len(content["text"]) > TEXT_KEPT:
        raise SlackError("msg_too_long")
    post = Post(
        channel=conversation.id,
        ts=asked.workspace.ids.stamp(),
        user=asked.workspace.bot.id,
        bot_id=asked.workspace.bot.bot_id,
        thread_ts=_thread(asked, conversation),
        seen_by=reader,
        **content,
    )
    return {"message_ts": asked.acts.talk.whisper(post).ts}


def update(asked: Asked) -> Json:
    """chat.update: `text` without `blocks` takes the blocks away; metadata stays unless sent; never ephemeral ones."""
    post = _own(asked, "cant_update_message")
    given = {part: asked.structure(part, f"invalid_{part}_format") for part in ("blocks", "attachments")}
    if "text" not in asked.args and given["blocks"] is None and given["attachments"] is None:
        raise SlackError("no_text")
    blocks = _checked(asked, given["blocks"])
    if len(asked.text("text")) > UPDATE_TEXT:
        raise SlackError("msg_too_long")
    metadata = _metadata(asked)
    if blocks is None:
        blocks = [] if "text" in asked.args else post.blocks
    attachments = _attachments(asked, given["attachments"])
    asked.acts.talk.edit(
        post,
        text=asked.text("text", post.text),
        blocks=blocks,
        attachments=post.attachments if attachments is None else attachments,
    )
    if metadata is not None:
        post.metadata = metadata
    message = asked.workspace.message(post, metadata=True)
    del message["ts"]  # Slack leaves it out here
    return {"channel": post.channel, "ts": post.ts, "text": post.text, "message": message}


def delete(asked: Asked) -> Json:
    """chat.delete."""
    post = _own(asked, "cant_delete_message")
    asked.acts.talk.remove(post)
    return {"channel": post.channel, "ts": post.ts}


def get_permalink(asked: Asked) -> Json:
    """chat.getPermalink."""
    conversation = asked.conversation()
    post = conversation.posts.get(asked.required("message_ts"))
    if post is None or post.deleted:
        raise SlackError("message_not_found")
    return {"channel": conversation.id, "permalink": asked.workspace.permalink(post)}


def _place(asked: Asked) -> Conversation:
    wished = asked.required("channel")
    workspace = asked.workspace
    if wished in workspace.users:
        conversation = workspace.direct(wished)
    else:
        named = (each.id for each in workspace.conversations.values() if f"#{each.name}" == f"#{wished.lstrip('#')}")
        conversation = workspace.conversation(next(named, wished))
    if workspace.bot.id not in conversation.members:
        if conversation.kind is not Kind.PUBLIC:
            raise SlackError("channel_not_found")
        if "chat:write.public" not in workspace.app.scopes:
            raise SlackError("not_in_channel")
    if conversation.archived:
        raise SlackError("is_archived")
    return conversation


def _content(asked: Asked) -> Json:
    blocks = _checked(asked, asked.structure("blocks", "invalid_blocks_format")) or []
    attachments = _attachments(asked, asked.structure("attachments", "invalid_attachments")) or []
    text = asked.text("text")
    if not (text or blocks or attachments):
        raise SlackError("no_text")
    return {"text": text, "blocks": blocks, "attachments": attachments}


def _checked(asked: Asked, blocks: object) -> list[Json] | None:
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if complaints := check_message(blocks, asked.workspace.knows_file):
        raise invalid("invalid_blocks", complaints)
    return blocks


def _attachments(asked: Asked, attachments: object) -> list[Json] | None:
    if attachments is None:
        return None
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > LIMITS["message.attachments.max_items"]:
        raise SlackError("too_many_attachments")
    for place, attachment in enumerate(attachments):
        blocks = attachment.get("blocks") or []
        if complaints := check_message(blocks, asked.workspace.knows_file, f"/attachments/{place}/blocks"):
            raise invalid("invalid_blocks", complaints)
    return attachments


def _thread(asked: Asked, conversation: Conversation) -> str:
    thread_ts = asked.text("thread_ts")
    if not thread_ts:
        return ""
    parent = conversation.posts.get(thread_ts)
    if parent is None or (parent.thread_ts and parent.thread_ts != parent.ts):
        raise SlackError("cannot_reply_to_message")
    return thread_ts


def _metadata(asked: Asked) -> Json | None:
    metadata = asked.structure("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or set(metadata) - {"event_type", "event_payload"}:
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return metadata


def _own(asked: Asked, refusal: str) -> Post:
    conversation = asked.conversation()
    post = conversation.posts.get(asked.required("ts"))
    if post is None or post.deleted:
        raise SlackError("message_not_found")
    if post.user != asked.workspace.bot.id:
        raise SlackError(refusal)
    return post


WRITE = ("chat:write",)
METHODS = (
    Endpoint("chat.postMessage", post_message, WRITE),
    Endpoint("chat.postEphemeral", post_ephemeral, WRITE, 100),
    Endpoint("chat.update", update, WRITE, 50),
    Endpoint("chat.delete", delete, WRITE, 50),
    Endpoint("chat.getPermalink", get_permalink),
)
