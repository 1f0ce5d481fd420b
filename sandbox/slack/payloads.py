"""Builds the payloads of slash commands, clicks, shortcuts and submitted modals."""

from __future__ import annotations

from typing import Literal

from sandbox.slack.controls import CHOSEN, Control, controls, first
from sandbox.slack.posts import handed_out
from sandbox.slack.state import ChannelType, Conversation, Json, OpenView, Post, User
from sandbox.slack.tickets import ResponseTarget
from sandbox.slack.views import Views
from sandbox.slack.workspace import Workspace

SHOWN_NAMES = {
    ChannelType.DIRECT: "directmessage",
    ChannelType.PRIVATE: "privategroup",
    ChannelType.GROUP_DIRECT: "mpdm-group",
}


class Payloads:
    """Builds payloads (docs.slack.dev/reference/interaction-payloads), each with a new trigger id."""

    def __init__(self, workspace: Workspace, views: Views) -> None:
        self._workspace = workspace
        self._views = views

    def command(self, user: User, conversation: Conversation, command: str, text: str, target: ResponseTarget) -> Json:
        """Returns a slash command's form fields; commands cannot carry files."""
        team = self._workspace.team
        return {
            "token": self._workspace.app.verification_token,
            "team_id": team.id,
            "team_domain": team.domain,
            "channel_id": conversation.id,
            "channel_name": self._name(conversation),
            "user_id": user.id,
            "user_name": user.handle,
            "command": command,
            "text": text,
            "api_app_id": self._workspace.app.id,
            "is_enterprise_install": False,
            "response_url": self.response_url("commands", target),
            "trigger_id": self._workspace.tickets.trigger(user.id),
        }

    def click(self, user: User, control: Control, state: Json, post: Post) -> Json:
        """Returns `block_actions` for a message; of an ephemeral message, it contains only the `ts`."""
        conversation = self._workspace.conversations[post.channel]
        target = ResponseTarget(user.id, post.channel, self._workspace.clock.now(), post.ts, post.thread_ts)
        container: Json = {
            "type": "message",
            "message_ts": post.ts,
            "channel_id": post.channel,
            "is_ephemeral": bool(post.seen_by),
        }
        if post.thread_ts:
            container["thread_ts"] = post.thread_ts
        payload = self._interaction("block_actions", user) | {
            "container": container,
            "trigger_id": self._workspace.tickets.trigger(user.id),
            "channel": self._channel(conversation),
            "state": {"values": _message_state(post, control, state)},
            "response_url": self.response_url("actions", target),
            "actions": [self._action(control, state)],
        }
        return payload if post.seen_by else payload | {"message": self._workspace.message(post)}

    def click_in_view(self, user: User, control: Control, state: Json, view: OpenView) -> Json:
        """Returns `block_actions` for a modal or Home tab."""
        return self._interaction("block_actions", user) | {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._workspace.tickets.trigger(user.id, view.id),
            "view": self._views.payload(view),
            "actions": [self._action(control, state)],
        }

    def suggestion(self, user: User, control: Control, search: str, view: OpenView) -> Json:
        """Returns `block_suggestion`: a user searches in a menu whose options come from the app."""
        return self._interaction("block_suggestion", user) | {
            "container": {"type": "view", "view_id": view.id},
            "action_id": control.action_id,
            "block_id": control.block_id,
            "value": search,
            "view": self._views.payload(view),
        }

    def message_shortcut(self, user: User, callback_id: str, post: Post) -> Json:
        """Returns `message_action`: a message shortcut."""
        conversation = self._workspace.conversations[post.channel]
        target = ResponseTarget(user.id, post.channel, self._workspace.clock.now())
        return self._interaction("message_action", user) | {
            "action_ts": self._workspace.ids.stamp(),
            "channel": self._channel(conversation),
            "callback_id": callback_id,
            "trigger_id": self._workspace.tickets.trigger(user.id),
            "response_url": self.response_url("app", target),
            "message_ts": post.ts,
            "message": self._workspace.message(post),
        }

    def global_shortcut(self, user: User, callback_id: str) -> Json:
        """Returns `shortcut`: a global shortcut, without a channel."""
        return self._interaction("shortcut", user) | {
            "action_ts": self._workspace.ids.stamp(),
            "callback_id": callback_id,
            "trigger_id": self._workspace.tickets.trigger(user.id),
        }

    def submission(self, user: User, view: OpenView) -> Json:
        """Returns `view_submission`: a user submits a modal."""
        return self._interaction("view_submission", user) | {
            "trigger_id": self._workspace.tickets.trigger(user.id, view.id),
            "view": self._views.payload(view),
            "response_urls": [],
        }

    def closing(self, user: User, view: OpenView, *, is_cleared: bool) -> Json:
        """Returns `view_closed`: a user closed a modal with `notify_on_close`."""
        return self._interaction("view_closed", user) | {
            "view": self._views.payload(view),
            "is_cleared": is_cleared,
        }

    def response_url(self, kind: Literal["commands", "actions", "app"], target: ResponseTarget) -> str:
        """Returns a new response URL on this server."""
        return self._workspace.url + self._workspace.tickets.response_path(kind, target)

    def _interaction(self, kind: str, user: User) -> Json:
        team = self._workspace.team
        person = {"id": user.id, "username": user.handle, "name": user.handle, "team_id": user.team_id}
        return {
            "type": kind,
            "user": person,
            "api_app_id": self._workspace.app.id,
            "token": self._workspace.app.verification_token,
            "team": {"id": team.id, "domain": team.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _action(self, control: Control, state: Json) -> Json:
        action = {"action_id": control.action_id, "block_id": control.block_id, **state}
        if control.kind == "button":
            shown = handed_out([control.element])[0]
            kept = ("type", "text", "value", "style", "confirm")
            action |= {part: shown[part] for part in kept if part in shown}
        return action | {"action_ts": self._workspace.ids.stamp()}

    def _channel(self, conversation: Conversation) -> Json:
        return {"id": conversation.id, "name": self._name(conversation)}

    def _name(self, conversation: Conversation) -> str:
        return SHOWN_NAMES.get(conversation.kind, conversation.name)


def _message_state(post: Post, touched: Control, state: Json) -> Json:
    values: Json = {}
    for control in controls(post.blocks):
        if control.kind in CHOSEN and control.kind != "overflow":
            entered = state if control == touched else first(control.element)
            values.setdefault(control.block_id, {})[control.action_id] = entered
    return values
