"""A local Slack workspace that tests and the demo set up, drive and inspect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sandbox.slack import snapshots
from sandbox.slack.delivery import Delivery
from sandbox.slack.people import Channel, ChannelRef, Person, Usergroup, id_of
from sandbox.slack.runtime import SlackRuntime
from sandbox.slack.snapshots import Message, View
from sandbox.slack.state import ChannelType, Guest, OpenView, Post, User
from sandbox.slack.state import Usergroup as Group
from sandbox.slack.web_api import Call


class Slack(SlackRuntime):
    """The stand-in for Slack. All methods are thread-safe."""

    @property
    def bot(self) -> Person:
        """The app's bot user."""
        return self._person(self.workspace.bot)

    @property
    def calls(self) -> tuple[Call, ...]:
        """All Web API calls so far."""
        return tuple(self._web_api.calls)

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """All delivery attempts so far."""
        return tuple(self.outbox.record)

    def person(
        self,
        name: str,
        *,
        tz: str = "Europe/London",
        admin: bool = False,
        owner: bool = False,
        guest: Guest | Literal[False] = False,
        team: str | None = None,
    ) -> Person:
        """Adds a user; `team` is the id of another workspace (Slack Connect). ValueError for an unknown time zone."""
        ZoneInfo(tz)
        handle = name.lower().replace(" ", ".")

        def add() -> User:
            if any(user.handle == handle for user in self.workspace.users.values()):
                raise ValueError(f"there is a {name} already")
            user_id, team_id = self.workspace.ids.new("U"), team or self.workspace.team.id
            user = User(user_id, handle, name, team_id, tz=tz, admin=admin, owner=owner, guest=guest or None)
            self.workspace.users[user.id] = user
            return user

        return self._person(self.ask(add))

    def app(self, name: str, *, token: str, team: str = "", is_workflow: bool = False) -> Person:
        """Installs another app and returns its bot user; `token` is for the Web API, `team` another workspace's id."""
        team_id = team or self.workspace.team.id
        return self._person(self.ask(lambda: self.workspace.add_app(name, token, team_id, is_workflow=is_workflow)))

    def change(self, person: Person, **what: Any) -> None:  # noqa: ANN401 - the fields of a user
        """Changes a user: `admin`, `owner`, `guest`, `tz`, `deleted`."""
        users = self.workspace.users
        self.ask(lambda: users.update({person.id: replace(users[person.id], **what)}))

    def channel(self, name: str, *, members: Iterable[Person] = (), bot: bool = True, private: bool = False) -> Channel:
        """Adds a channel with these members, including the bot unless `bot` is False."""
        member_ids = [person.id for person in members] + ([self.workspace.bot.id] if bot else [])
        kind = ChannelType.PRIVATE if private else ChannelType.PUBLIC
        made = self.ask(lambda: self.workspace.new_conversation(name, kind, member_ids))
        return Channel(made.id, made.name)

    def group_dm(self, *people: Person) -> Channel:
        """Adds direct messages of these users and the bot."""
        member_ids = [*(person.id for person in people), self.workspace.bot.id]
        name = f"mpdm-{'--'.join(person.name.lower() for person in people)}-1"
        made = self.ask(lambda: self.workspace.new_conversation(name, ChannelType.GROUP_DIRECT, member_ids))
        return Channel(made.id, made.name)

    def join(self, channel: ChannelRef, *people: Person) -> None:
        """Adds users, or the bot, to a channel."""
        self.ask(
            lambda: self._members(channel).extend(each.id for each in people if each.id not in self._members(channel))
        )

    def leave(self, channel: ChannelRef, *people: Person) -> None:
        """Removes users, or the bot, from a channel."""
        gone, members = {person.id for person in people}, self._members(channel)
        self.ask(lambda: members.__setitem__(slice(None), [each for each in members if each not in gone]))

    def archive(self, channel: ChannelRef) -> None:
        """Archives a channel."""
        self.ask(lambda: setattr(self.workspace.conversation(id_of(channel)), "archived", True))

    def dm(self, person: Person) -> Channel:
        """Returns this user's direct messages with the bot."""
        made = self.ask(lambda: self.workspace.direct(person.id))
        return Channel(made.id, made.name)

    def usergroup(self, handle: str, members: Iterable[Person]) -> Usergroup:
        """Creates a user group, or replaces its members, which the app hears of if it is subscribed to it."""
        ids = tuple(person.id for person in members)

        def put() -> Group:
            known = [group for group in self.workspace.usergroups.values() if group.handle == handle]
            group = replace(known[0], members=ids) if known else Group(self.workspace.ids.new("S"), handle, handle, ids)
            self.workspace.usergroups[group.id] = group
            if known:
                self.actions.events.members_changed(known[0], group)
            return group

        return Usergroup(self.ask(put).id, handle)

    def uninstall(self) -> None:
        """Uninstalls the app: it receives the events, and its tokens become invalid."""

        def leave() -> None:
            self.actions.events.happened({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.bot.id]}})
            self.actions.events.happened({"type": "app_uninstalled"})
            self.workspace.app.uninstalled = True

        self.ask(leave)

    def delete_file(self, file_id: str) -> None:
        """Deletes a file; messages show a tombstone in its place."""
        self.ask(lambda: setattr(self.workspace.files[file_id], "deleted", True))

    def message(self, channel: ChannelRef, ts: str) -> Message:
        """Returns a message or ephemeral message; LookupError if it does not exist."""
        return self.ask(lambda: snapshots.of_post(self.workspace, self.actions.post(id_of(channel), ts)))

    def messages(self, channel: ChannelRef, newest: int = 0) -> tuple[Message, ...]:
        """Returns the messages of a channel including replies, oldest first; with `newest`, only the last ones."""
        return self._look(lambda: list(self.workspace.conversation(id_of(channel)).posts.values())[-newest:])

    def thread(self, channel: ChannelRef, ts: str) -> tuple[Message, ...]:
        """Returns a thread: its first message and the replies."""

        def posts() -> list[Post]:
            conversation = self.workspace.conversation(id_of(channel))
            return [*filter(None, [conversation.posts.get(ts)]), *conversation.replies(ts)]

        return self._look(posts)

    def ephemerals(self, person: Person, channel: ChannelRef | None = None) -> tuple[Message, ...]:
        """Returns ephemeral messages to this user, in one channel or all, oldest first."""

        def posts() -> list[Post]:
            everywhere = self.workspace.conversations.values()
            searched = everywhere if channel is None else [self.workspace.conversation(id_of(channel))]
            found = [post for each in searched for post in each.ephemerals.values() if post.seen_by == person.id]
            return sorted(found, key=lambda post: float(post.ts))

        return self._look(posts)

    def reactions(self, channel: ChannelRef, ts: str) -> Mapping[str, tuple[str, ...]]:
        """Returns the reactions of a message, with the users who added each."""
        return self.message(channel, ts).reactions

    def view_of(self, person: Person) -> View | None:
        """Returns the visible modal of this user."""
        return self.ask(lambda: self._view(self.actions.views.top(person.id)))

    def wait_for_view(self, person: Person, timeout: float = 10) -> View:
        """Waits for a modal to be visible to this user and returns it."""
        view = self.wait(lambda: self.view_of(person), timeout)
        assert view is not None  # noqa: S101 - a true value was waited for
        return view

    def home_of(self, person: Person) -> View | None:
        """Returns this user's Home tab."""
        return self.ask(lambda: self._view(self.workspace.views.get(self.workspace.homes.get(person.id, ""))))

    def form_of(self, person: Person) -> OpenView:
        """Returns the stored view of the visible modal; LookupError if there is none."""
        view = self.ask(lambda: self.actions.views.top(person.id))
        if view is None:
            raise LookupError(f"no form is open for {person.name}")
        return view

    def permalink(self, channel: ChannelRef, ts: str) -> str:
        """Returns the permalink of a message."""
        return self.ask(lambda: self.workspace.permalink(self.actions.post(id_of(channel), ts)))

    def _person(self, user: User) -> Person:
        return Person(user.id, user.name, self)

    def _members(self, channel: ChannelRef) -> list[str]:
        return self.workspace.conversation(id_of(channel)).members

    def _look(self, posts: Callable[[], list[Post]]) -> tuple[Message, ...]:
        return self.ask(lambda: tuple(snapshots.of_post(self.workspace, post) for post in posts()))

    def _view(self, view: OpenView | None) -> View | None:
        return snapshots.of_view(self.workspace, self.actions.views, view) if view else None
