"""The methods that tell of files and take new ones."""

from __future__ import annotations

from sandbox.slack import files
from sandbox.slack.errors import SlackError, invalid
from sandbox.slack.files import Access
from sandbox.slack.methods.asked import Asked, Endpoint
from sandbox.slack.state import Json, Kind, Post, StoredFile

ALT_TEXT = 1_000


def info(asked: Asked) -> Json:
    """files.info: the whole file object, in Slack Connect channels too."""
    file = asked.workspace.files.get(asked.required("file"))
    if file is None or not visible(asked, file):
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    return {"file": whole(asked, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def get_upload_url(asked: Asked) -> Json:
    """files.getUploadURLExternal: an address for the bytes."""
    name = asked.required("filename")
    length = asked.text("length")
    if not length.isdigit() or int(length) == 0:
        raise invalid("invalid_arguments", ["missing required field: length"])
    if len(asked.text("alt_txt")) > ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    workspace, bot = asked.workspace, asked.workspace.bot
    now = int(workspace.clock.now())
    file = files.stored(workspace.ids.new("F"), name, b"", user=bot.id, team=workspace.team.id, now=now)
    ticket = workspace.ids.secret()
    workspace.uploads[ticket] = file
    return {"upload_url": f"{workspace.url}/upload/v1/{ticket}", "file_id": file.id}


def complete_upload(asked: Asked) -> Json:
    """files.completeUploadExternal: once for each file; without a channel the files stay private."""
    wished = asked.structure("files", "invalid_arguments")
    if (
        not isinstance(wished, list)
        or not wished
        or not all(isinstance(each, dict) and "id" in each for each in wished)
    ):
        raise invalid("invalid_arguments", ["missing required field: files"])
    workspace = asked.workspace
    sent = {file.id: (ticket, file) for ticket, file in workspace.uploads.items() if file.data}
    if any(each["id"] not in sent for each in wished):
        raise SlackError("file_not_found")
    channel = asked.text("channel_id") or asked.text("channels").partition(",")[0]
    conversation = asked.conversation("channel_id") if channel else None
    if conversation and workspace.bot.id not in conversation.members:
        raise SlackError("not_in_channel")
    taken = []
    for each in wished:
        ticket, file = sent[each["id"]]
        file.title = each.get("title") or file.name
        del workspace.uploads[ticket]
        workspace.files[file.id] = file
        taken.append(file)
    answer = [{"id": file.id, "title": file.title} if not conversation else whole(asked, file) for file in taken]
    if conversation:
        post = Post(
            channel=conversation.id,
            ts=workspace.ids.stamp(),
            user=workspace.bot.id,
            bot_id=workspace.bot.bot_id,
            text=asked.text("initial_comment"),
            files=[file.id for file in taken],
            thread_ts=asked.text("thread_ts"),
        )
        asked.acts.talk.say(post)
    return {"files": answer}


def visible(asked: Asked, file: StoredFile) -> bool:
    """Whether the app may see the file: its own, sent to it in a form, or shared where it is or could be."""
    workspace = asked.workspace
    if file.user == workspace.bot.id or file.shown_to_app:
        return True
    places = (workspace.conversations[channel] for channel, _ in file.shares)
    return any(place.kind is Kind.PUBLIC or workspace.bot.id in place.members for place in places)


def whole(asked: Asked, file: StoredFile) -> Json:
    """The file object with where it is shared, which messages do not tell."""
    workspace = asked.workspace
    shares: Json = {}
    for channel_id, ts in file.shares:
        conversation = workspace.conversations[channel_id]
        kind = "public" if conversation.kind is Kind.PUBLIC else "private"
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
        "is_public": Kind.PUBLIC in kinds.values(),
        "shares": shares,
        "channels": [each for each, kind in kinds.items() if kind is Kind.PUBLIC],
        "groups": [each for each, kind in kinds.items() if kind is Kind.PRIVATE],
        "ims": [each for each, kind in kinds.items() if kind is Kind.DIRECT],
        "comments_count": 0,
    }


METHODS = (
    Endpoint("files.info", info, ("files:read",), 100),
    Endpoint("files.getUploadURLExternal", get_upload_url, ("files:write",), 100),
    Endpoint("files.completeUploadExternal", complete_upload, ("files:write",), 100),
)
