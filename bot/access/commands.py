"""`access`: who may do what, and giving and taking roles."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from slack_bolt import App

from bot.dispatch import buttons
from bot.dispatch.command_line import Typed
from bot.dispatch.commands import Command, register_command
from bot.dispatch.context import Asked
from bot.dispatch.enqueue import wish_for
from bot.dispatch.modals import modal, open_form, open_or_offer
from cards.access import messages, modals
from cards.dispatch.help import Group
from records.invocations import Way
from records.messages import Card
from records.people import Role
from tasks.access import jobs

# https://docs.slack.dev/messaging/formatting-message-text: a mention as it arrives, with or without its label.
_MENTION = re.compile(r"<@(?P<person>[UW]\w+)(?:\|[^>]*)?>|<!subteam\^(?P<group>S\w+)(?:\|@?(?P<handle>[^>]*))?>")


@dataclass(frozen=True)
class Target:
    """Whom a line is about: the id of a person or a user group, its label, and the other words of the line."""

    who: str
    label: str
    words: tuple[str, ...]


def access(asked: Asked) -> Card | None:
    """`access`, `access grant @name ROLE`, `access revoke @name [ROLE]`."""
    verb = asked.words[0].lower() if asked.words else ""
    if verb in _VERBS:
        return _VERBS[verb](replace(asked, typed=asked.typed.rest()))
    if verb:
        return messages.unknown_verb(verb, get_close_matches(verb, _VERBS, n=1, cutoff=0.5))
    wish_for(asked, jobs.show_access)
    return None


def grant(asked: Asked) -> Card | None:
    """`access grant @user|@group ROLE`; with nothing more a form."""
    target = _target(asked, "grant @name editor")
    if not isinstance(target, Target):
        return target
    role = _role(target.words[0]) if target.words else None
    if not target.words and not target.who.startswith("S") and asked.wish.way is Way.COMMAND:
        return open_form(asked, modals.grant_form(asked.wish.id, target.who))
    if role is None:
        return _which_role(target)
    wish_for(asked, jobs.grant_role, target.who, role.value, target.label)
    return None


def revoke(asked: Asked) -> Card | None:
    """`access revoke @user|@group [ROLE]`; with nothing more a form."""
    target = _target(asked, "revoke @name")
    if not isinstance(target, Target):
        return target
    role = _role(target.words[0]) if target.words else None
    if target.words and role is None:
        return _which_role(target)
    wish_for(asked, jobs.revoke_role, target.who, role.value if role else "", target.label)
    return None


_VERBS: dict[str, Callable[[Asked], Card | None]] = {"grant": grant, "revoke": revoke}


def _target(asked: Asked, does: str) -> Target | Card | None:
    """Return who the command is about, else the message to answer with; None where a modal is open."""
    found = list(_MENTION.finditer(asked.typed.text))
    if not found:
        return messages.not_a_mention(asked.typed.text, does) if asked.words else _form(asked, does)
    ids = {mention["person"] or mention["group"] for mention in found}
    if len(ids) > 1:
        return messages.one_at_a_time(len(ids))
    words = Typed(_MENTION.sub(" ", asked.typed.text), {}).words
    return Target(ids.pop(), found[0]["handle"] or "", words)


def _form(asked: Asked, does: str) -> Card | None:
    make = modals.grant_form if does.startswith("grant") else modals.revoke_form
    return open_or_offer(asked, make(asked.wish.id), messages.form_offered())


def _role(word: str) -> Role | None:
    return next((role for role in messages.GIVEN if role == word.lower().rstrip("s.")), None)


def _which_role(target: Target) -> Card:
    word = target.words[0] if target.words else ""
    return messages.role_unknown(word, get_close_matches(word.lower(), list(messages.GIVEN), n=1, cutoff=0.5))


def _opens(make: Callable[[str], dict[str, Any]]) -> Callable[[Asked, str], Card | None]:
    """A button that opens a form; its answer is seen by that person alone."""
    return lambda asked, _value: open_form(asked.in_private(), make(asked.wish.id))


def _grant_submitted(asked: Asked, view: Mapping[str, Any]) -> dict[str, str]:
    who, role = modals.read_grant_form(view)
    wish_for(asked.in_private(), jobs.grant_role, who, role.value, "")
    return {}


def _revoke_submitted(asked: Asked, view: Mapping[str, Any]) -> dict[str, str]:
    wish_for(asked.in_private(), jobs.revoke_role, modals.read_revoke_form(view), "", "")
    return {}


def register(app: App) -> None:
    """What can be typed, pressed and sent, and by whom."""
    register_command(
        Command(
            name="access",
            group=Group.SETUP,
            usage="access [grant @name ROLE|revoke @name]",
            summary="shows who may do what",
            details="shows who may do what; admins give and take roles: viewer, editor, approver, admin",
            examples=("access", "access grant @ada approver", "access revoke @ada"),
            role=Role.VIEWER,
            roles=(("grant", Role.ADMIN), ("revoke", Role.ADMIN)),
            run=access,
        )
    )
    buttons.button(app, messages.OPEN_GRANT, Role.ADMIN, _opens(modals.grant_form))
    buttons.button(app, messages.OPEN_REVOKE, Role.ADMIN, _opens(modals.revoke_form))
    modal(app, modals.GRANT_FORM, Role.ADMIN, modals.WHO, _grant_submitted, opened_by="access")
    modal(app, modals.REVOKE_FORM, Role.ADMIN, modals.WHO, _revoke_submitted, opened_by="access")
