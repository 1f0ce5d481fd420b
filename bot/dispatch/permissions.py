"""Checks the role of a user, for every command and every press."""

from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from cards.dispatch import errors
from cards.wording.accounts import role_needed_in
from kit import roles
from kit.jobs import account_limits
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch import channels
from records.invocations import Invocation
from records.messages import Message
from records.people import ANY_ACCOUNT, Role
from records.storage.accounts import DEFAULT


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
        return _permission_or_refusal(kit, invocation, team_id, what, needed)
    except SlackApiError as error:
        if will_retry and roles.is_away(error):
            raise
        return errors.user_unknown(str(error.response.get("error")))
    except OSError:
        if will_retry:
            raise
        return errors.user_unknown("")


def _permission_or_refusal(
    kit: Kit, invocation: Invocation, team_id: str, what: str, needed: Role
) -> Permission | Message:
    held = roles.role(kit, invocation.user, team_id)
    if held.covers(needed):
        return Permission(held)
    somewhere = roles.role(kit, invocation.user, team_id, ANY_ACCOUNT)
    if somewhere is Role.NOBODY:
        return errors.outsider()
    if not somewhere.covers(needed):
        return errors.role_needed(what, needed, somewhere)
    account = _account(kit, invocation)
    there = roles.role(kit, invocation.user, team_id, account) if account else somewhere
    return Permission(there, needed.value) if there.covers(needed) else role_needed_in(account, needed, there)


def _account(kit: Kit, invocation: Invocation) -> str:
    """Return the account that a request is about, as far as its channel tells; "" if only a job can find out."""
    if tie := channels.tie_of(kit.redis, invocation.channel):
        return tie
    chosen = channels.app_of(kit.redis, invocation.channel)
    named = {"app", "account"} & (invocation.options or {}).keys()
    return (chosen.account or DEFAULT) if chosen is not None and not named else ""


def refusal_of(kit: Kit, invocation: Invocation, account: str) -> Message | None:
    """Return why a press can't be about a record of this account, None if it can."""
    try:
        account_limits.check(kit, invocation, account)
    except UserError as refused:
        return refused.message
    return None
