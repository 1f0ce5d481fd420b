"""Checks in every job what its bot may do, since a role can be taken away after a request was acknowledged."""

from cards.dispatch.bots import beyond_limits
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch import grants
from records.invocations import Invocation
from records.people import ANY_ACCOUNT, Role


def check(kit: Kit, invocation: Invocation, account: str = ANY_ACCOUNT) -> None:
    """Raise UserError for the request of a bot beyond its role or its limits, in the account of its app if known."""
    needed = Role(invocation.needs or Role.VIEWER)
    if not grants.permits(kit.redis, invocation.user, invocation.command, invocation.app, needed, account):
        raise refusal(kit, invocation.user, account)


def refusal(kit: Kit, bot: str, account: str = ANY_ACCOUNT) -> UserError:
    """Return the error for a bot whose role or limits do not cover its request."""
    held, named = grants.limits_of_bot(kit.redis, bot, account), grants.BOTS.get(kit.redis, bot)
    somewhere = grants.held_by_bot(kit.redis, bot)
    return UserError(beyond_limits(named, held, "" if somewhere is Role.NOBODY or account == ANY_ACCOUNT else account))
