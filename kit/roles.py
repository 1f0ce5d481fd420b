"""Who somebody is and what they may do now, as Slack and the grants say it; remembered for five minutes."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from kit.slack.client import is_passing
from kit.wiring import Kit
from records import people
from records.keys import DAY, key
from records.people import Person, Role

# Slack's errors for a user whom the bot can't see (https://docs.slack.dev/reference/methods/users.info#errors).
_UNSEEN = {"user_not_found", "user_not_visible"}

log = structlog.get_logger()


def team_id_of_bot(kit: Kit) -> str:
    """The id of the workspace that the bot is installed in, for jobs, which no request of Slack's tells it."""
    name = key("home")
    known: Any = kit.redis.get(name)
    if known is not None:
        return str(known, "ascii")
    found = str(kit.slack.client.auth_test().get("team_id") or "")
    kit.redis.set(name, found, ex=DAY)
    return found


def person(kit: Kit, user_id: str, team: str) -> Person:
    """Who this is, asked of Slack at most every five minutes. `team` is the workspace that the bot is installed in.

    Somebody whom Slack does not let the bot see counts as an outsider.
    """
    try:
        return seen(kit, user_id, team)
    except SlackApiError as error:
        log.warning("slack does not say who somebody is", error=error.response.get("error"))
        return Person(id=user_id, name=user_id, outside=True)


def seen(kit: Kit, user_id: str, team: str) -> Person:
    """The same, but raises SlackApiError where Slack does not say who it is."""
    return people.PEOPLE.get(kit.redis, user_id) or _ask(kit, user_id, team)


def _ask(kit: Kit, user_id: str, team: str) -> Person:
    user: Mapping[str, Any] = kit.slack.prompt.users_info(user=user_id)["user"]
    found = _read(user, user_id, team)
    people.PEOPLE.put(kit.redis, user_id, found)
    return found


def is_away(error: SlackApiError) -> bool:
    """Whether asking again later may help."""
    return is_passing(error) or bool(error.response.status_code == HTTPStatus.TOO_MANY_REQUESTS)


def role(kit: Kit, user_id: str, team: str) -> Role:
    """The role of somebody now. Raises SlackApiError where Slack does not say who it is."""
    known, given = people.known_and_grants(kit.redis, user_id)
    try:
        return _role(kit, known or _ask(kit, user_id, team), given)
    except SlackApiError as error:
        if error.response.get("error") in _UNSEEN:
            return Role.NOBODY
        raise


def role_of(kit: Kit, known: Person, *, strict: bool = False) -> Role:
    """The role of a person now; `strict` raises SlackApiError where Slack is away and does not list a user group."""
    return _role(kit, known, people.grants(kit.redis), strict=strict)


def _role(kit: Kit, known: Person, given: Mapping[str, Role], *, strict: bool = False) -> Role:
    groups = {who: members(kit, who, strict=strict) for who in given if who.startswith("S")}
    return people.role_of(known, given, groups)


def members(kit: Kit, group: str, *, strict: bool = False) -> tuple[str, ...]:
    """The ids of the people in a user group, asked of Slack at most every five minutes; none where Slack won't say."""
    known = people.GROUPS.get(kit.redis, group)
    if known is not None:
        return known
    try:
        found = tuple(str(one) for one in kit.slack.no_retry.usergroups_users_list(usergroup=group)["users"] or ())
    except SlackApiError as error:
        if strict and is_away(error):
            raise
        log.warning("slack does not list a user group", error=error.response.get("error"))
        return ()
    people.GROUPS.put(kit.redis, group, found)
    return found


def _read(user: Mapping[str, Any], user_id: str, team: str) -> Person:
    own = str(user.get("team_id") or "")
    # On Enterprise Grid a member of several workspaces has them listed here.
    workspaces = {own, *((user.get("enterprise_user") or {}).get("teams") or ())}
    stranger = bool(user.get("is_stranger")) or bool(team and own and team not in workspaces)
    guest = bool(user.get("is_restricted")) or bool(user.get("is_ultra_restricted"))
    profile = user.get("profile") or {}
    return Person(
        id=user_id,
        name=str(profile.get("display_name") or user.get("real_name") or user.get("name") or user_id),
        team=own,
        timezone=str(user.get("tz") or "UTC"),
        owner=bool(user.get("is_owner") or user.get("is_primary_owner")) and not stranger,
        admin=bool(user.get("is_admin")) and not stranger,
        outside=stranger or guest or bool(user.get("deleted")) or bool(user.get("is_bot")),
    )
