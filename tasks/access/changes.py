"""Gives and takes roles, keeping at least one admin."""

from collections.abc import Mapping
from dataclasses import replace

from slack_sdk.errors import SlackApiError

from cards.access import messages
from cards.access.audit_tags import ROLE_GRANTED, ROLE_REVOKED
from cards.access.holders import Holder
from kit import roles
from kit.slack import users
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records import people
from records.dispatch import grants
from records.dispatch.grants import BotLimits, GrantChange, Grants
from records.invocations import Invocation
from records.people import Role
from tasks.dispatch import audit_log, resolve
from tasks.slack.role_holders import group_names, holder, is_group

_UNKNOWN = {"user_not_found", "user_not_visible", "no_such_subteam", "subteam_not_found"}


def grant(kit: Kit, invocation: Invocation, holder_id: str, role: Role, label: str) -> None:
    """Give a role to a full member or a user group; `label` is the group's handle if Slack sent it."""
    account = _account(kit, invocation)
    holder = replace(_eligible_holder(kit, holder_id, label, role), account=account)
    new = _with_limits(kit, invocation, holder)
    name = people.grant_key(holder_id, account)
    before = grants.BOTS.get(kit.redis, name)

    def decide(given: dict[str, Role]) -> Grants:
        held_as = _held_by(given, name)
        if given.get(held_as) is role and before == new.limits:
            raise UserError(messages.has_it_already(new))
        after = (given or {invocation.user: Role.ADMIN}) | {held_as: role}
        _keep_an_admin(kit, invocation, after)
        return after

    if new.limits is not None:
        # The role is what lets the bot in, so its limits come first.
        grants.set_limits(kit.redis, holder_id, account, new.limits)
    change = grants.change(kit.redis, invocation.id, decide)
    _record(kit, invocation, change, new)
    if new.limits is not None:
        reply(kit, invocation, messages.bot_granted(new, invocation.user))
        return
    old = change.before.get(_held_by(change.before, name))
    reply(kit, invocation, messages.granted(new, old, invocation.user, first=not change.before))


def revoke(kit: Kit, invocation: Invocation, holder_id: str, role: str, label: str) -> None:
    """Take every role away, or the one in one account; with a `role` only if it is that one."""
    group, team, account = is_group(holder_id), users.team_id_of_bot(kit), _account(kit, invocation)
    name = (label or group_names(kit).get(holder_id, holder_id)) if group else users.person(kit, holder_id, team).name

    def decide(given: dict[str, Role]) -> Grants:
        held = {grant: given[grant] for grant in _all_of(given, holder_id, account)}
        taken = {grant: found for grant, found in held.items() if not role or found is Role(role)}
        if not held:
            raise UserError(messages.holds_none(name, _groups_of(kit, holder_id, given), account, group=group))
        if not taken:
            grant, found = next(iter(held.items()))
            raise UserError(messages.holds_another(holder(kit, grant, name, found), Role(role)))
        after = {grant: found for grant, found in given.items() if grant not in taken}
        _keep_an_admin(kit, invocation, after)
        return after

    change = grants.change(kit.redis, invocation.id, decide)
    gone = [grant for grant in change.before if grant not in change.after]
    taken = [holder(kit, grant, name, change.before[grant]) for grant in gone]
    for old in taken:
        _record(kit, invocation, change, old)
    remaining = None if group else roles.role(kit, holder_id, team, account or None)
    groups = _groups_of(kit, holder_id, change.after)
    reply(kit, invocation, messages.revoked(taken, invocation.user, remaining, groups, none_left=not change.after))


def _account(kit: Kit, invocation: Invocation) -> str:
    """Return the account after `--account`, "" for all. Raises UserError for one that its user may not manage."""
    named = (invocation.options or {}).get("account", "")
    account = resolve.account_named(kit, named, invocation.channel) if named else ""
    kit.check(account or None)
    return account


def _groups_of(kit: Kit, user_id: str, given: Mapping[str, Role]) -> list[Holder]:
    """Return the groups through which a user holds roles."""
    groups = {grant: users.members(kit, people.holder_of(grant)[0]) for grant in given if is_group(grant)}
    found = [grant for grant, members in groups.items() if any(people.same_user(user_id, member) for member in members)]
    names = group_names(kit) if found else {}
    ids = {grant: people.holder_of(grant)[0] for grant in found}
    return [holder(kit, grant, names.get(ids[grant], ids[grant]), given[grant]) for grant in found]


def _held_by(given: Mapping[str, Role], name: str) -> str:
    """Return the name of the grant that the same user holds already for the same account."""
    return next((grant for grant in given if people.same_user(grant, name)), name)


def _all_of(given: Mapping[str, Role], holder_id: str, account: str) -> list[str]:
    """Return the names of a holder's grants; with an account, of those that are limited to it."""
    found = [(grant, *people.holder_of(grant)) for grant in given]
    return [grant for grant, who, limit in found if people.same_user(who, holder_id) and account in {"", limit}]


def _eligible_holder(kit: Kit, holder_id: str, label: str, role: Role) -> Holder:
    """Return the user or group of that id. Raises UserError for one that can't hold a role."""
    try:
        if is_group(holder_id):
            people.GROUPS.remove(kit.redis, holder_id)
            members = kit.slack.client.usergroups_users_list(usergroup=holder_id)["users"] or ()
            return Holder(holder_id, label or group_names(kit).get(holder_id, holder_id), role, people=len(members))
        people.PEOPLE.remove(kit.redis, holder_id)
        person = users.seen(kit, holder_id, users.team_id_of_bot(kit))
    except SlackApiError as error:
        if error.response.get("error") in _UNKNOWN:
            raise UserError(messages.unknown_to_slack(label or holder_id)) from error
        raise
    if person.bot and holder_id != users.bot_names(kit)[0]:
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
        app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel, account=new.account or None)
        limits = replace(limits, app_id=app.id, bundle_id=app.bundle_id)
    return replace(new, limits=limits)


def _keep_an_admin(kit: Kit, invocation: Invocation, after: Grants) -> None:
    """Raise UserError if no admin who is a member would be left; a workspace owner always is one."""
    team = users.team_id_of_bot(kit)
    if users.person(kit, invocation.user, team).owner:
        return
    admins = [holder_id for holder_id, role in people.applying(after, None) if role is Role.ADMIN]
    ids = {user for admin in admins for user in (users.members(kit, admin) if is_group(admin) else (admin,))}
    if all(users.person(kit, user, team).outside for user in ids):
        raise UserError(messages.last_admin())


def _record(kit: Kit, invocation: Invocation, change: GrantChange, changed: Holder) -> None:
    """Add an audit entry for each changed role, and for a bot's limits."""
    own, found = people.grant_key(changed.id, changed.account), change.changed()
    if changed.limits is not None and own not in {grant for grant, _, _ in found}:
        found.append((own, changed.role, changed.role))
    for grant, old, new in found:
        holder_id, account = people.holder_of(grant)
        # The first grant also makes the user who gives it an admin.
        known = changed.label if changed.limits else changed.name
        known = known if holder_id == changed.id else ""
        audit_log.record(
            kit,
            ROLE_REVOKED if new is None else ROLE_GRANTED,
            invocation,
            idempotency_key=f"{invocation.id}.{grant}",
            account=account,
            field=f"{known or users.person(kit, holder_id, users.team_id_of_bot(kit)).name} ({holder_id})",
            old=old or "",
            new=new or "",
        )
