"""Describes who holds which role, with the names that Slack knows."""

from cards.access.holders import Holder
from kit import roles
from kit.slack import users
from kit.wiring import Kit
from records import people
from records.dispatch import grants
from records.keys import DEFAULT_ACCOUNT, same_account
from records.people import Role


def holders(kit: Kit, tie: str = "") -> list[Holder]:
    """Return every user and group that was given a role; with a `tie` without roles limited to another account."""
    given = people.grants(kit.redis)
    names = group_names(kit) if any(is_group(grant) for grant in given) else {}
    shown = {grant: people.holder_of(grant) for grant in given}
    return [
        holder(kit, grant, names.get(holder_id, holder_id), given[grant])
        for grant, (holder_id, account) in shown.items()
        if not (tie and account) or account == tie
    ]


def holder(kit: Kit, grant: str, name: str, role: Role) -> Holder:
    """Return a user, by the name in Slack, or a group called `name`, as the holder of a role."""
    holder_id, account = people.holder_of(grant)
    if is_group(holder_id):
        return Holder(holder_id, name, role, people=len(users.members(kit, holder_id)), account=account)
    person = users.person(kit, holder_id, users.team_id_of_bot(kit))
    limits = grants.BOTS.get(kit.redis, grant) if person.bot else None
    return Holder(holder_id, person.name, role, limits=limits, account=account)


def higher_roles(kit: Kit, user: str, held: Role, tie: str = "") -> dict[str, Role]:
    """Return the roles of a user that are higher in one account than the role `held` in all, by account."""
    team_id = users.team_id_of_bot(kit)
    shown = [account or DEFAULT_ACCOUNT for account in kit.accounts() if not tie or same_account(tie, account)]
    found = {account: roles.role(kit, user, team_id, account) for account in shown}
    return {account: role for account, role in found.items() if role is not held and role.covers(held)}


def group_names(kit: Kit) -> dict[str, str]:
    """Return the handle of every user group, by id."""
    groups = kit.slack.client.usergroups_list(include_disabled=True).get("usergroups") or []
    return {str(group["id"]): str(group.get("handle") or group.get("name") or group["id"]) for group in groups}


def is_group(holder_id: str) -> bool:
    """Return whether the id is a user group's."""
    return holder_id.startswith("S")
