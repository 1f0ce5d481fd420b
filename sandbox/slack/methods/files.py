"""Web API methods about files and uploads."""

from __future__ import annotations

from sandbox.slack import files
from sandbox.slack.errors import SlackError, invalid
from sandbox.slack.files import Access
from sandbox.slack.methods.call import Endpoint, MethodCall
from sandbox.slack.state import ChannelType, Json, Post, StoredFile

ALT_TEXT = 1_000
MOST_CHANNELS = 100


def info(call: MethodCall) -> Json:
    """files.info: the full file object, also in Slack Connect channels."""
    file = call.workspace.files.get(call.required("file"))
    if file is None or not visible(call, file):
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    described = whole(call, file)
    if call.workspace.switches.files_before_ready:
        call.workspace.switches.files_before_ready -= 1
        described = files.without_addresses(described)
    return {"file": described, "comments": [], "response_metadata": {"next_cursor": ""}}


def get_upload_url(call: MethodCall) -> Json:
    """files.getUploadURLExternal: returns a URL for the bytes."""
    name = call.required("filename")
    length = call.text("length")
    if not length.isdigit() or int(length) == 0:
        raise invalid("invalid_arguments", ["missing required field: length"])
    if len(call.text("alt_txt")) > ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    workspace, bot = call.workspace, call.bot
    now = int(workspace.clock.now())
    file = files.stored(workspace.ids.new("F"), name, b"", user=bot.id, team=workspace.team.id, now=now)
    ticket = workspace.ids.secret()
    workspace.uploads[ticket] = file
    return {"upload_url": f"{workspace.url}/upload/v1/{ticket}", "file_id": file.id}


def complete_upload(call: MethodCall) -> Json:
    """files.completeUploadExternal: once per file; without a channel the files stay private.

    `channels` names up to 100 channels, separated by commas, of which each gets the files.
    """
    requested = call.structure("files", "invalid_arguments")
    if (
        not isinstance(requested, list)
        or not requested
        or not all(isinstance(each, dict) and "id" in each for each in requested)
    ):
        raise invalid("invalid_arguments", ["missing required field: files"])
    workspace = call.workspace
    sent = {file.id: (ticket, file) for ticket, file in workspace.uploads.items() if file.data}
    if any(each["id"] not in sent for each in requested):
        raise SlackError("file_not_found")
    channels = [each.strip() for each in (call.text("channel_id") or call.text("channels")).split(",") if each.strip()]
    if len(channels) > MOST_CHANNELS:
        raise invalid("invalid_arguments", ["too many channels"])
    conversations = [call.known(each) for each in dict.fromkeys(channels)]
    if any(call.bot.id not in conversation.members for conversation in conversations):
        raise SlackError("not_in_channel")
    taken = []
    for each in requested:
        ticket, file = sent[each["id"]]
        file.title = each.get("title") or file.name
        del workspace.uploads[ticket]
        workspace.files[file.id] = file
        taken.append(file)
    answer = [{"id": file.id, "title": file.title} if not conversations else whole(call, file) for file in taken]
    if conversations and workspace.switches.uploads_not_shared:
        workspace.switches.uploads_not_shared -= 1
        conversations = []
    for conversation in conversations:
        post = Post(
            channel=conversation.id,
            ts=workspace.ids.stamp(),
            user=call.bot.id,
            bot_id=call.bot.bot_id,
            text=call.text("initial_comment"),
            files=[file.id for file in taken],
            thread_ts=call.text("thread_ts"),
        )
        call.actions.messages.post(post)
    return {"files": answer}


def visible(call: MethodCall, file: StoredFile) -> bool:
    """Returns whether the app may see the file: its own, submitted to it in a modal, or shared in a visible channel."""
    workspace = call.workspace
    if file.user == call.bot.id or file.shown_to_app:
        return True
    conversations = (workspace.conversations[channel] for channel, _ in file.shares)
    return any(
        conversation.kind is ChannelType.PUBLIC or call.bot.id in conversation.members for conversation in conversations
    )


def whole(call: MethodCall, file: StoredFile) -> Json:
    """Returns the file object including its shares, which messages omit."""
    workspace = call.workspace
    shares: Json = {}
    for channel_id, ts in file.shares:
        conversation = workspace.conversations[channel_id]
        kind = "public" if conversation.kind is ChannelType.PUBLIC else "private"
        share = {
            "reply_users": [],
            "reply_users_count": 0,
            "reply_count": 0,
            "ts": ts,
            "channel_name": conversation.name,
            "team_id": workspace.team.id,
            "share_user_id": file.user,
            "source": "UNKNOWN",
            "is_silent_share": False,
        }
        shares.setdefault(kind, {}).setdefault(channel_id, []).append(share)
    kinds = {channel_id: workspace.conversations[channel_id].kind for channel_id, _ in file.shares}
    return workspace.file(file.id, Access.VISIBLE) | {
        "is_public": ChannelType.PUBLIC in kinds.values(),
        "shares": shares,
        "channels": [each for each, kind in kinds.items() if kind is ChannelType.PUBLIC],
        "groups": [each for each, kind in kinds.items() if kind in {ChannelType.PRIVATE, ChannelType.GROUP_DIRECT}],
        "ims": [each for each, kind in kinds.items() if kind is ChannelType.DIRECT],
        "comments_count": 0,
    }


METHODS = (
    Endpoint("files.info", info, ("files:read",), 100),
    Endpoint("files.getUploadURLExternal", get_upload_url, ("files:write",), 100),
    Endpoint("files.completeUploadExternal", complete_upload, ("files:write",), 100),
)
