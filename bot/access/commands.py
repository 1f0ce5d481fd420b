"""The command `access`: shows who has which role, and gives and takes roles."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from slack_bolt import App

from bot.dispatch import buttons
from bot.dispatch.command_line import CommandLine
from bot.dispatch.commands import Command, register_command
from bot.dispatch.context import CommandContext
from bot.dispatch.enqueue import enqueue
from bot.dispatch.modals import modal, open_modal, open_or_offer
from cards.access import messages, modals
from cards.dispatch.help import Group
from records.invocations import Origin
from records.messages import Message
from records.people import Role
from tasks.access import jobs

# https://docs.slack.dev/messaging/formatting-message-text: a mention as it arrives, with or without its label.
_MENTION = re.compile(r"<@(?P<person>[UW]\w+)(?:\|[^>]*)?>|<!subteam\^(?P<group>S\w+)(?:\|@?(?P<handle>[^>]*))?>")


@dataclass(frozen=True)
class GrantTarget:
    """The user or the user group that a line is about: its id, its label, and the other words of the line."""

    id: str
    label: str
    words: tuple[str, ...]


def access(ctx: CommandContext) -> Message | None:
    """Run `access`, `access grant @name ROLE` and `access revoke @name [ROLE]`."""
    verb = ctx.words[0].lower() if ctx.words else ""
    if verb in _VERBS:
        return _VERBS[verb](replace(ctx, line=ctx.line.rest()))
    if verb:
        return messages.unknown_verb(verb, get_close_matches(verb, _VERBS, n=1, cutoff=0.5))
    enqueue(ctx, jobs.show_access)
    return None


def grant(ctx: CommandContext) -> Message | None:
    """Run `access grant @user|@group ROLE`; without arguments it opens a modal."""
    target = _target(ctx, "grant @name editor")
    if not isinstance(target, GrantTarget):
        return target
    role = _role(target.words[0]) if target.words else None
    if not target.words and not target.id.startswith("S") and ctx.invocation.origin is Origin.COMMAND:
        return open_modal(ctx, modals.grant_modal(ctx.invocation.id, target.id))
    if role is None:
        return _which_role(target)
    enqueue(ctx, jobs.grant_role, target.id, role.value, target.label)
    return None


def revoke(ctx: CommandContext) -> Message | None:
    """Run `access revoke @user|@group [ROLE]`; without arguments it opens a modal."""
    target = _target(ctx, "revoke @name")
    if not isinstance(target, GrantTarget):
        return target
    role = _role(target.words[0]) if target.words else None
    if target.words and role is None:
        return _which_role(target)
    enqueue(ctx, jobs.revoke_role, target.id, role.value if role else "", target.label)
    return None


_VERBS: dict[str, Callable[[CommandContext], Message | None]] = {"grant": grant, "revoke": revoke}


def _target(ctx: CommandContext, example: str) -> GrantTarget | Message | None:
    """Return who the command is about, else the reply; None if a modal was opened."""
    found = list(_MENTION.finditer(ctx.line.text))
    if not found:
        return messages.not_a_mention(ctx.line.text, example) if ctx.words else _open_modal(ctx, example)
    ids = {mention["person"] or mention["group"] for mention in found}
    if len(ids) > 1:
        return messages.one_at_a_time(len(ids))
    words = CommandLine(_MENTION.sub(" ", ctx.line.text), {}).words
    return GrantTarget(ids.pop(), found[0]["handle"] or "", words)


def _open_modal(ctx: CommandContext, example: str) -> Message | None:
    make = modals.grant_modal if example.startswith("grant") else modals.revoke_modal
    return open_or_offer(ctx, make(ctx.invocation.id), messages.modal_offered())


def _role(word: str) -> Role | None:
    return next((role for role in messages.GIVEN if role == word.lower().rstrip("s.")), None)


def _which_role(target: GrantTarget) -> Message:
    word = target.words[0] if target.words else ""
    return messages.role_unknown(word, get_close_matches(word.lower(), list(messages.GIVEN), n=1, cutoff=0.5))


def _opens(make: Callable[[str], dict[str, Any]]) -> Callable[[CommandContext, str], Message | None]:
    """Return a button that opens a modal; only the user who presses it sees the reply."""
    return lambda ctx, _value: open_modal(ctx.in_private(), make(ctx.invocation.id))


def _grant_submitted(ctx: CommandContext, view: Mapping[str, Any]) -> dict[str, str]:
    who, role = modals.read_grant_modal(view)
    enqueue(ctx.in_private(), jobs.grant_role, who, role.value, "")
    return {}


def _revoke_submitted(ctx: CommandContext, view: Mapping[str, Any]) -> dict[str, str]:
    enqueue(ctx.in_private(), jobs.revoke_role, modals.read_revoke_modal(view), "", "")
    return {}


def register(app: App) -> None:
    """Register the command, its buttons and its modals."""
    register_command(
        Command(
            name="access",
            group=Group.SETUP,
            rank=1,
            usage="access [grant @name ROLE|revoke @name]",
            summary="shows who may do what",
            details="shows who may do what; admins give and take roles: viewer, editor, approver, admin",
            examples=("access", "access grant @ada approver", "access revoke @ada"),
            roles=(("grant", Role.ADMIN), ("revoke", Role.ADMIN)),
            run=access,
        )
    )
    buttons.button(app, messages.OPEN_GRANT, Role.ADMIN, _opens(modals.grant_modal))
    buttons.button(app, messages.OPEN_REVOKE, Role.ADMIN, _opens(modals.revoke_modal))
    modal(app, modals.GRANT_FORM, Role.ADMIN, modals.WHO, _grant_submitted, opened_by="access")
    modal(app, modals.REVOKE_FORM, Role.ADMIN, modals.WHO, _revoke_submitted, opened_by="access")
