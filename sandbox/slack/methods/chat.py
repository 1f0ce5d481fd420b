"""Web API methods that post, update and delete messages."""

from __future__ import annotations

import json

from sandbox.slack.blocks import check_message
from sandbox.slack.blocks.limits import LIMITS
from sandbox.slack.errors import SlackError, invalid
from sandbox.slack.methods.call import Endpoint, MethodCall
from sandbox.slack.state import ChannelType, Conversation, Json, Post

TEXT_KEPT = 40_000  # chat.postMessage truncates longer texts (docs.slack.dev/reference/methods/chat.postMessage)
UPDATE_TEXT = 4_000  # chat.update refuses longer texts with msg_too_long
METADATA_BYTES = 16_000


def post_message(call: MethodCall) -> Json:
    """chat.postMessage."""
    conversation = _target(call)
    content = _content(call)
    post = Post(
        channel=conversation.id,
        ts=call.workspace.ids.stamp(),
        user=call.bot.id,
        bot_id=call.bot.bot_id,
        thread_ts=_thread(call, conversation),
        broadcast=call.flag("reply_broadcast"),
        metadata=_metadata(call),
        **content,
    )
    post.text = post.text[:TEXT_KEPT]
    call.actions.messages.post(post)
    message = call.workspace.message(post, metadata=True)
    return {"channel": conversation.id, "ts": post.ts, "message": message}


def post_ephemeral(call: MethodCall) -> Json:
    """chat.postEphemeral."""
    conversation = _target(call)
    reader = call.required("user")
    if reader not in conversation.members:
        raise SlackError("user_not_in_channel")
    content = _content(call)
    if len(content["text"]) > TEXT_KEPT:
        raise SlackError("msg_too_long")
    post = Post(
        channel=conversation.id,
        ts=call.workspace.ids.stamp(),
        user=call.bot.id,
        bot_id=call.bot.bot_id,
        thread_ts=_thread(call, conversation),
        seen_by=reader,
        **content,
    )
    return {"message_ts": call.actions.messages.post_ephemeral(post).ts}


def update(call: MethodCall) -> Json:
    """chat.update: `text` without `blocks` removes blocks; metadata is kept unless sent; not for ephemeral messages."""
    post = _own(call, "cant_update_message")
    given = {part: call.structure(part, f"invalid_{part}_format") for part in ("blocks", "attachments")}
    if "text" not in call.args and given["blocks"] is None and given["attachments"] is None:
        raise SlackError("no_text")
    blocks = _checked(call, given["blocks"])
    if len(call.text("text")) > UPDATE_TEXT:
        raise SlackError("msg_too_long")
    metadata = _metadata(call)
    if blocks is None:
        blocks = [] if "text" in call.args else post.blocks
    attachments = _attachments(call, given["attachments"])
    call.actions.messages.edit(
        post,
        text=call.text("text", post.text),
        blocks=blocks,
        attachments=post.attachments if attachments is None else attachments,
    )
    if metadata is not None:
        post.metadata = metadata
    message = call.workspace.message(post, metadata=True)
    del message["ts"]  # Slack omits it here
    return {"channel": post.channel, "ts": post.ts, "text": post.text, "message": message}


def delete(call: MethodCall) -> Json:
    """chat.delete."""
    post = _own(call, "cant_delete_message")
    call.actions.messages.remove(post)
    return {"channel": post.channel, "ts": post.ts}


def get_permalink(call: MethodCall) -> Json:
    """chat.getPermalink."""
    conversation = call.conversation()
    post = conversation.posts.get(call.required("message_ts"))
    if post is None or post.deleted:
        raise SlackError("message_not_found")
    return {"channel": conversation.id, "permalink": call.workspace.permalink(post)}


def _target(call: MethodCall) -> Conversation:
    requested = call.required("channel")
    workspace = call.workspace
    if requested in workspace.users:
        conversation = workspace.direct(requested)
    else:
        named = (each.id for each in workspace.conversations.values() if f"#{each.name}" == f"#{requested.lstrip('#')}")
        conversation = workspace.conversation(next(named, requested))
    if call.bot.id not in conversation.members:
        if conversation.kind is not ChannelType.PUBLIC:
            raise SlackError("channel_not_found")
        if "chat:write.public" not in call.app.scopes:
            raise SlackError("not_in_channel")
    if conversation.archived:
        raise SlackError("is_archived")
    return conversation


def _content(call: MethodCall) -> Json:
    blocks = _checked(call, call.structure("blocks", "invalid_blocks_format")) or []
    attachments = _attachments(call, call.structure("attachments", "invalid_attachments")) or []
    text = call.text("text")
    if not (text or blocks or attachments):
        raise SlackError("no_text")
    return {"text": text, "blocks": blocks, "attachments": attachments}


def _checked(call: MethodCall, blocks: object) -> list[Json] | None:
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if problems := check_message(blocks, call.workspace.knows_file, reaches=call.workspace.reaches):
        raise invalid("invalid_blocks", problems)
    return blocks


def _attachments(call: MethodCall, attachments: object) -> list[Json] | None:
    if attachments is None:
        return None
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > LIMITS["message.attachments.max_items"]:
        raise SlackError("too_many_attachments")
    for index, attachment in enumerate(attachments):
        blocks = attachment.get("blocks") or []
        if problems := check_message(blocks, call.workspace.knows_file, f"/attachments/{index}/blocks"):
            raise invalid("invalid_blocks", problems)
    return attachments


def _thread(call: MethodCall, conversation: Conversation) -> str:
    thread_ts = call.text("thread_ts")
    if not thread_ts:
        return ""
    parent = conversation.posts.get(thread_ts)
    if parent is None or (parent.thread_ts and parent.thread_ts != parent.ts):
        raise SlackError("cannot_reply_to_message")
    return thread_ts


def _metadata(call: MethodCall) -> Json | None:
    metadata = call.structure("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or set(metadata) - {"event_type", "event_payload"}:
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return metadata


def _own(call: MethodCall, refusal: str) -> Post:
    conversation = call.conversation()
    post = conversation.posts.get(call.required("ts"))
    if post is None or post.deleted:
        raise SlackError("message_not_found")
    if post.user != call.bot.id:
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
