"""Decides at the moment of every command and click who may do it."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from cards import help as cards
from kit import roles
from kit.roles import person
from kit.wiring import Kit
from records.people import Role
from records.wishes import Card

__all__ = ["person", "role"]


def role(kit: Kit, user_id: str, team: str, *, comes_again: bool = False) -> Role | Card:
    """The role of somebody now, or what to tell them where Slack does not say who they are.

    With `comes_again`, for what Slack delivers again, it raises SlackApiError or OSError where Slack is only away.
    """
    try:
        return roles.role(kit, user_id, team)
    except SlackApiError as error:
        if comes_again and roles.is_away(error):
            raise
        return cards.not_known(str(error.response.get("error")))
    except OSError:
        if comes_again:
            raise
        return cards.not_known("")
