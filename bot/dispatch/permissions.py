"""Checks the role of a user, for every command and every press."""

from slack_sdk.errors import SlackApiError

from cards.dispatch import errors
from kit import roles
from kit.wiring import Kit
from records.messages import Message
from records.people import Role


def role_or_refusal(
    kit: Kit, user_id: str, team_id: str, what: str, needed: Role, *, will_retry: bool = False
) -> Role | Message:
    """Return the user's role if it covers `needed`, otherwise the reply; `what` is the user's name for the action.

    With `will_retry`, for requests that Slack retries, raises SlackApiError or OSError if Slack is unavailable.
    """
    try:
        held = roles.role(kit, user_id, team_id)
    except SlackApiError as error:
        if will_retry and roles.is_away(error):
            raise
        return errors.user_unknown(str(error.response.get("error")))
    except OSError:
        if will_retry:
            raise
        return errors.user_unknown("")
    if held is Role.NOBODY:
        return errors.outsider()
    return held if held.covers(needed) else errors.role_needed(what, needed, held)
