"""One call of a Web API method: its arguments, validated when read, and the state it may access."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.slack.actions import Actions
from sandbox.slack.errors import SlackError, invalid
from sandbox.slack.state import ChannelType, Conversation, Json, User
from sandbox.slack.workspace import App, Workspace

READ_SCOPES = {
    ChannelType.PUBLIC: "channels:read",
    ChannelType.PRIVATE: "groups:read",
    ChannelType.DIRECT: "im:read",
    ChannelType.GROUP_DIRECT: "mpim:read",
}
HISTORY_SCOPES = {
    ChannelType.PUBLIC: "channels:history",
    ChannelType.PRIVATE: "groups:history",
    ChannelType.DIRECT: "im:history",
    ChannelType.GROUP_DIRECT: "mpim:history",
}


@dataclass(frozen=True)
class MethodCall:
    """A call by an app of the workspace; `actions` gives access to the stand-in's state."""

    actions: Actions
    args: Json = field(repr=False)
    app: App

    @property
    def workspace(self) -> Workspace:
        """The token's workspace."""
        return self.actions.workspace

    @property
    def bot(self) -> User:
        """The bot user of the app that calls."""
        return self.app.bot

    def text(self, name: str, default: str = "") -> str:
        """Returns a text argument."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        """Returns a required argument; SlackError `invalid_arguments`."""
        value = self.text(name)
        if not value:
            raise invalid("invalid_arguments", [f"missing required field: {name}"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Returns a boolean argument: `true`, `1` or True."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() in {"true", "1"}

    def number(self, name: str, default: int, *, at_most: int) -> int:
        """Returns a number from 1 to `at_most`; SlackError `invalid_limit`."""
        try:
            value = int(self.text(name) or default)
        except ValueError:
            raise SlackError("invalid_limit") from None
        if not 0 < value <= at_most:
            raise SlackError("invalid_limit")
        return value

    def structure(self, name: str, refusal: str) -> object:
        """Returns a JSON argument, given as a structure or as text; SlackError `refusal` if it is invalid."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise SlackError(refusal) from None

    def need(self, *any_of: str) -> None:
        """Raises SlackError `missing_scope` unless the token has one of these scopes."""
        scopes = self.app.scopes
        if any_of and not scopes.intersection(any_of):
            raise SlackError("missing_scope", needed=",".join(any_of), provided=",".join(sorted(scopes)))

    def conversation(self, name: str = "channel") -> Conversation:
        """Returns a conversation the app may know of; SlackError `channel_not_found`."""
        return self.known(self.required(name))

    def known(self, channel_id: str) -> Conversation:
        """Returns the conversation with this id if the app may know of it; SlackError `channel_not_found`."""
        conversation = self.workspace.conversation(channel_id)
        if conversation.kind is not ChannelType.PUBLIC and self.bot.id not in conversation.members:
            raise SlackError("channel_not_found")
        return conversation

    def readable(self, scopes: dict[ChannelType, str]) -> Conversation:
        """Returns the conversation if the token has the scope for its type."""
        conversation = self.conversation()
        self.need(scopes[conversation.kind])
        return conversation

    def page(self, everything: list[Json], default: int, *, at_most: int = 1000) -> tuple[list[Json], Json]:
        """Returns the page selected by `cursor` and `limit`, and the metadata with the next cursor."""
        limit, cursor = self.number("limit", default, at_most=at_most), self.text("cursor")
        start = 0
        if cursor:
            if not cursor.startswith("page:") or not cursor[5:].isdigit():
                raise SlackError("invalid_cursor")
            start = int(cursor[5:])
        end = start + limit
        next_cursor = f"page:{end}" if end < len(everything) else ""
        return everything[start:end], {"next_cursor": next_cursor}


@dataclass(frozen=True)
class Endpoint:
    """A method: its name, its scopes (one is required), and its rate limit (calls per minute, None if special)."""

    name: str
    run: Callable[[MethodCall], Json]
    scopes: tuple[str, ...] = ()
    per_minute: int | None = None
    app_token: bool = False
