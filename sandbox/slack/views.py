"""Modals and Home tabs: what is open for each user, the values entered, and the payloads for the app."""

from __future__ import annotations

import json
from typing import Any

from sandbox.slack.controls import CHOSEN, Control, controls, first, is_filled
from sandbox.slack.errors import SlackError
from sandbox.slack.posts import completed, handed_out
from sandbox.slack.state import Json, OpenView
from sandbox.slack.workspace import Workspace

STACK = 3  # docs.slack.dev/surfaces/modals: at most three views in a stack
VIEW_BYTES = 250_000


class Views:
    """Opens, updates and closes the views of all users."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def open(self, user_id: str, body: Json) -> OpenView:
        """Opens a modal for this user, replacing all open ones."""
        self.close_all(user_id)
        return self._show(user_id, body, previous=None)

    def push(self, user_id: str, body: Json) -> OpenView:
        """Pushes a modal onto the stack; SlackError `push_limit_reached`, `not_found`."""
        open_ids = self._workspace.open_views.get(user_id, [])
        if not open_ids:
            raise SlackError("not_found")
        if len(open_ids) >= STACK:
            raise SlackError("push_limit_reached")
        return self._show(user_id, body, previous=open_ids[-1])

    def update(self, view: OpenView, body: Json) -> OpenView:
        """Updates an open modal; values are kept where block and action ids are unchanged."""
        view.body = self._complete(body)
        view.hash = self._new_hash()
        self._workspace.changes.announce("view")
        return view

    def publish(self, user_id: str, body: Json) -> OpenView:
        """Publishes this user's Home tab."""
        view_id = self._workspace.homes.get(user_id)
        if view_id is not None:
            view = self._workspace.views[view_id]
            view.body, view.hash = self._complete(body), self._new_hash()
        else:
            view = self._create(user_id, body, None)
            self._workspace.homes[user_id] = view.id
        self._workspace.changes.announce("home")
        return view

    def close(self, view: OpenView) -> None:
        """Closes this modal; the one below becomes visible."""
        open_ids = self._workspace.open_views.get(view.user, [])
        if view.id in open_ids:
            open_ids.remove(view.id)
            del self._workspace.views[view.id]
        self._workspace.changes.announce("view")

    def close_all(self, user_id: str) -> None:
        """Closes all modals of this user."""
        for view_id in self._workspace.open_views.pop(user_id, []):
            del self._workspace.views[view_id]
        self._workspace.changes.announce("view")

    def top(self, user_id: str) -> OpenView | None:
        """Returns the visible modal of this user."""
        open_ids = self._workspace.open_views.get(user_id, [])
        return self._workspace.views[open_ids[-1]] if open_ids else None

    def state(self, view: OpenView) -> dict[str, dict[str, Json]]:
        """Returns `state.values`: the value of each input, by block and action id."""
        values: dict[str, dict[str, Json]] = {}
        for control in controls(view.body["blocks"]):
            if control.kind not in CHOSEN or control.kind == "overflow":
                continue
            entered = view.entered.get(control.block_id, {}).get(control.action_id)
            if entered is None or entered["type"] != control.kind:
                entered = first(control.element)
            values.setdefault(control.block_id, {})[control.action_id] = entered
        return values

    def enter(self, view: OpenView, control: Control, state: Json) -> None:
        """Stores a value that a user entered."""
        view.entered.setdefault(control.block_id, {})[control.action_id] = state

    def problems(self, view: OpenView) -> dict[str, str]:
        """Returns the errors that Slack's client shows before it submits a modal, by block id."""
        values = self.state(view)
        found: dict[str, str] = {}
        for control in controls(view.body["blocks"]):
            if control.is_input and (problem := _problem(control, values[control.block_id][control.action_id])):
                found[control.block_id] = problem
        return found

    def payload(self, view: OpenView) -> Json:
        """Returns the view object for responses and payloads."""
        workspace, body = self._workspace, view.body
        blocks = handed_out(body["blocks"])
        texts = {part: handed_out([body[part]])[0] if body.get(part) else None for part in ("title", "close", "submit")}
        return {
            "id": view.id,
            "team_id": workspace.team.id,
            "type": body["type"],
            "blocks": blocks,
            "private_metadata": body.get("private_metadata", ""),
            "callback_id": body.get("callback_id", ""),
            "state": {"values": self.state(view)},
            "hash": view.hash,
            **texts,
            "clear_on_close": body.get("clear_on_close", False),
            "notify_on_close": body.get("notify_on_close", False),
            "submit_disabled": body.get("submit_disabled", False),
            "previous_view_id": view.previous,
            "root_view_id": view.root,
            "app_id": workspace.app.id,
            "external_id": body.get("external_id", ""),
            "app_installed_team_id": workspace.team.id,
            "bot_id": workspace.bot.bot_id,
        }

    def _show(self, user_id: str, body: Json, previous: str | None) -> OpenView:
        view = self._create(user_id, body, previous)
        self._workspace.open_views.setdefault(user_id, []).append(view.id)
        self._workspace.changes.announce("view")
        return view

    def _create(self, user_id: str, body: Json, previous: str | None) -> OpenView:
        external_id = body.get("external_id")
        if external_id and any(each.body.get("external_id") == external_id for each in self._workspace.views.values()):
            raise SlackError("duplicate_external_id")
        view_id = self._workspace.ids.new("V")
        root = self._workspace.views[previous].root if previous else view_id
        view = OpenView(view_id, user_id, self._complete(body), self._new_hash(), root, previous)
        self._workspace.views[view_id] = view
        return view

    def _complete(self, body: Json) -> Json:
        if len(json.dumps(body).encode()) > VIEW_BYTES:
            raise SlackError("view_too_large")
        titles = {part: {"emoji": True, **body[part]} for part in ("title", "close", "submit") if body.get(part)}
        return {**body, **titles, "blocks": completed(body["blocks"], self._workspace.ids)}

    def _new_hash(self) -> str:
        return f"{int(self._workspace.clock.now())}.{self._workspace.ids.secret(8)}"


def _problem(control: Control, state: Json) -> str:
    if not is_filled(state):
        return "" if control.optional else "Please complete this required field."
    value: Any = state.get("value")
    if not isinstance(value, str):
        return ""
    shortest, longest = control.element.get("min_length", 0), control.element.get("max_length")
    if len(value) < shortest:
        return f"Please enter at least {shortest} characters."
    if longest is not None and len(value) > longest:
        return f"Please enter at most {longest} characters."
    return ""
