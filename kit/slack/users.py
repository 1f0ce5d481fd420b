"""Looks up users in Slack: who they are, their user groups, and their channels. Answers are cached for five minutes."""

from collections.abc import Mapping
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from kit.slack.transport import is_away
from kit.wiring import Kit
from records import people
from records.keys import DAY, key
from records.people import Person

_MEMBERS_PER_PAGE = 1000
_MOST_PAGES = 20
# The members of a user group that has just changed are not cached for so long.
CHANGING_SECONDS = 10

log = structlog.get_logger()


def team_id_of_bot(kit: Kit) -> str:
    """Return the id of the workspace that the bot is installed in, for jobs, which have no request that names it."""
    name = key("home")
    known: Any = kit.redis.get(name)
    if known is not None:
        return str(known, "ascii")
    found = str(kit.slack.client.auth_test().get("team_id") or "")
    kit.redis.set(name, found, ex=DAY)
    return found


def bot_names(kit: Kit) -> tuple[str, ...]:
    """Return the id of the bot's user, and what it is called in Slack."""
    known = people.BOT_NAMES.get(kit.redis, "own")
    if known is None:
        user_id = str(kit.slack.client.auth_test()["user_id"])
        user: Mapping[str, Any] = kit.slack.prompt.users_info(user=user_id)["user"]
        names = (user.get("name"), user.get("real_name"), (user.get("profile") or {}).get("display_name"))
        known = (user_id, *dict.fromkeys(str(name) for name in names if name))
        people.BOT_NAMES.put(kit.redis, "own", known)
    return known


def person(kit: Kit, user_id: str, team: str) -> Person:
    """Return a user. `team` is the workspace that the bot is installed in.

    A user whom the bot can't see counts as an outsider.
    """
    try:
        return seen(kit, user_id, team)
    except SlackApiError as error:
        log.warning("user not shown by slack", error=error.response.get("error"))
        return Person(id=user_id, name=user_id, outside=True)


def seen(kit: Kit, user_id: str, team: str) -> Person:
    """Return a user. Raises SlackApiError for one whom the bot can't see."""
    return people.PEOPLE.get(kit.redis, user_id) or fetch(kit, user_id, team)


def fetch(kit: Kit, user_id: str, team: str) -> Person:
    """Return a user as Slack describes it now. Raises SlackApiError."""
    user: Mapping[str, Any] = kit.slack.prompt.users_info(user=user_id)["user"]
    found = _read(user, user_id, team)
    people.PEOPLE.put(kit.redis, user_id, found)
    return found


def members(kit: Kit, group: str, *, strict: bool = False) -> tuple[str, ...]:
    """Return the ids of the users in a user group; none where Slack refuses to list them."""
    known = people.GROUPS.get(kit.redis, group)
    if known is not None:
        return known
    try:
        found = tuple(map(str, kit.slack.no_retry.usergroups_users_list(usergroup=group)["users"] or ()))
    except SlackApiError as error:
        if strict and is_away(error):
            raise
        log.warning("user group not listed by slack", error=error.response.get("error"))
        return ()
    if not kit.redis.exists(key("group_changed", group)):
        people.GROUPS.put(kit.redis, group, found)
    return found


def forget_members(kit: Kit, group: str) -> None:
    """Ask Slack again who is in a user group that has changed; a list that is being read now may be the old one."""
    kit.redis.set(key("group_changed", group), 1, ex=CHANGING_SECONDS)
    people.GROUPS.remove(kit.redis, group)


def is_in_channel(kit: Kit, user_id: str, channel: str) -> bool:
    """Return whether a user is in a channel.

    False where Slack refuses to list the members, as without the scopes channels:read and groups:read.
    """
    known = people.IN_CHANNEL.get(kit.redis, channel)
    if known is None:
        known = tuple(_channel_members(kit, channel))
        people.IN_CHANNEL.put(kit.redis, channel, known)
    return any(people.same_user(user_id, member) for member in known)


def _channel_members(kit: Kit, channel: str) -> list[str]:
    found: list[str] = []
    cursor = ""
    try:
        for _ in range(_MOST_PAGES):
            answer = kit.slack.client.conversations_members(channel=channel, limit=_MEMBERS_PER_PAGE, cursor=cursor)
            found += map(str, answer.get("members") or ())
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
    except SlackApiError as error:
        log.info("channel members not listed by slack", error=error.response.get("error"))
    return found


def _read(user: Mapping[str, Any], user_id: str, team: str) -> Person:
    own = str(user.get("team_id") or "")
    # On Enterprise Grid a member of several workspaces has them listed here.
    workspaces = {own, *((user.get("enterprise_user") or {}).get("teams") or ())}
    stranger = bool(user.get("is_stranger")) or bool(team and own and team not in workspaces)
    guest = bool(user.get("is_restricted")) or bool(user.get("is_ultra_restricted"))
    is_bot = bool(user.get("is_bot")) or user_id == people.SLACKBOT
    gone = bool(user.get("deleted"))
    profile = user.get("profile") or {}
    return Person(
        id=user_id,
        name=str(profile.get("display_name") or user.get("real_name") or user.get("name") or user_id),
        team=own,
        timezone=str(user.get("tz") or "UTC"),
        owner=bool(user.get("is_owner") or user.get("is_primary_owner")) and not stranger,
        admin=bool(user.get("is_admin")) and not stranger,
        outside=stranger or guest or gone or is_bot,
        bot=is_bot and not (stranger or gone or user.get("is_workflow_bot") or user_id == people.SLACKBOT),
    )
