"""User actions: post, type commands, click, fill in and submit. Each action runs on the event loop."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sandbox.slack import controls, files, snapshots
from sandbox.slack.answers import Answers, parsed
from sandbox.slack.composer import ComposedText, in_command, in_message
from sandbox.slack.controls import Control
from sandbox.slack.delivery import Outbox, Parcel, ParcelKind
from sandbox.slack.errors import SlackError
from sandbox.slack.events import Events
from sandbox.slack.files import Access, External
from sandbox.slack.messages import Messages
from sandbox.slack.payloads import Payloads
from sandbox.slack.snapshots import Message, Reply
from sandbox.slack.state import Conversation, Json, OpenView, Post, StoredFile
from sandbox.slack.tickets import ResponseTarget
from sandbox.slack.views import Views
from sandbox.slack.workspace import Workspace

Upload = tuple[str, bytes] | External


class Actions:
    """The actions of all users in the workspace."""

    def __init__(self, workspace: Workspace, outbox: Outbox) -> None:
        self.workspace = workspace
        self.outbox = outbox
        self.events = Events(workspace, outbox)
        self.messages = Messages(workspace, self.events)
        self.views = Views(workspace)
        self.answers = Answers(workspace, self.messages)
        self.payloads = Payloads(workspace, self.views)

    def say(
        self,
        user_id: str,
        channel_id: str,
        text: str,
        uploads: Iterable[Upload],
        thread_ts: str,
        rich_text: Sequence[Json] | None = None,
    ) -> str:
        """Posts a message; returns its `ts`. As in Slack, a reply to a reply goes to the first message's thread."""
        self._enter(user_id, channel_id)
        if thread_ts:
            thread_ts = self.post(channel_id, thread_ts).thread_ts or thread_ts
        composed, bot_id = self._composed(text), self.workspace.users[user_id].bot_id
        post = Post(
            channel=channel_id,
            ts=self.workspace.ids.stamp(),
            user=user_id,
            text=composed.text,
            blocks=composed.blocks if rich_text is None else [{"type": "rich_text", "elements": list(rich_text)}],
            files=[self.keep(user_id, upload).id for upload in uploads],
            thread_ts=thread_ts,
            bot_id=bot_id,
            client_id="" if bot_id else str(uuid.uuid4()),
        )
        return self.messages.post(post).ts

    def forward(self, user_id: str, channel_id: str, original: Post, text: str, thread_ts: str) -> str:
        """Forwards a message with a comment; returns the `ts`. Its files are in the attachment alone, as in Slack."""
        self._enter(user_id, channel_id)
        forwarded = {
            "ts": original.ts,
            "channel_id": original.channel,
            "author_id": original.user,
            "is_msg_unfurl": True,
            "is_share": True,
            "from_url": self.workspace.permalink(original),
            "text": original.text,
            "fallback": original.text,
            "files": [self.workspace.file(file_id) for file_id in original.files],
            "message_blocks": [
                {
                    "team": self.workspace.team.id,
                    "channel": original.channel,
                    "ts": original.ts,
                    "message": {"blocks": original.blocks, "attachments": original.attachments},
                }
            ],
        }
        composed = self._composed(text)
        post = Post(
            channel=channel_id,
            ts=self.workspace.ids.stamp(),
            user=user_id,
            text=composed.text,
            blocks=composed.blocks,
            attachments=[forwarded],
            thread_ts=thread_ts,
            client_id=str(uuid.uuid4()),
        )
        return self.messages.post(post).ts

    def edit(self, channel_id: str, ts: str, text: str) -> None:
        """Edits a message."""
        post = self.post(channel_id, ts)
        composed = self._composed(text)
        self.messages.edit(post, text=composed.text, blocks=composed.blocks, attachments=[])

    def keep(self, user_id: str, upload: Upload) -> StoredFile:
        """Uploads a file, or links to an external one."""
        name, data = (upload.name, b"") if isinstance(upload, External) else upload
        team_id, now = self.workspace.users[user_id].team_id, int(self.workspace.clock.now())
        file = files.stored(self.workspace.ids.new("F"), name, data, user=user_id, team=team_id, now=now)
        if isinstance(upload, External):
            file.external_url = upload.url
        self.workspace.files[file.id] = file
        self.workspace.changes.announce("file")
        return file

    async def type(self, user_id: str, channel_id: str, line: str) -> Reply:
        """Sends a slash command and shows the app's response, or that there was none."""
        conversation = self._enter(user_id, channel_id)
        command, _, rest = line.partition(" ")
        text = in_command(rest, self.workspace.directory(), should_escape=self.workspace.switches.should_escape)
        target = ResponseTarget(user_id, channel_id, self.workspace.clock.now())
        payload = self.payloads.command(self.workspace.users[user_id], conversation, command, text, target)
        delivery = await self.outbox.ask(Parcel(ParcelKind.COMMAND, command, payload))
        trouble = {"": "", "http_timeout": "operation_timeout"}.get(delivery.failure, "dispatch_failed")
        if not trouble:
            try:
                if answer := parsed(delivery.body, delivery.content_type):
                    self.answers.take(target, answer)
            except SlackError as refused:
                trouble = refused.code
        if trouble:
            self.answers.note(user_id, channel_id, f'{command} failed with the error "{trouble}"')
        return snapshots.of_delivery(delivery)

    async def click(self, user_id: str, channel_id: str, seen: str | Message, what: str, value: object) -> Reply:
        """Uses a button or menu in a message; `seen` may be an older snapshot whose buttons no longer exist."""
        self._enter(user_id, channel_id)
        post = self.post(channel_id, seen.ts if isinstance(seen, Message) else seen)
        blocks = list(seen.blocks) if isinstance(seen, Message) else post.blocks
        control = controls.find(blocks, what, value)
        payload = self.payloads.click(self.workspace.users[user_id], control, _state(control, value), post)
        return await self._interact(payload)

    async def click_in_view(self, user_id: str, view: OpenView, what: str, value: object) -> Reply:
        """Uses a button or menu in a modal or Home tab."""
        control = controls.find(view.body["blocks"], what, value)
        state = _state(control, value)
        if control.kind in controls.CHOSEN and control.kind != "overflow":
            self.views.enter(view, control, state)
        payload = self.payloads.click_in_view(self.workspace.users[user_id], control, state, view)
        return await self._interact(payload)

    async def shortcut(self, user_id: str, callback_id: str, post: Post | None) -> Reply:
        """Uses a message shortcut, or a global one if there is no message."""
        user = self.workspace.users[user_id]
        if post is None:
            return await self._interact(self.payloads.global_shortcut(user, callback_id))
        if post.seen_by:
            raise LookupError("ephemeral messages have no shortcuts")
        return await self._interact(self.payloads.message_shortcut(user, callback_id, post))

    async def fill(self, user_id: str, view: OpenView, values: Mapping[str, Any]) -> None:
        """Enters values into a modal; fields with `dispatch_action` notify the app at once."""
        for what, value in values.items():
            control = controls.find(view.body["blocks"], what)
            state = await self._entered(user_id, view, control, value)
            self.views.enter(view, control, state)
            if control.dispatches:
                await self._interact(self.payloads.click_in_view(self.workspace.users[user_id], control, state, view))

    async def search(self, user_id: str, view: OpenView, what: str, text: str) -> list[Json]:
        """Searches in a menu whose options come from the app; returns them."""
        control = controls.find(view.body["blocks"], what)
        payload = self.payloads.suggestion(self.workspace.users[user_id], control, text, view)
        delivery = await self.outbox.ask(Parcel(ParcelKind.INTERACTION, payload["type"], payload))
        if delivery.failure:
            return []
        answer = json.loads(delivery.body or "{}")
        return controls.options_of(answer)

    def post(self, channel_id: str, ts: str) -> Post:
        """Returns the message; LookupError if it does not exist."""
        post = self.workspace.conversations[channel_id].find(ts)
        if post is None:
            raise LookupError(f"there is no message {ts}")
        return post

    def open_home(self, user_id: str, tab: str) -> None:
        """Opens the app's tab and notifies the app, with the current Home tab."""
        view_id = self.workspace.homes.get(user_id) if tab == "home" else None
        view = self.views.payload(self.workspace.views[view_id]) if view_id else None
        self.events.home_opened(user_id, tab, view)

    def home(self, user_id: str) -> OpenView:
        """Returns this user's Home tab; LookupError if none was published."""
        view_id = self.workspace.homes.get(user_id)
        if view_id is None:
            raise LookupError("there is no Home tab yet")
        return self.workspace.views[view_id]

    async def _entered(self, user_id: str, view: OpenView, control: Control, value: Any) -> Json:  # noqa: ANN401
        if control.kind == "file_input":
            kept = [self.keep(user_id, upload) for upload in value]
            for file in kept:
                file.shown_to_app = True
            return {"type": "file_input", "files": [self.workspace.file(each.id, Access.VISIBLE) for each in kept]}
        if control.kind == "external_select" and isinstance(value, str):
            value = controls.option(await self.search(user_id, view, control.action_id, value), value)
        return controls.used(control.element, value)

    async def _interact(self, payload: Json) -> Reply:
        return snapshots.of_delivery(await self.outbox.ask(Parcel(ParcelKind.INTERACTION, payload["type"], payload)))

    def _composed(self, text: str) -> ComposedText:
        return in_message(text.replace("<@BOT>", f"@{self.workspace.bot.name}"), self.workspace.directory())

    def _enter(self, user_id: str, channel_id: str) -> Conversation:
        conversation = self.workspace.conversations[channel_id]
        if user_id not in conversation.members:
            raise LookupError(f"{self.workspace.users[user_id].name} is not in #{conversation.name}")
        return conversation


def _state(control: Control, value: object) -> Json:
    return {"type": "button"} if control.kind == "button" else controls.used(control.element, value)
