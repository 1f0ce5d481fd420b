"""The two modals of `/asc access`: give a role, take a role away."""

from collections.abc import Mapping, Sequence
from typing import Any

from cards.access.holders import GIVEN, MEANING
from cards.blocks import Block, context, option
from cards.modals import chosen, entered, input_block, modal, select
from records.people import Role

GRANT_FORM = "access.grant_form"
REVOKE_FORM = "access.revoke_form"
# https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
_MOST_OPTIONS = 100
WHO, ROLE, ACCOUNT = "who", "role", "account"


def grant_modal(invocation_id: str, accounts: Sequence[str] = (), account: str = "", user: str = "") -> dict[str, Any]:
    """Return the modal that gives a role, in one of `accounts` if there are any; `account`, `user`: those filled in."""
    roles = [option(role.value, role.value, MEANING[role]) for role in reversed(GIVEN)]
    blocks = [
        _user(user),
        input_block(ROLE, "Role", select(roles)),
        *_in_account(accounts, account),
        context("For a user group write `/asc access grant @group ROLE`."),
    ]
    return modal(GRANT_FORM, "Give a role", blocks, submit="Give", metadata=invocation_id)


def revoke_modal(invocation_id: str, accounts: Sequence[str] = (), account: str = "") -> dict[str, Any]:
    """Return the modal that takes a role away, in one of `accounts` if there are any."""
    blocks = [
        _user(""),
        *_in_account(accounts, account),
        context("For a user group write `/asc access revoke @group`."),
    ]
    return modal(REVOKE_FORM, "Take a role away", blocks, submit="Take away", metadata=invocation_id)


def read_grant_modal(view: Mapping[str, Any]) -> tuple[str, Role]:
    """Return the user's id and the role that were chosen."""
    return read_revoke_modal(view), Role(chosen(view, ROLE))


def read_revoke_modal(view: Mapping[str, Any]) -> str:
    """Return the id of the user who was chosen."""
    return str(entered(view, WHO)["selected_user"])


def read_account(view: Mapping[str, Any]) -> str:
    """Return the account that was chosen, "" for all."""
    return chosen(view, ACCOUNT)


def has_accounts(view: Mapping[str, Any]) -> bool:
    """Return whether the modal offered accounts."""
    return ACCOUNT in view["state"]["values"]


def _in_account(accounts: Sequence[str], account: str) -> list[Block]:
    """Return the menu of accounts, of which none need be chosen: a role then counts in all."""
    options = [option(name, name) for name in accounts[:_MOST_OPTIONS]]
    hint = "Leave it empty for all accounts."
    return (
        [input_block(ACCOUNT, "Only in the account", select(options, account), hint, optional=True)] if options else []
    )


def _user(user: str) -> Block:
    menu: Block = {"type": "users_select", **({"initial_user": user} if user else {})}
    return input_block(WHO, "Person", menu)
