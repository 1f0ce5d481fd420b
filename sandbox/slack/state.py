"""The stand-in's state: users, conversations, messages, files and open modals."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

Json = dict[str, Any]
Guest = Literal["single", "multi"]


@dataclass(frozen=True)
class Team:
    """A workspace."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True)
class User:
    """A user or bot; `guest` is None for full members."""

    id: str
    handle: str
    name: str
    team_id: str
    tz: str = "Europe/London"
    admin: bool = False
    owner: bool = False
    guest: Guest | None = None
    bot_id: str = ""
    deleted: bool = False


class ChannelType(StrEnum):
    """The type of a conversation, as in Slack's `channel_type`."""

    PUBLIC = "channel"
    PRIVATE = "group"
    DIRECT = "im"
    GROUP_DIRECT = "mpim"


@dataclass
class Post:
    """A stored message; `seen_by` is the only user who sees an ephemeral one."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    thread_ts: str = ""
    broadcast: bool = False
    bot_id: str = ""
    metadata: Json | None = None
    client_id: str = ""
    seen_by: str = ""
    deleted: bool = False
    edit_times: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Conversation:
    """A channel or direct message with its messages."""

    id: str
    name: str
    kind: ChannelType
    created: int
    creator: str
    members: list[str] = field(default_factory=list)
    archived: bool = False
    partner: str = ""
    posts: dict[str, Post] = field(default_factory=dict)
    ephemerals: dict[str, Post] = field(default_factory=dict)

    def replies(self, ts: str) -> list[Post]:
        """Returns the replies in the thread of this `ts`, oldest first."""
        return [post for post in self.posts.values() if post.thread_ts == ts and post.ts != ts]

    def find(self, ts: str) -> Post | None:
        """Returns the message or ephemeral message with this `ts`, unless it was deleted."""
        post = self.posts.get(ts) or self.ephemerals.get(ts)
        return None if post is None or post.deleted else post


@dataclass(frozen=True)
class Usergroup:
    """A user group that can be mentioned, such as `@approvers`."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...]


@dataclass
class StoredFile:
    """An uploaded file, or a link to an external one (`external_url`)."""

    id: str
    name: str
    title: str
    user: str
    team_id: str
    created: int
    mimetype: str
    filetype: str
    data: bytes = b""
    size: int = 0
    width: int = 0
    height: int = 0
    external_url: str = ""
    deleted: bool = False
    shown_to_app: bool = False
    shares: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class OpenView:
    """A modal or Home tab as last sent, and the values entered so far."""

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    entered: dict[str, dict[str, Json]] = field(default_factory=dict)
