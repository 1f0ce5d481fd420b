"""A Slack workspace: its users and conversations, and its message and file objects for the app."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.slack import files, posts
from sandbox.slack.changes import Changes
from sandbox.slack.clock import Clock, Ids
from sandbox.slack.composer import Directory
from sandbox.slack.errors import SlackError
from sandbox.slack.files import Access
from sandbox.slack.state import (
    ChannelType,
    Conversation,
    Json,
    OpenView,
    Post,
    StoredFile,
    Team,
    User,
    Usergroup,
)
from sandbox.slack.switches import Switches
from sandbox.slack.tickets import Tickets

# The app's default scopes and subscriptions (facts of the product, not of Slack).
SCOPES = frozenset(
    (
        *("commands", "chat:write", "chat:write.public", "files:read", "files:write", "app_mentions:read"),
        *("im:history", "im:write", "mpim:history", "mpim:read"),
        *("channels:history", "channels:read", "groups:history", "groups:read"),
        *("users:read", "users:read.email", "usergroups:read", "reactions:write", "dnd:read", "team:read"),
    )
)
SUBSCRIPTIONS = frozenset(
    (
        *("app_mention", "message.im", "message.mpim", "message.channels", "message.groups"),
        *("app_home_opened", "app_uninstalled", "tokens_revoked", "subteam_members_changed", "subteam_updated"),
    )
)
SLACKBOT = "USLACKBOT"  # the author of Slack's own notices to a user


@dataclass
class App:
    """The installed app: its ids, tokens, scopes and subscriptions."""

    id: str
    bot: User
    bot_token: str
    app_token: str
    signing_secret: str
    uninstalled: bool = False
    is_workflow: bool = False
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    subscriptions: set[str] = field(default_factory=lambda: set(SUBSCRIPTIONS))
    verification_token: str = "verification-token"  # noqa: S105 - Slack's own name for a thing that verifies nothing


class Workspace:
    """The stand-in's state; only the event loop accesses it while Slack is served."""

    def __init__(self, bot_token: str, app_token: str, signing_secret: str) -> None:
        self.clock = Clock()
        self.ids = Ids(self.clock)
        self.changes = Changes()
        self.team = Team(self.ids.new("T"), "Acme", "acme")
        self.tickets = Tickets(self.clock, self.ids, self.team.id)
        bot = User(self.ids.new("U"), "app_store_bot", "App Store Bot", self.team.id, bot_id=self.ids.new("B"))
        self.app = App(self.ids.new("A"), bot, bot_token, app_token, signing_secret)
        slackbot = User(SLACKBOT, "slackbot", "Slackbot", self.team.id)
        self.other_apps: dict[str, App] = {}  # by bot token
        self.users: dict[str, User] = {bot.id: bot, slackbot.id: slackbot}
        self.usergroups: dict[str, Usergroup] = {}
        self.conversations: dict[str, Conversation] = {}
        self.files: dict[str, StoredFile] = {}
        self.uploads: dict[str, StoredFile] = {}
        self.socket_tickets: set[str] = set()
        self.views: dict[str, OpenView] = {}
        self.open_views: dict[str, list[str]] = {}
        self.homes: dict[str, str] = {}
        self.switches = Switches()
        self.url = "http://slack.invalid"

    @property
    def bot(self) -> User:
        """The app's bot user."""
        return self.app.bot

    def add_app(self, name: str, token: str, team_id: str, *, is_workflow: bool) -> User:
        """Installs another app, whose events nobody receives; returns its bot user."""
        handle = name.lower().replace(" ", "_")
        bot = User(self.ids.new("U"), handle, name, team_id, bot_id=self.ids.new("B"))
        scopes = {"chat:write", "files:write", "users:read"}
        scopes |= {f"{kind}:{right}" for kind in ("channels", "groups") for right in ("history", "read")}
        self.other_apps[token] = App(self.ids.new("A"), bot, token, "", "", is_workflow=is_workflow, scopes=scopes)
        self.users[bot.id] = bot
        return bot

    def app_of(self, user_id: str) -> App:
        """Returns the app with this bot user; the app under test for any other id."""
        return next((app for app in self.other_apps.values() if app.bot.id == user_id), self.app)

    def conversation(self, channel_id: str) -> Conversation:
        """Returns the conversation with this id; SlackError `channel_not_found`."""
        try:
            return self.conversations[channel_id]
        except KeyError:
            raise SlackError("channel_not_found") from None

    def new_conversation(self, name: str, kind: ChannelType, members: list[str], partner: str = "") -> Conversation:
        """Creates a conversation with these members; its id begins with C, or with D for direct messages."""
        made = Conversation(
            id=self.ids.new("D" if kind is ChannelType.DIRECT else "C"),
            name=name,
            kind=kind,
            created=int(self.clock.now()),
            creator=members[0] if members else self.bot.id,
            members=list(dict.fromkeys(members)),
            partner=partner,
        )
        self.conversations[made.id] = made
        return made

    def direct(self, user_id: str) -> Conversation:
        """Returns this user's direct messages with the bot, creating them if needed."""
        for conversation in self.conversations.values():
            if conversation.partner == user_id:
                return conversation
        return self.new_conversation("directmessage", ChannelType.DIRECT, [user_id, self.bot.id], user_id)

    def is_shared(self, conversation: Conversation) -> bool:
        """Returns whether it has users of other workspaces (Slack Connect)."""
        return any(self.users[member].team_id != self.team.id for member in conversation.members)

    def directory(self) -> Directory:
        """Returns the names that can be mentioned."""
        people = {name: user.id for user in self.users.values() for name in (user.handle, user.name)}
        channels = self.conversations.values()
        return Directory(
            people=people,
            usergroups={group.handle: group.id for group in self.usergroups.values()},
            channels={each.name: each.id for each in channels if each.kind is ChannelType.PUBLIC},
            private_channels={each.name: each.id for each in channels if each.kind is ChannelType.PRIVATE},
            handles={user.id: user.handle for user in self.users.values()},
        )

    def names(self) -> dict[str, str]:
        """Maps each id to what a user reads: `@Ada`, `#release`."""
        people = {user.id: f"@{user.name}" for user in self.users.values()}
        groups = {group.id: f"@{group.handle}" for group in self.usergroups.values()}
        return people | groups | {each.id: f"#{each.name}" for each in self.conversations.values()}

    def message(self, post: Post, *, metadata: bool = False) -> Json:
        """Returns the message object for `conversations.history` and payloads."""
        message = posts.basics(post)
        conversation = self.conversations[post.channel]
        author = self.users[post.user]
        message["team"] = author.team_id
        if author.team_id != self.team.id:
            message |= {"user_team": author.team_id, "source_team": author.team_id}
        if post.bot_id:
            profile = self.bot_profile(post.user)
            message |= {"bot_id": post.bot_id, "app_id": profile["app_id"], "bot_profile": profile}
        if post.files:
            message |= {"files": [self.file(file_id) for file_id in post.files], "upload": False}
            message["display_as_bot"] = False
        if metadata and post.metadata:
            message["metadata"] = post.metadata
        if post.deleted:
            message |= {"subtype": "tombstone", "text": "This message was deleted.", "user": "USLACKBOT"}
        return {**message, **posts.of_thread(post, conversation), **posts.of_reactions(post)}

    def file(self, file_id: str, access: Access | None = None) -> Json:
        """Returns the file object for messages and payloads; `access` overrides the switch."""
        described = files.in_message(self.files[file_id], self.team, self.url, access or self.switches.file_access)
        early = access is None and self.switches.files_before_ready
        return files.without_addresses(described) if early else described

    def knows_file(self, id_or_address: str) -> bool:
        """Returns whether there is a file with this id, private URL or permalink."""
        described = (self.file(file_id, Access.VISIBLE) for file_id in self.files)
        return id_or_address in self.files or any(
            id_or_address in {each.get("url_private"), each.get("permalink")} for each in described
        )

    def reaches(self, address: str) -> bool:
        """Returns whether an image on this machine can be loaded."""
        return address.startswith(self.switches.reachable)

    def permalink(self, post: Post) -> str:
        """Returns the permalink of a message."""
        link = f"https://{self.team.domain}.slack.com/archives/{post.channel}/p{post.ts.replace('.', '')}"
        is_reply = post.thread_ts and post.thread_ts != post.ts
        return f"{link}?thread_ts={post.thread_ts}&cid={post.channel}" if is_reply else link

    def bot_profile(self, user_id: str) -> Json:
        """Returns the `bot_profile` in the messages of this bot user."""
        app = self.app_of(user_id)
        sizes = {f"image_{pixels}": f"https://a.slack-edge.com/bot_{pixels}.png" for pixels in (36, 48, 72)}
        return {
            "id": app.bot.bot_id,
            "app_id": app.id,
            "name": app.bot.name,
            "icons": sizes,
            "deleted": False,
            "updated": int(self.clock.now()),
            "team_id": app.bot.team_id,
            **({"is_workflow_bot": True} if app.is_workflow else {}),
        }
