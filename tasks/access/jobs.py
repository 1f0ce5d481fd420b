"""Grants and revokes roles, keeping at least one admin, and shows who holds which."""

from __future__ import annotations

from collections.abc import Mapping

from slack_sdk.errors import SlackApiError

from cards.access import messages
from cards.access.audit_tags import ROLE_GRANTED, ROLE_REVOKED
from cards.access.messages import Holder
from kit import roles
from kit.jobs.define import NOW, job
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records import grants, people
from records.grants import GrantChange, Grants
from records.invocations import Invocation
from records.people import Role
from tasks import audit_log, failures

_UNKNOWN = {"user_not_found", "user_not_visible", "no_such_subteam", "subteam_not_found"}


@job(NOW, on_failure=failures.report_failure)
def show_access(kit: Kit, invocation: Invocation) -> None:
    """Who holds which role, and how."""
    reply(kit, invocation, messages.who_may(holders(kit), roles.role(kit, invocation.user, roles.team_id_of_bot(kit))))


def holders(kit: Kit) -> list[Holder]:
    """Return every user and group that holds a grant."""
    home, given = roles.team_id_of_bot(kit), people.grants(kit.redis)
    handles = _handles(kit) if any(_is_group(who) for who in given) else {}
    return [_holder(kit, who, handles.get(who, who), role, home) for who, role in given.items()]


@job(NOW, on_failure=failures.report_failure)
def grant_role(kit: Kit, invocation: Invocation, who: str, role: str, label: str) -> None:
    """Grant a role to a full member or a user group; `label`: its handle, where Slack sent it."""
    home, wanted = roles.team_id_of_bot(kit), Role(role)
    holder = _known(kit, who, label, wanted, home)

    def decide(given: dict[str, Role]) -> Grants:
        if given.get(who) is wanted:
            raise UserError(messages.has_it_already(holder))
        after = (given or {invocation.user: Role.ADMIN}) | {who: wanted}
        _keep_an_admin(kit, invocation, after, home)
        return after

    change = grants.change(kit.redis, invocation.id, decide)
    _write_down(kit, invocation, change, {who: holder.name})
    reply(kit, invocation, messages.granted(holder, change.before.get(who), invocation.user, first=not change.before))


@job(NOW, on_failure=failures.report_failure)
def revoke_role(kit: Kit, invocation: Invocation, who: str, role: str, label: str) -> None:
    """Take a role away; with a `role` only when it is that one."""
    home = roles.team_id_of_bot(kit)
    name = (label or _handles(kit).get(who, who)) if _is_group(who) else roles.person(kit, who, home).name

    def decide(given: dict[str, Role]) -> Grants:
        held = given.pop(who, None)
        if held is None:
            raise UserError(messages.holds_none(name, group=_is_group(who)))
        if role and held is not Role(role):
            raise UserError(messages.holds_another(_holder(kit, who, name, held, home), Role(role)))
        _keep_an_admin(kit, invocation, given, home)
        return given

    change = grants.change(kit.redis, invocation.id, decide)
    _write_down(kit, invocation, change, {who: name})
    holder = _holder(kit, who, name, change.before[who], home)
    now = None if _is_group(who) else roles.role(kit, who, home)
    reply(kit, invocation, messages.revoked(holder, invocation.user, now, none_left=not change.after))


def _known(kit: Kit, who: str, label: str, role: Role, home: str) -> Holder:
    """Return the user or group of that id. Raises `Told` for one that cannot hold a role."""
    try:
        if _is_group(who):
            people.GROUPS.remove(kit.redis, who)
            members = kit.slack.client.usergroups_users_list(usergroup=who)["users"] or ()
            return Holder(who, label or _handles(kit).get(who, who), role, people=len(members))
        people.PEOPLE.remove(kit.redis, who)
        person = roles.seen(kit, who, home)
    except SlackApiError as error:
        if error.response.get("error") in _UNKNOWN:
            raise UserError(messages.unknown_to_slack(label or who)) from error
        raise
    if person.outside:
        raise UserError(messages.not_a_member(person.name))
    return Holder(who, person.name, role)


def _holder(kit: Kit, who: str, name: str, role: Role, home: str) -> Holder:
    if _is_group(who):
        return Holder(who, name, role, people=len(roles.members(kit, who)))
    return Holder(who, roles.person(kit, who, home).name, role)


def _keep_an_admin(kit: Kit, invocation: Invocation, after: Grants, home: str) -> None:
    """Raises `Told` where the change would leave no admin who is a member; a workspace owner stays one anyway."""
    if roles.person(kit, invocation.user, home).owner:
        return
    admins = [who for who, role in after.items() if role is Role.ADMIN]
    ids = {user for who in admins for user in (roles.members(kit, who) if _is_group(who) else (who,))}
    if all(roles.person(kit, user, home).outside for user in ids):
        raise UserError(messages.last_admin())


def _write_down(kit: Kit, invocation: Invocation, change: GrantChange, names: Mapping[str, str]) -> None:
    """Add an audit entry for each changed role."""
    for who, old, new in change.changed():
        audit_log.record(
            kit,
            ROLE_REVOKED if new is None else ROLE_GRANTED,
            invocation,
            idempotency_key=f"{invocation.id}.{who}",
            field=f"{names.get(who) or roles.person(kit, who, roles.team_id_of_bot(kit)).name} ({who})",
            old=old or "",
            new=new or "",
        )


def _handles(kit: Kit) -> dict[str, str]:
    """The handle of every user group by its id."""
    found = kit.slack.client.usergroups_list(include_disabled=True).get("usergroups") or []
    return {str(group["id"]): str(group.get("handle") or group.get("name") or group["id"]) for group in found}


def _is_group(who: str) -> bool:
    return who.startswith("S")
