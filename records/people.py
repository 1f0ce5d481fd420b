"""Users as Slack describes them, cached for a few minutes, and their roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from redis import Redis

from records.keys import DAY, key
from records.storage.documents import Documents

REMEMBERED_SECONDS = 300

# Writes reminders and Slack's own notices; users.info describes it as a full member that is no bot.
SLACKBOT = "USLACKBOT"


class Role(StrEnum):
    """The permissions of a user; each role includes the ones before it."""

    NOBODY = "nobody"
    VIEWER = "viewer"
    EDITOR = "editor"
    APPROVER = "approver"
    RELEASER = "releaser"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """Return 0 for nobody up to 5 for admin."""
        return list(Role).index(self)

    def covers(self, needed: Role) -> bool:
        """Return whether this role includes `needed`."""
        return self.rank >= needed.rank


@dataclass(frozen=True, kw_only=True)
class Person:
    """A user in Slack. `team` is the workspace; `outside`: a guest, a member of another workspace, or a bot.

    `bot`: the bot user of another app in this workspace.
    """

    id: str
    name: str
    team: str = ""
    timezone: str = "UTC"
    owner: bool = False
    admin: bool = False
    outside: bool = False
    bot: bool = False


PEOPLE = Documents("person", Person, seconds=REMEMBERED_SECONDS)
GROUPS = Documents("group", tuple[str, ...], seconds=REMEMBERED_SECONDS)
BOT_NAMES = Documents("bot_names", tuple[str, ...], seconds=DAY)
IN_CHANNEL = Documents("in_channel", tuple[str, ...], seconds=REMEMBERED_SECONDS)
_GRANTS = key("grants")


def same_user(user_id: str, other: str) -> bool:
    """Return whether two ids are those of one user: on Enterprise Grid one begins with U and the other with W.

    https://docs.slack.dev/enterprise/developing-for-enterprise-orgs
    """
    return user_id == other or ({user_id[:1], other[:1]} == {"U", "W"} and user_id[1:] == other[1:])


# Stands for any account: what a user may do in at least one of them.
ANY_ACCOUNT = "*"


def grant_key(holder_id: str, account: str) -> str:
    """Return the name of a grant: the holder's id, and the account that it is limited to, if any: `U01@acme`."""
    return f"{holder_id}@{account}" if account else holder_id


def holder_of(grant: str) -> tuple[str, str]:
    """Return the holder's id and the account of a grant, "" for every account."""
    holder_id, _, account = grant.partition("@")
    return holder_id, account


def applying(given: Mapping[str, Role], account: str | None) -> list[tuple[str, Role]]:
    """Return the holders' ids and roles of the grants that count in an account; None for those that count in all."""
    found = [(*holder_of(grant), role) for grant, role in given.items()]
    return [(who, role) for who, limit, role in found if not limit or account in {ANY_ACCOUNT, limit}]


def grants(redis: Redis) -> dict[str, Role]:
    """Return every grant by its name (`grant_key`); holders are users (U…, W…) and user groups (S…)."""
    return _read_grants(redis.hgetall(_GRANTS))


def known_and_grants(redis: Redis, user_id: str) -> tuple[Person | None, dict[str, Role]]:
    """Return the user, if cached, and every grant, in one round trip."""
    with redis.pipeline(transaction=False) as pipeline:
        pipeline.get(PEOPLE.key(user_id))
        pipeline.hgetall(_GRANTS)
        person, given = pipeline.execute()
    return PEOPLE.read(person), _read_grants(given)


def _read_grants(raw: Any) -> dict[str, Role]:  # noqa: ANN401 - redis-py types every answer as Any
    return {str(who, "ascii"): Role(str(role, "ascii")) for who, role in raw.items()}


def role_of(
    person: Person, given: Mapping[str, Role], groups: Mapping[str, tuple[str, ...]], account: str | None = None
) -> Role:
    """Return a user's role in an account, or in all of them. `groups` has the members of every group with a grant.

    Until the first grant, workspace admins and owners are admins; after it only owners are. Every other full member
    is a viewer. Guests and members of other workspaces have no role. A bot has the one that it was given itself, at
    most editor.
    """
    applied = applying(given, account)
    if person.bot:
        own = [role for who, role in applied if who == person.id]
        return min(max([*own, Role.NOBODY], key=_rank), Role.EDITOR, key=_rank)
    if person.outside:
        return Role.NOBODY
    if person.owner or (person.admin and not given):
        return Role.ADMIN
    held = [role for who, role in applied if any(same_user(user, person.id) for user in (who, *groups.get(who, ())))]
    return max([*held, Role.VIEWER], key=_rank)


def _rank(role: Role) -> int:
    return role.rank
