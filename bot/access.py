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


def role(kit: Kit, user_id: str, team: str) -> Role | Card:
    """The role of somebody now, or what to tell them where Slack does not say who they are."""
    try:
        return roles.role(kit, user_id, team)
    except SlackApiError as error:
        return cards.not_known(str(error.response.get("error")))
    except OSError:
        return cards.not_known("")
