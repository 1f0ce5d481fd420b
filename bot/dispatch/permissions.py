"""Looks up the role of a user, for every command and every press."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from cards.dispatch import errors
from kit import roles
from kit.wiring import Kit
from records.messages import Message
from records.people import Role


def role(kit: Kit, user_id: str, team: str, *, will_retry: bool = False) -> Role | Message:
    """Return the current role of a user, or the reply if Slack does not say who the user is.

    With `will_retry`, for requests that Slack retries, raises SlackApiError or OSError if Slack is unavailable.
    """
    try:
        return roles.role(kit, user_id, team)
    except SlackApiError as error:
        if will_retry and roles.is_away(error):
            raise
        return errors.user_unknown(str(error.response.get("error")))
    except OSError:
        if will_retry:
            raise
        return errors.user_unknown("")
