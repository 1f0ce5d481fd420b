"""The two modals of `/asc access`: give a role, take a role away."""

from collections.abc import Mapping
from typing import Any

from cards.access.holders import GIVEN, MEANING
from cards.blocks import Block, context, option
from cards.modals import chosen, entered, input_block, modal, select
from records.people import Role

GRANT_FORM = "access.grant_form"
REVOKE_FORM = "access.revoke_form"
WHO, ROLE = "who", "role"


def grant_modal(invocation_id: str, user: str = "") -> dict[str, Any]:
    """Return the modal that gives a role; `user`: the id filled in."""
    roles = [option(role.value, role.value, MEANING[role]) for role in reversed(GIVEN)]
    blocks = [
        _user(user),
        input_block(ROLE, "Role", select(roles)),
        context("For a user group write `/asc access grant @group ROLE`."),
    ]
    return modal(GRANT_FORM, "Give a role", blocks, submit="Give", metadata=invocation_id)


def revoke_modal(invocation_id: str) -> dict[str, Any]:
    """Return the modal that takes a role away."""
    blocks = [_user(""), context("For a user group write `/asc access revoke @group`.")]
    return modal(REVOKE_FORM, "Take a role away", blocks, submit="Take away", metadata=invocation_id)


def read_grant_modal(view: Mapping[str, Any]) -> tuple[str, Role]:
    """Return the user's id and the role that were chosen."""
    return read_revoke_modal(view), Role(chosen(view, ROLE))


def read_revoke_modal(view: Mapping[str, Any]) -> str:
    """Return the id of the user who was chosen."""
    return str(entered(view, WHO)["selected_user"])


def _user(user: str) -> Block:
    menu: Block = {"type": "users_select", **({"initial_user": user} if user else {})}
    return input_block(WHO, "Person", menu)
