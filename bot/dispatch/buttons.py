"""Registers buttons and shortcuts: the role is checked at every press, and only that user sees the reply."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App

from bot.dispatch.commands import answer
from bot.dispatch.context import CommandContext, from_click
from cards.dispatch import errors
from kit.roles import Permission, permission_or_refusal
from kit.wiring import Kit
from records.invocations import Invocation
from records.messages import Message
from records.people import Role

# Runs a button with its value. A returned message is shown to the user who pressed it.
Pressed = Callable[[CommandContext, str], Message | None]

_ANY = re.compile(".*")
_buttons: dict[str, tuple[Role, Pressed]] = {}


def _run(
    ctx: CommandContext, team_id: str, what: str, needed: Role, run: Callable[[CommandContext], Message | None]
) -> None:
    """Run a button or a shortcut if the user may, and show the reply to that user only."""
    held = permission_or_refusal(ctx.kit, ctx.invocation, team_id, what, needed)
    reply = held if isinstance(held, Message) else run(ctx.acting_as(held))
    if reply is not None:
        answer(replace(ctx.in_private(), key=f"{ctx.key}.answer"), reply)


def buttons() -> dict[str, Role]:
    """Return the role that each button needs, by action id."""
    return {action_id: needed for action_id, (needed, _) in _buttons.items()}


def clear() -> None:
    """Remove every button, before an app is built."""
    _buttons.clear()


def button(app: App, action_id: str, needed: Role, pressed: Pressed) -> None:
    """Register a button, or a menu of a message.

    One listener serves all of them, since Bolt tries listeners one after the other.
    """
    if not _buttons:
        app.action(_ANY, matchers=[_is_button])(_listener)
    _buttons[action_id] = needed, pressed


def _is_button(body: Mapping[str, Any]) -> bool:
    return body["actions"][0]["action_id"] in _buttons


def _listener(ack: Ack, body: Mapping[str, Any], kit: Kit, team_id: str) -> None:
    action = body["actions"][0]
    needed, pressed = _buttons[action["action_id"]]
    label = str((action.get("text") or {}).get("text") or action["action_id"])
    value = str((action.get("selected_option") or action).get("value") or "")
    _run(from_click(kit, body), team_id, label, needed, lambda permitted: pressed(permitted, value))
    ack()


def register_stale(app: App) -> None:
    """Reply to every button, shortcut and modal that is not registered, such as an earlier release's. Call it last."""

    @app.action(_ANY)
    @app.shortcut(_ANY)
    def used(ack: Ack, body: Mapping[str, Any], kit: Kit, team_id: str) -> None:
        _run(from_click(kit, body), team_id, errors.THIS, Role.VIEWER, lambda _: errors.stale())
        ack()

    @app.view_submission(_ANY)
    def submitted(ack: Ack) -> None:
        ack(response_action="update", view=errors.stale_modal())


def link(app: App, action_id: str) -> None:
    """Register a button that opens a page; Slack expects an acknowledgement for it too."""

    @app.action(action_id)
    def listener(ack: Ack) -> None:
        ack()


def shortcut(
    app: App, callback_id: str, needed: Role, used: Callable[[CommandContext, Mapping[str, Any]], Message | None]
) -> None:
    """Register a message shortcut."""

    @app.shortcut(callback_id)
    def listener(ack: Ack, body: Mapping[str, Any], kit: Kit, team_id: str) -> None:
        _run(from_click(kit, body), team_id, errors.THIS_SHORTCUT, needed, lambda permitted: used(permitted, body))
        ack()


def permission(kit: Kit, invocation: Invocation, team_id: str, needed: Role, block: str) -> Permission | dict[str, str]:
    """Return the role of the user of a modal, or why the user may not submit it, as the error of a block."""
    held = permission_or_refusal(kit, invocation, team_id, errors.THIS_FORM, needed)
    return {block: held.text.replace("*", "").replace("`", "")} if isinstance(held, Message) else held


def refused(kit: Kit, body: Mapping[str, Any], team_id: str, needed: Role) -> bool:
    """Return whether the user may not use a menu or a button in a modal."""
    return isinstance(permission(kit, from_click(kit, body).invocation, team_id, needed, ""), dict)
