"""Checks in every job what its bot may do, since a role can be taken away after a request was acknowledged."""

from cards.dispatch.bots import beyond_limits
from kit.slack.replies import UserError
from kit.wiring import Kit
from records import grants
from records.invocations import Invocation


def check(kit: Kit, invocation: Invocation) -> None:
    """Raise UserError for the request of a bot beyond its role or its limits."""
    if not grants.permits(kit.redis, invocation.user, invocation.command, invocation.app):
        raise refusal(kit, invocation.user)


def refusal(kit: Kit, bot: str) -> UserError:
    """Return the error for a bot whose role or limits do not cover its request."""
    return UserError(beyond_limits(grants.BOTS.get(kit.redis, bot), grants.held_by_bot(kit.redis, bot)))
