"""The two modals of `/asc access`: grant a role, revoke a role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cards.access.messages import GIVEN, MEANING
from cards.blocks import Block, context, option, plain
from records.people import Role

GRANT_FORM = "access.grant_form"
REVOKE_FORM = "access.revoke_form"
WHO, ROLE = "who", "role"
_VALUE = "value"
_GROUPS = "For a user group write `/asc access {verb} @group{role}`."


def grant_modal(invocation_id: str, who: str = "") -> dict[str, Any]:
    """Who gets which role; `who`: the id of the person filled in."""
    roles = [option(role.value, role.value, MEANING[role]) for role in reversed(GIVEN)]
    menu: Block = {"type": "static_select", "action_id": _VALUE, "options": roles}
    role: Block = {"type": "input", "block_id": ROLE, "label": plain("Role"), "element": menu}
    groups = context(_GROUPS.format(verb="grant", role=" ROLE"))
    return _form(GRANT_FORM, invocation_id, "Give a role", "Give", [_person(who), role, groups])


def revoke_modal(invocation_id: str) -> dict[str, Any]:
    """Whose role is taken away."""
    blocks = [_person(""), context(_GROUPS.format(verb="revoke", role=""))]
    return _form(REVOKE_FORM, invocation_id, "Take a role away", "Take away", blocks)


def read_grant_modal(view: Mapping[str, Any]) -> tuple[str, Role]:
    """The id of the person and the role that were chosen."""
    return read_revoke_modal(view), Role(view["state"]["values"][ROLE][_VALUE]["selected_option"]["value"])


def read_revoke_modal(view: Mapping[str, Any]) -> str:
    """The id of the person who was chosen."""
    return str(view["state"]["values"][WHO][_VALUE]["selected_user"])


def _person(who: str) -> Block:
    menu: Block = {"type": "users_select", "action_id": _VALUE}
    if who:
        menu["initial_user"] = who
    return {"type": "input", "block_id": WHO, "label": plain("Person"), "element": menu}


def _form(callback_id: str, invocation_id: str, title: str, submit: str, blocks: list[Block]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": invocation_id,
        "title": plain(title),
        "submit": plain(submit),
        "close": plain("Cancel"),
        "blocks": blocks,
    }
