"""Checks in a job that what it is about belongs to an account that its channel shows, and in which its user may act."""

from dataclasses import replace
from functools import partial

from cards.wording.accounts import of_another_account, role_needed_in
from kit import roles
from kit.jobs import bot_limits
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch import channels
from records.invocations import Invocation
from records.people import Role
from records.storage.accounts import DEFAULT, same_account


def limited(kit: Kit, invocation: Invocation) -> Kit:
    """Return the kit of a job about an invocation. Raises UserError for one that its bot may not make."""
    if invocation.command:
        bot_limits.check(kit, invocation)
    return replace(kit, check=partial(check, kit, invocation))


def check(kit: Kit, invocation: Invocation, account: str | None) -> None:
    """Raise UserError for an account that the channel is not tied to, or in which the user's role is too small.

    None is for what belongs to no account, such as the roles themselves: it takes a role in all of them.
    """
    tie = channels.tie_of(kit.redis, invocation.channel)
    if tie and account is not None and not same_account(tie, account):
        raise UserError(of_another_account(tie))
    if invocation.command and account is not None:
        bot_limits.check(kit, invocation, account or DEFAULT)
    elif invocation.needs:
        needed = Role(invocation.needs)
        named = account if account is None else account or DEFAULT
        held = roles.role(kit, invocation.user, roles.team_id_of_bot(kit), named)
        if not held.covers(needed):
            raise UserError(role_needed_in(named, needed, held), private=True)
