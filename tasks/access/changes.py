"""Gives and takes roles, keeping at least one admin."""

from collections.abc import Mapping
from dataclasses import replace

from slack_sdk.errors import SlackApiError

from cards.access import messages
from cards.access.audit_tags import ROLE_GRANTED, ROLE_REVOKED
from cards.access.messages import Holder
from kit import roles
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records import grants, people
from records.grants import BotLimits, GrantChange, Grants
from records.invocations import Invocation
from records.people import Role
from tasks import audit_log, resolve
from tasks.slack.role_holders import group_names, holder, is_group

_UNKNOWN = {"user_not_found", "user_not_visible", "no_such_subteam", "subteam_not_found"}


def grant(kit: Kit, invocation: Invocation, holder_id: str, role: Role, label: str) -> None:
    """Give a role to a full member or a user group; `label` is the group's handle if Slack sent it."""
    new = _with_limits(kit, invocation, _eligible_holder(kit, holder_id, label, role))
    before = grants.BOTS.get(kit.redis, holder_id)

    def decide(given: dict[str, Role]) -> Grants:
        held_id = _held_by(given, holder_id)
        if given.get(held_id) is role and before == new.limits:
            raise UserError(messages.has_it_already(new))
        after = (given or {invocation.user: Role.ADMIN}) | {held_id: role}
        _keep_an_admin(kit, invocation, after)
        return after

    if new.limits is not None:
        # The role is what lets the bot in, so its limits come first.
        grants.BOTS.put(kit.redis, holder_id, new.limits)
    change = grants.change(kit.redis, invocation.id, decide)
    _record(kit, invocation, change, new)
    if new.limits is not None:
        reply(kit, invocation, messages.bot_granted(new, invocation.user))
        return
    old = change.before.get(_held_by(change.before, holder_id))
    reply(kit, invocation, messages.granted(new, old, invocation.user, first=not change.before))


def revoke(kit: Kit, invocation: Invocation, holder_id: str, role: str, label: str) -> None:
    """Take a role away; with a `role` only if it is that one."""
    group, team = is_group(holder_id), roles.team_id_of_bot(kit)
    name = (label or group_names(kit).get(holder_id, holder_id)) if group else roles.person(kit, holder_id, team).name

    def decide(given: dict[str, Role]) -> Grants:
        held = given.pop(_held_by(given, holder_id), None)
        if held is None:
            raise UserError(messages.holds_none(name, _groups_of(kit, holder_id, given), group=group))
        if role and held is not Role(role):
            raise UserError(messages.holds_another(holder(kit, holder_id, name, held), Role(role)))
        _keep_an_admin(kit, invocation, given)
        return given

    change = grants.change(kit.redis, invocation.id, decide)
    old = holder(kit, holder_id, name, change.before[_held_by(change.before, holder_id)])
    _record(kit, invocation, change, old)
    remaining = None if group else roles.role(kit, holder_id, team)
    groups = _groups_of(kit, holder_id, change.after)
    reply(kit, invocation, messages.revoked(old, invocation.user, remaining, groups, none_left=not change.after))


def _groups_of(kit: Kit, user_id: str, given: Mapping[str, Role]) -> list[Holder]:
    """Return the groups through which a user holds roles."""
    groups = {who: roles.members(kit, who) for who in given if is_group(who)}
    ids = [who for who, members in groups.items() if any(people.same_user(user_id, member) for member in members)]
    names = group_names(kit) if ids else {}
    return [holder(kit, group_id, names.get(group_id, group_id), given[group_id]) for group_id in ids]


def _held_by(given: Mapping[str, Role], holder_id: str) -> str:
    """Return the id under which the same user holds a role already."""
    return next((who for who in given if people.same_user(who, holder_id)), holder_id)


def _eligible_holder(kit: Kit, holder_id: str, label: str, role: Role) -> Holder:
    """Return the user or group of that id. Raises UserError for one that can't hold a role."""
    try:
        if is_group(holder_id):
            people.GROUPS.remove(kit.redis, holder_id)
            members = kit.slack.client.usergroups_users_list(usergroup=holder_id)["users"] or ()
            return Holder(holder_id, label or group_names(kit).get(holder_id, holder_id), role, people=len(members))
        people.PEOPLE.remove(kit.redis, holder_id)
        person = roles.seen(kit, holder_id, roles.team_id_of_bot(kit))
    except SlackApiError as error:
        if error.response.get("error") in _UNKNOWN:
            raise UserError(messages.unknown_to_slack(label or holder_id)) from error
        raise
    if person.bot and holder_id != roles.bot_names(kit)[0]:
        if role not in {Role.VIEWER, Role.EDITOR}:
            raise UserError(messages.bot_role(person.name, role))
        return Holder(holder_id, person.name, role, limits=BotLimits(name=person.name))
    if person.outside:
        raise UserError(messages.not_a_member(person.name))
    return Holder(holder_id, person.name, role)


def _with_limits(kit: Kit, invocation: Invocation, new: Holder) -> Holder:
    """Return a bot with the limits of the request. Raises UserError for limits of anyone else, or an unknown app."""
    only = (invocation.options or {}).get("only", "")
    if new.limits is None:
        if only or invocation.app:
            raise UserError(messages.limits_for_bots(new.name))
        return new
    limits = replace(new.limits, only=tuple(filter(None, only.split(","))))
    if invocation.app:
        app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel)
        limits = replace(limits, app_id=app.id, bundle_id=app.bundle_id)
    return replace(new, limits=limits)


def _keep_an_admin(kit: Kit, invocation: Invocation, after: Grants) -> None:
    """Raise UserError if no admin who is a member would be left; a workspace owner always is one."""
    team = roles.team_id_of_bot(kit)
    if roles.person(kit, invocation.user, team).owner:
        return
    admins = [holder_id for holder_id, role in after.items() if role is Role.ADMIN]
    ids = {user for admin in admins for user in (roles.members(kit, admin) if is_group(admin) else (admin,))}
    if all(roles.person(kit, user, team).outside for user in ids):
        raise UserError(messages.last_admin())


def _record(kit: Kit, invocation: Invocation, change: GrantChange, changed: Holder) -> None:
    """Add an audit entry for each changed role, and for a bot's limits."""
    changed_roles = change.changed()
    if changed.limits is not None and changed.id not in {holder_id for holder_id, _, _ in changed_roles}:
        changed_roles.append((changed.id, changed.role, changed.role))
    for holder_id, old, new in changed_roles:
        # The first grant also makes the user who gives it an admin.
        known = changed.label if changed.limits else changed.name
        known = known if holder_id == changed.id else ""
        audit_log.record(
            kit,
            ROLE_REVOKED if new is None else ROLE_GRANTED,
            invocation,
            idempotency_key=f"{invocation.id}.{holder_id}",
            field=f"{known or roles.person(kit, holder_id, roles.team_id_of_bot(kit)).name} ({holder_id})",
            old=old or "",
            new=new or "",
        )
