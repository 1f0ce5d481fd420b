"""Web API methods about channels, direct messages and their history."""

from __future__ import annotations

from sandbox.slack.errors import SlackError
from sandbox.slack.methods.call import HISTORY_SCOPES, READ_SCOPES, Endpoint, MethodCall
from sandbox.slack.state import ChannelType, Conversation, Json, Post

TYPES = {
    "public_channel": ChannelType.PUBLIC,
    "private_channel": ChannelType.PRIVATE,
    "im": ChannelType.DIRECT,
    "mpim": ChannelType.GROUP_DIRECT,
}


def info(call: MethodCall) -> Json:
    """conversations.info."""
    conversation = call.readable(READ_SCOPES)
    described = _described(call, conversation)
    if call.flag("include_num_members"):
        described["num_members"] = len(conversation.members)
    return {"channel": described}


def everything(call: MethodCall) -> Json:
    """conversations.list: public channels, and other conversations with the bot."""
    requested = [each.strip() for each in call.text("types", "public_channel").split(",")]
    if unknown := [each for each in requested if each not in TYPES]:
        raise SlackError("invalid_types", response_metadata={"messages": unknown})
    kinds = [TYPES[each] for each in requested]
    for kind in kinds:
        call.need(READ_SCOPES[kind])
    bot = call.bot.id
    shown = [
        _described(call, each) | _size(each)
        for each in call.workspace.conversations.values()
        if each.kind in kinds
        and (each.kind is ChannelType.PUBLIC or bot in each.members)
        and not (each.archived and call.flag("exclude_archived"))
    ]
    page, metadata = call.page(shown, 100)
    return {"channels": page, "response_metadata": metadata}


def members(call: MethodCall) -> Json:
    """conversations.members."""
    conversation = call.readable(READ_SCOPES)
    page, metadata = call.page([{"id": each} for each in conversation.members], 100)
    return {"members": [each["id"] for each in page], "response_metadata": metadata}


def open_direct(call: MethodCall) -> Json:
    """conversations.open: with one user."""
    if call.text("channel"):
        conversation = call.conversation()
    else:
        users = [each for each in call.text("users").split(",") if each]
        if not users:
            raise SlackError("users_list_not_supplied")
        if unknown := [each for each in users if each not in call.workspace.users]:
            raise SlackError("user_not_found", response_metadata={"messages": unknown})
        if len(users) > 1:
            raise SlackError("method_not_supported_for_channel_type")
        conversation = call.workspace.direct(users[0])
    whole = _described(call, conversation) if call.flag("return_im") else {"id": conversation.id}
    return {"channel": whole, "no_op": True, "already_open": True}


def join(call: MethodCall) -> Json:
    """conversations.join: public channels only."""
    conversation = call.conversation()
    if conversation.kind is not ChannelType.PUBLIC:
        raise SlackError("method_not_supported_for_channel_type")
    if conversation.archived:
        raise SlackError("is_archived")
    bot = call.bot.id
    already = bot in conversation.members
    if not already:
        conversation.members.append(bot)
    answer: Json = {"channel": _described(call, conversation)}
    return answer | ({"warning": "already_in_channel"} if already else {})


def history(call: MethodCall) -> Json:
    """conversations.history: newest first; replies only if they were also sent to the channel."""
    conversation = _member_of(call)
    posts = [
        post
        for post in conversation.posts.values()
        if (not post.thread_ts or post.thread_ts == post.ts or post.broadcast) and _between(call, post)
    ]
    return _history(call, list(reversed(posts)), 100)


def replies(call: MethodCall) -> Json:
    """conversations.replies: the thread's first message and its replies, oldest first."""
    conversation = _member_of(call)
    post = conversation.posts.get(call.required("ts"))
    if post is None:
        raise SlackError("thread_not_found")
    thread = conversation.posts.get(post.thread_ts or post.ts, post)
    if post is not thread:
        return _history(call, [post], 1000)
    answers = [reply for reply in conversation.replies(thread.ts) if _between(call, reply)]
    return _history(call, [thread, *answers], 1000)


def _member_of(call: MethodCall) -> Conversation:
    conversation = call.readable(HISTORY_SCOPES)
    if call.bot.id not in conversation.members:
        raise SlackError("not_in_channel")
    return conversation


def _between(call: MethodCall, post: Post) -> bool:
    oldest, latest = call.text("oldest", "0"), call.text("latest")
    try:
        if call.flag("inclusive"):
            return float(oldest) <= float(post.ts) and (not latest or float(post.ts) <= float(latest))
        return float(oldest) < float(post.ts) and (not latest or float(post.ts) < float(latest))
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None


def _history(call: MethodCall, posts: list[Post], default: int) -> Json:
    metadata = call.flag("include_all_metadata")
    page, page_metadata = call.page([call.workspace.message(post, metadata=metadata) for post in posts], default)
    more = bool(page_metadata["next_cursor"])
    return {"messages": page, "has_more": more} | ({"response_metadata": page_metadata} if more else {})


def _size(conversation: Conversation) -> Json:
    """Returns the number of members, which Slack counts in channels only."""
    return {} if conversation.kind is ChannelType.DIRECT else {"num_members": len(conversation.members)}


def _described(call: MethodCall, conversation: Conversation) -> Json:
    workspace = call.workspace
    base: Json = {
        "id": conversation.id,
        "created": conversation.created,
        "is_archived": conversation.archived,
        "is_im": conversation.kind is ChannelType.DIRECT,
        "is_org_shared": False,
        "context_team_id": workspace.team.id,
        "updated": conversation.created * 1000,
    }
    if conversation.kind is ChannelType.DIRECT:
        return base | {"user": conversation.partner, "is_user_deleted": False, "is_open": True, "priority": 0}
    shared = workspace.is_shared(conversation)
    nothing = {"value": "", "creator": "", "last_set": 0}
    return base | {
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": True,
        "is_group": False,
        "is_mpim": conversation.kind is ChannelType.GROUP_DIRECT,
        "is_private": conversation.kind is not ChannelType.PUBLIC,
        "is_general": False,
        "is_shared": shared,
        "is_ext_shared": shared,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "previous_names": [],
        "shared_team_ids": [workspace.team.id],
        "creator": conversation.creator,
        "is_member": call.bot.id in conversation.members,
        "unlinked": 0,
        "topic": nothing,
        "purpose": nothing,
    }


METHODS = (
    Endpoint("conversations.info", info, (), 50),
    Endpoint("conversations.list", everything, (), 20),
    Endpoint("conversations.members", members, (), 100),
    Endpoint("conversations.open", open_direct, ("im:write", "mpim:write"), 50),
    Endpoint("conversations.join", join, ("channels:join",), 50),
    Endpoint("conversations.history", history, (), 50),
    Endpoint("conversations.replies", replies, (), 50),
)
