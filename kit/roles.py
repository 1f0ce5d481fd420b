"""Decides who may do what: roles are checked before a request is stored, and again by its jobs."""

from dataclasses import dataclass, replace
from functools import partial

from slack_sdk.errors import SlackApiError

from cards.dispatch import errors
from cards.dispatch.bots import beyond_limits
from cards.wording.accounts import of_another_account, role_needed_in
from kit.slack import users
from kit.slack.replies import UserError
from kit.slack.transport import is_away
from kit.wiring import Kit
from records import people
from records.dispatch import channels, grants
from records.invocations import Invocation
from records.keys import DEFAULT_ACCOUNT, same_account
from records.messages import Message
from records.people import ANY_ACCOUNT, Role

# Slack's errors for a user whom the bot can't see (https://docs.slack.dev/reference/methods/users.info#errors).
_UNSEEN = {"user_not_found", "user_not_visible", "users_not_found"}


def role(kit: Kit, user_id: str, team: str, account: str | None = None, *, strict: bool = False) -> Role:
    """Return a user's role in an account now, without one the role in all; nobody's for one whom the bot can't see.

    Raises SlackApiError while Slack can't say who the user is, and with `strict` while it can't list a group.
    """
    known, given = people.known_and_grants(kit.redis, user_id)
    try:
        known = known or users.fetch(kit, user_id, team)
    except SlackApiError as error:
        if error.response.get("error") in _UNSEEN:
            return Role.NOBODY
        raise
    holders = dict.fromkeys(who for who, _ in people.applying(given, account))
    groups = {who: users.members(kit, who, strict=strict) for who in holders if who.startswith("S")}
    return people.role_of(known, given, groups, account)


@dataclass(frozen=True)
class Permission:
    """The role that a user acts with. `needs` is the role that jobs check, if it is held in some accounts only."""

    held: Role
    needs: str = ""


def permission_or_refusal(
    kit: Kit, invocation: Invocation, team_id: str, what: str, needed: Role, *, will_retry: bool = False
) -> Permission | Message:
    """Return the user's role if it covers `needed`, otherwise the reply; `what` is the user's name for the action.

    With `will_retry`, for requests that Slack retries, raises SlackApiError or OSError if Slack is unavailable.
    """
    try:
        held = role(kit, invocation.user, team_id)
        return Permission(held) if held.covers(needed) else _somewhere(kit, invocation, team_id, what, needed)
    except SlackApiError as error:
        if will_retry and is_away(error):
            raise
        return errors.user_unknown(str(error.response.get("error")))
    except OSError:
        if will_retry:
            raise
        return errors.user_unknown("")


def _somewhere(kit: Kit, invocation: Invocation, team_id: str, what: str, needed: Role) -> Permission | Message:
    """Return the permission of a user who holds the role in some accounts only, or the reply to one who does not."""
    somewhere = role(kit, invocation.user, team_id, ANY_ACCOUNT)
    if somewhere is Role.NOBODY:
        return errors.outsider()
    if not somewhere.covers(needed):
        return errors.role_needed(what, needed, somewhere)
    account = _account(kit, invocation)
    there = role(kit, invocation.user, team_id, account) if account else somewhere
    return Permission(there, needed.value) if there.covers(needed) else role_needed_in(account, needed, there)


def _account(kit: Kit, invocation: Invocation) -> str:
    """Return the account that a request is about, as far as its channel tells; "" if only a job can find out."""
    if tie := channels.tie_of(kit.redis, invocation.channel):
        return tie
    chosen = channels.app_of(kit.redis, invocation.channel)
    named = {"app", "account"} & (invocation.options or {}).keys()
    return (chosen.account or DEFAULT_ACCOUNT) if chosen is not None and not named else ""


def refusal_of(kit: Kit, invocation: Invocation, account: str) -> Message | None:
    """Return why a press can't be about a record of this account, None if it can."""
    try:
        check_account(kit, invocation, account)
    except UserError as refused:
        return refused.message
    return None


def limited(kit: Kit, invocation: Invocation) -> Kit:
    """Return the kit of a job about an invocation. Raises UserError for one that its bot may not make."""
    if invocation.command:
        check_bot(kit, invocation)
    return replace(kit, check=partial(check_account, kit, invocation))


def check_account(kit: Kit, invocation: Invocation, account: str | None) -> None:
    """Raise UserError for an account that the channel is not tied to, or in which the user's role is too small.

    None is for what belongs to no account, such as the roles themselves: it takes a role in all of them.
    """
    tie = channels.tie_of(kit.redis, invocation.channel)
    if tie and account is not None and not same_account(tie, account):
        raise UserError(of_another_account(tie))
    if invocation.command and account is not None:
        check_bot(kit, invocation, account or DEFAULT_ACCOUNT)
    elif invocation.needs:
        needed = Role(invocation.needs)
        named = account if account is None else account or DEFAULT_ACCOUNT
        held = role(kit, invocation.user, users.team_id_of_bot(kit), named)
        if not held.covers(needed):
            raise UserError(role_needed_in(named, needed, held), private=True)


def check_bot(kit: Kit, invocation: Invocation, account: str = ANY_ACCOUNT) -> None:
    """Raise UserError for the request of a bot beyond its role or its limits, in the account of its app if known."""
    needed = Role(invocation.needs or Role.VIEWER)
    if not grants.permits(kit.redis, invocation.user, invocation.command, invocation.app, needed, account):
        raise bot_refusal(kit, invocation.user, account)


def bot_refusal(kit: Kit, bot: str, account: str = ANY_ACCOUNT) -> UserError:
    """Return the error for a bot whose role or limits do not cover its request."""
    held, named = grants.limits_of_bot(kit.redis, bot, account), grants.BOTS.get(kit.redis, bot)
    somewhere = grants.held_by_bot(kit.redis, bot)
    return UserError(beyond_limits(named, held, "" if somewhere is Role.NOBODY or account == ANY_ACCOUNT else account))
