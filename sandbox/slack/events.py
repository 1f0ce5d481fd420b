"""Builds the events caused by messages, edits and opened Home tabs."""

from __future__ import annotations

from sandbox.slack.delivery import Outbox, Parcel, ParcelKind
from sandbox.slack.state import ChannelType, Conversation, Json, Post, Usergroup
from sandbox.slack.switches import MentionWithFiles
from sandbox.slack.workspace import Workspace

# docs.slack.dev/reference/events: the required subscription and scope.
MESSAGES = {
    ChannelType.PUBLIC: ("message.channels", "channels:history"),
    ChannelType.PRIVATE: ("message.groups", "groups:history"),
    ChannelType.DIRECT: ("message.im", "im:history"),
    ChannelType.GROUP_DIRECT: ("message.mpim", "mpim:history"),
}


class Events:
    """Sends the app the events it is subscribed to, has scopes for, and is a member for."""

    def __init__(self, workspace: Workspace, outbox: Outbox) -> None:
        self._workspace = workspace
        self._outbox = outbox

    def posted(self, post: Post) -> None:
        """Sends a new message as `message`, `app_mention` or both, each with its own event id."""
        conversation = self._workspace.conversations[post.channel]
        mode = self._workspace.switches.mention_with_files
        mentions = self._is_mention(post, conversation)
        message_too = not (mentions and post.files) or mode in {MentionWithFiles.BOTH, MentionWithFiles.MESSAGE}
        if self._hears(conversation) and message_too:
            self.send(conversation, self._as_message(post, conversation))
        if mentions and not (post.files and mode == MentionWithFiles.MESSAGE):
            self.send(conversation, self._as_mention(post, conversation))

    def changed(self, post: Post, before: Json) -> None:
        """Sends an edited message; `before` is the old version. A mention triggers again (slackapi/bolt-python#925)."""
        conversation = self._workspace.conversations[post.channel]
        self._about(conversation, {"subtype": "message_changed", "message": self._workspace.message(post)}, before)
        if self._is_mention(post, conversation):
            self.send(conversation, self._as_mention(post, conversation))

    def removed(self, post: Post, before: Json) -> None:
        """Sends a deleted message; `before` is the deleted message."""
        conversation = self._workspace.conversations[post.channel]
        self._about(conversation, {"subtype": "message_deleted", "deleted_ts": post.ts}, before)

    def home_opened(self, user_id: str, tab: str, view: Json | None) -> None:
        """Sends that a user opened the app's `home` or `messages` tab."""
        if "app_home_opened" not in self._workspace.app.subscriptions:
            return
        direct = self._workspace.direct(user_id)
        event: Json = {"type": "app_home_opened", "user": user_id, "channel": direct.id, "tab": tab}
        self.send(direct, event | ({"view": view} if view else {}) | {"event_ts": self._workspace.ids.stamp()})

    def members_changed(self, before: Usergroup, group: Usergroup) -> None:
        """Sends that a user group has other members, as two events."""
        if "usergroups:read" not in self._workspace.app.scopes:
            return
        added = [each for each in group.members if each not in before.members]
        removed = [each for each in before.members if each not in group.members]
        now, team_id = int(self._workspace.clock.now()), self._workspace.team.id
        counts = {"added_users_count": len(added), "removed_users_count": len(removed)}
        changed = {"subteam_id": group.id, "team_id": team_id, "date_previous_update": now, "date_update": now}
        users = {"added_users": added, "removed_users": removed}
        self.happened({"type": "subteam_members_changed", **changed, **users, **counts})
        described = {"id": group.id, "team_id": team_id, "handle": group.handle, "users": list(group.members)}
        self.happened({"type": "subteam_updated", "subteam": described})

    def happened(self, event: Json, channel_id: str = "") -> None:
        """Sends any other event unchanged, if the app is subscribed to it."""
        if event["type"] in self._workspace.app.subscriptions:
            self.send(self._workspace.conversations.get(channel_id), event)

    def _about(self, conversation: Conversation, what: Json, before: Json) -> None:
        if not self._hears(conversation):
            return
        stamp = self._workspace.ids.stamp()
        location = {"channel": conversation.id, "channel_type": conversation.kind.value}
        event = {"type": "message", **what, "previous_message": before, "hidden": True, "ts": stamp, "event_ts": stamp}
        self.send(conversation, event | location)

    def _hears(self, conversation: Conversation) -> bool:
        app = self._workspace.app
        subscription, scope = MESSAGES[conversation.kind]
        return app.bot.id in conversation.members and subscription in app.subscriptions and scope in app.scopes

    def _is_mention(self, post: Post, conversation: Conversation) -> bool:
        app = self._workspace.app
        return (
            conversation.kind in {ChannelType.PUBLIC, ChannelType.PRIVATE}
            and f"<@{app.bot.id}>" in post.text
            and post.user != app.bot.id
            and app.bot.id in conversation.members
            and "app_mention" in app.subscriptions
            and "app_mentions:read" in app.scopes
        )

    def _as_message(self, post: Post, conversation: Conversation) -> Json:
        event = self._workspace.message(post, metadata=True)
        if post.files:
            event["subtype"] = "file_share"
            event.pop("team", None)  # slackapi/slack-api-specs#62
        elif post.broadcast:
            event["subtype"] = "thread_broadcast"
        return event | {"channel": conversation.id, "event_ts": post.ts, "channel_type": conversation.kind.value}

    def _as_mention(self, post: Post, conversation: Conversation) -> Json:
        event = self._workspace.message(post) | {"type": "app_mention", "channel": conversation.id, "event_ts": post.ts}
        if post.files and self._workspace.switches.mention_with_files == MentionWithFiles.APP_MENTION_WITHOUT_FILES:
            for left_out in ("files", "upload", "display_as_bot"):
                event.pop(left_out)
            section = event["blocks"][0]["elements"][0]["elements"]
            section.extend({"type": "file", "file_id": file_id} for file_id in post.files)
        return event

    def send(self, conversation: Conversation | None, event: Json) -> None:
        """Delivers this event if the app may see the conversation."""
        workspace = self._workspace
        authorized = {
            "enterprise_id": None,
            "team_id": workspace.team.id,
            "user_id": workspace.bot.id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        payload = {
            "token": workspace.app.verification_token,
            "team_id": workspace.team.id,
            "api_app_id": workspace.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": workspace.ids.new("Ev"),
            "event_time": int(workspace.clock.now()),
            "authorizations": [authorized],
            "is_ext_shared_channel": conversation is not None and workspace.is_shared(conversation),
            "event_context": f"4-{workspace.ids.secret()}",
        }
        self._outbox.send_event(Parcel(ParcelKind.EVENT, event["type"], payload))
