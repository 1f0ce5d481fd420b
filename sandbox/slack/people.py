"""The people of a workspace and where they talk, as a test or a demo handles them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.slack.actions import Upload
from sandbox.slack.snapshots import Message, Reply, Submission

if TYPE_CHECKING:
    from sandbox.slack.standin import Slack


@dataclass(frozen=True)
class Channel:
    """A channel or a direct conversation."""

    id: str
    name: str


@dataclass(frozen=True)
class Usergroup:
    """A group of people that can be mentioned."""

    id: str
    handle: str


ChannelRef = Channel | str


@dataclass(frozen=True)
class Person:
    """Somebody in the workspace, who does things as people do: each returns when Slack has taken it.

    `channel` is a Channel or its id, `ts` the timestamp of a message. LookupError says what is not there to use.
    """

    id: str
    name: str
    slack: Slack = field(repr=False, compare=False)

    @property
    def mention(self) -> str:
        """What stands in messages where this person is mentioned."""
        return f"<@{self.id}>"

    @property
    def dm(self) -> Channel:
        """This person's direct conversation with the bot."""
        return self.slack.dm(self)

    def says(self, channel: ChannelRef, text: str, files: Iterable[Upload] = (), thread: str | None = None) -> str:
        """Write a message, with files as (name, bytes); its `ts`. `@App Store Bot` or `<@BOT>` mentions the bot."""
        channel_id, uploads = id_of(channel), tuple(files)
        return self.slack.ask(lambda: self.slack.actions.say(self.id, channel_id, text, uploads, thread or ""))

    def edits(self, channel: ChannelRef, ts: str, text: str) -> None:
        """Change the text of a message."""
        self.slack.ask(lambda: self.slack.actions.edit(id_of(channel), ts, text))

    def deletes(self, channel: ChannelRef, ts: str) -> None:
        """Delete a message."""
        self.slack.ask(lambda: self.slack.actions.messages.remove(self.slack.actions.post(id_of(channel), ts)))

    def types(self, line: str, channel: ChannelRef) -> Reply:
        """Send a slash command such as `/asc help`; how the app answered within three seconds."""
        return self.slack.run(self.slack.actions.type(self.id, id_of(channel), line))

    def clicks(self, channel: ChannelRef, ts: str | Message, what: str, value: object = None) -> Reply:
        """Use a button or menu, found by action id or label; `value` tells buttons alike apart, or is the choice.

        With a Message in place of its `ts`, as it was seen earlier: its buttons may be gone since.
        """
        return self.slack.run(self.slack.actions.click(self.id, id_of(channel), ts, what, value))

    def uses_shortcut(self, channel: ChannelRef, ts: str, callback_id: str) -> Reply:
        """Use a shortcut in the menu of a message."""
        post = self.slack.ask(lambda: self.slack.actions.post(id_of(channel), ts))
        return self.slack.run(self.slack.actions.shortcut(self.id, callback_id, post))

    def uses_global_shortcut(self, callback_id: str) -> Reply:
        """Use a shortcut outside of any message."""
        return self.slack.run(self.slack.actions.shortcut(self.id, callback_id, None))

    def fills(self, values: Mapping[str, Any]) -> None:
        """Enter values into the open form, by `block_id.action_id`, either of them, or label.

        Menus take an option's label or value, or a list of them; file fields take (name, bytes).
        """
        self.slack.run(self.slack.actions.fill(self.id, self.slack.form_of(self), values))

    def submits(self, values: Mapping[str, Any] | None = None) -> Submission:
        """Fill in the open form and send it."""
        self.fills(values or {})
        return self.slack.run(self.slack.submissions.send(self.slack.form_of(self)))

    def closes(self, *, everything: bool = False) -> None:
        """Close the open form, or with `everything` all that are open."""
        self.slack.run(self.slack.submissions.close(self.slack.form_of(self), everything=everything))

    def clicks_in_form(self, what: str, value: object = None) -> Reply:
        """Use a button or menu of the open form."""
        return self.slack.run(self.slack.actions.click_in_view(self.id, self.slack.form_of(self), what, value))

    def searches(self, what: str, text: str) -> tuple[str, ...]:
        """Search in a menu of the open form that the app fills; the labels that it offers."""
        found = self.slack.run(self.slack.actions.search(self.id, self.slack.form_of(self), what, text))
        return tuple(option["text"]["text"] for option in found)

    def opens_home(self, tab: str = "home") -> None:
        """Open the app's Home tab, or its `messages` tab."""
        self.slack.ask(lambda: self.slack.actions.open_home(self.id, tab))

    def clicks_at_home(self, what: str, value: object = None) -> Reply:
        """Use a button or menu of the Home tab."""
        home = self.slack.ask(lambda: self.slack.actions.home(self.id))
        return self.slack.run(self.slack.actions.click_in_view(self.id, home, what, value))


def id_of(channel: ChannelRef) -> str:
    """The id of a channel."""
    return channel if isinstance(channel, str) else channel.id
