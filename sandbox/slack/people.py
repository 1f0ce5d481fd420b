"""Users and channels as tests and the demo use them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.slack.actions import Upload
from sandbox.slack.snapshots import Message, Reply, Submission

if TYPE_CHECKING:
    from sandbox.slack.standin import Slack


@dataclass(frozen=True)
class Channel:
    """A channel or direct message."""

    id: str
    name: str


@dataclass(frozen=True)
class Usergroup:
    """A user group that can be mentioned."""

    id: str
    handle: str


ChannelRef = Channel | str


@dataclass(frozen=True)
class Person:
    """A user in the workspace. Each method acts as this user and returns once Slack has accepted the action.

    `channel` is a Channel or its id, `ts` the timestamp of a message. LookupError names what does not exist.
    """

    id: str
    name: str
    slack: Slack = field(repr=False, compare=False)

    @property
    def mention(self) -> str:
        """The markup that mentions this user."""
        return f"<@{self.id}>"

    @property
    def dm(self) -> Channel:
        """This user's direct messages with the bot."""
        return self.slack.dm(self)

    def says(
        self,
        channel: ChannelRef,
        text: str,
        files: Iterable[Upload] = (),
        thread: str | None = None,
        rich_text: Sequence[dict[str, Any]] | None = None,
    ) -> str:
        """Posts a message with (name, bytes) files; returns its `ts`. `@App Store Bot` or `<@BOT>` mentions the bot.

        `rich_text` has the elements of a message with formatting; `text` then has its marks, as Slack sends both.
        """
        channel_id, uploads = id_of(channel), tuple(files)
        say = self.slack.actions.say
        return self.slack.ask(lambda: say(self.id, channel_id, text, uploads, thread or "", rich_text))

    def forwards(
        self, original: ChannelRef, ts: str, channel: ChannelRef, text: str = "", thread: str | None = None
    ) -> str:
        """Forwards a message to a channel, with a comment; returns the new message's `ts`."""

        def forward() -> str:
            post = self.slack.actions.post(id_of(original), ts)
            return self.slack.actions.forward(self.id, id_of(channel), post, text, thread or "")

        return self.slack.ask(forward)

    def edits(self, channel: ChannelRef, ts: str, text: str) -> None:
        """Edits a message."""
        self.slack.ask(lambda: self.slack.actions.edit(id_of(channel), ts, text))

    def deletes(self, channel: ChannelRef, ts: str) -> None:
        """Deletes a message."""
        self.slack.ask(lambda: self.slack.actions.messages.remove(self.slack.actions.post(id_of(channel), ts)))

    def types(self, line: str, channel: ChannelRef) -> Reply:
        """Sends a slash command such as `/asc help`; returns the app's response within three seconds."""
        return self.slack.run(self.slack.actions.type(self.id, id_of(channel), line))

    def clicks(self, channel: ChannelRef, ts: str | Message, what: str, value: object = None) -> Reply:
        """Uses a button or menu, found by action id or label; `value` selects among similar buttons, or is the choice.

        A Message instead of a `ts` is an older snapshot, whose buttons may no longer exist.
        """
        return self.slack.run(self.slack.actions.click(self.id, id_of(channel), ts, what, value))

    def uses_shortcut(self, channel: ChannelRef, ts: str, callback_id: str) -> Reply:
        """Uses a message shortcut."""
        post = self.slack.ask(lambda: self.slack.actions.post(id_of(channel), ts))
        return self.slack.run(self.slack.actions.shortcut(self.id, callback_id, post))

    def uses_global_shortcut(self, callback_id: str) -> Reply:
        """Uses a global shortcut."""
        return self.slack.run(self.slack.actions.shortcut(self.id, callback_id, None))

    def fills(self, values: Mapping[str, Any]) -> None:
        """Enters values into the open modal, by `block_id.action_id`, either id, or label.

        Menus take an option's label or value, or a list of them; file inputs take (name, bytes).
        """
        self.slack.run(self.slack.actions.fill(self.id, self.slack.form_of(self), values))

    def submits(self, values: Mapping[str, Any] | None = None) -> Submission:
        """Fills in the open modal and submits it."""
        self.fills(values or {})
        return self.slack.run(self.slack.submissions.send(self.slack.form_of(self)))

    def closes(self, *, everything: bool = False) -> None:
        """Closes the open modal, or with `everything` all of them."""
        self.slack.run(self.slack.submissions.close(self.slack.form_of(self), everything=everything))

    def clicks_in_form(self, what: str, value: object = None) -> Reply:
        """Uses a button or menu in the open modal."""
        return self.slack.run(self.slack.actions.click_in_view(self.id, self.slack.form_of(self), what, value))

    def searches(self, what: str, text: str) -> tuple[str, ...]:
        """Searches in a menu of the open modal; returns the labels of the options from the app."""
        found = self.slack.run(self.slack.actions.search(self.id, self.slack.form_of(self), what, text))
        return tuple(option["text"]["text"] for option in found)

    def opens_home(self, tab: str = "home") -> None:
        """Opens the app's Home tab, or its `messages` tab."""
        self.slack.ask(lambda: self.slack.actions.open_home(self.id, tab))

    def clicks_at_home(self, what: str, value: object = None) -> Reply:
        """Uses a button or menu in the Home tab."""
        home = self.slack.ask(lambda: self.slack.actions.home(self.id))
        return self.slack.run(self.slack.actions.click_in_view(self.id, home, what, value))


def id_of(channel: ChannelRef) -> str:
    """Returns the id of a channel."""
    return channel if isinstance(channel, str) else channel.id
