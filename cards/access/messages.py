"""Messages about roles: the list, what was given and taken, and why a change was refused."""

from collections.abc import Mapping, Sequence

from cards.access.holders import GIVEN, MEANING, Holder, in_accounts
from cards.blocks import (
    Block,
    actions,
    bullets,
    button,
    context,
    escape,
    join_words,
    message,
    rich,
    section,
    span,
    text_message,
)
from records.messages import Message
from records.people import Role

OPEN_GRANT = "access.open_grant"
OPEN_REVOKE = "access.open_revoke"


def access_list(holders: Sequence[Holder], held: Role, higher: Mapping[str, Role]) -> Message:
    """List every role with its holders; an admin also sees the buttons. `higher`: the asker's roles by account."""
    head = "Who may do what with this bot"
    rows = "; ".join(f"{role}: {names} ({MEANING[role]})" for role, names in _rows(holders))
    after = "Guests and members of other workspaces have no access."
    if not holders:
        after += (
            " No roles have been given yet. Once the first one is given, workspace admins without a role become "
            "viewers, and the user who gives it becomes admin."
        )
    after += f" You are *{held}*{in_accounts(higher)}."
    more = [buttons()] if held is Role.ADMIN else []
    text = f"{head}. {escape(rows)}. {after}"
    return message(text, section(f"*{head}*"), role_list(holders), section(after), *more)


def role_list(holders: Sequence[Holder]) -> Block:
    """Return a list with a line for every role that is held."""
    return rich(bullets([span(role, "bold"), span(f": {names} ({MEANING[role]})")] for role, names in _rows(holders)))


def _rows(holders: Sequence[Holder]) -> list[tuple[Role, str]]:
    names = {role: [holder.label for holder in holders if holder.role is role] for role in GIVEN}
    names[Role.ADMIN].insert(0, "workspace owners" if holders else "workspace owners and workspace admins")
    names[Role.VIEWER].insert(0, "every other full member")
    return [(role, join_words(labels)) for role, labels in names.items() if labels]


def buttons() -> Block:
    """Return the buttons that only admins may press."""
    return actions(button("Give a role", OPEN_GRANT), button("Take a role away", OPEN_REVOKE))


def bot_granted(holder: Holder, by: str) -> Message:
    """Report that another app's bot was given a role, and how it is used."""
    return text_message(
        f"{_bold(holder)} is now *{holder.role}*. Given by <@{by}>. It can mention me in the channels that both of us "
        "are in; it can't press buttons, so questions wait for one of you."
    )


def limits_for_bots(name: str) -> Message:
    """Reply to limits for a user or a user group."""
    return text_message(
        f"`--only` and `--app` limit the bots of other apps; *{escape(name)}* is not one. Nothing was changed."
    )


def bot_role(name: str, role: Role) -> Message:
    """Reply to a role that a bot can't hold."""
    return text_message(
        f"*{escape(name)}* is a bot, which can be *viewer* or *editor*, not *{role}*: people decide about replies, "
        "releases and roles. Nothing was changed."
    )


def command_unknown(word: str, close: Sequence[str]) -> Message:
    """Reply to a word after `--only` that is not a command."""
    near = f" Did you mean {join_words([f'`{name}`' for name in close], 'or')}?" if close else ""
    return text_message(f"`{escape(word)}`, after `--only`, is not a command.{near} Nothing was changed.")


def granted(holder: Holder, old: Role | None, by: str, *, first: bool) -> Message:
    """Report that a role was given; the first one changes everyone's role, and the message says so."""
    before = f" instead of {old}" if old not in {None, holder.role} else ""
    text = f"{_mention(holder)} is now {_role(holder)}{before} and {MEANING[holder.role]}. Given by <@{by}>."
    if holder.people == 0:
        text += " The group has no members at the moment."
    if first:
        text += (
            f"\nThis was the first role given, so <@{by}> is now admin, and workspace owners stay admin. Workspace "
            "admins and every other full member without a role are viewers."
        )
    return text_message(text)


def revoked(
    taken: Sequence[Holder], by: str, remaining: Role | None, groups: Sequence[Holder] = (), *, none_left: bool
) -> Message:
    """Report that roles were taken away. `remaining`: the user's role now, None for a group; `groups` give it."""
    held = join_words([*map(_role, taken)])
    text = f"{_mention(taken[0])} no longer holds the {'roles' if taken[1:] else 'role'} {held}. Taken away by <@{by}>."
    if remaining not in {None, Role.NOBODY}:
        why = " (as workspace owner)" if remaining is Role.ADMIN and not none_left else ""
        text += f" The remaining role is *{remaining}*{why}.{_through(groups)}"
    if none_left:
        text += "\nNo roles are given now, so workspace owners and workspace admins are admin."
    return text_message(text)


def has_it_already(holder: Holder) -> Message:
    """Reply when the holder has that role already."""
    return text_message(f"{_bold(holder)} holds the role *{holder.role}* already. Nothing was changed.")


def _through(groups: Sequence[Holder]) -> str:
    if not groups:
        return ""
    labels = join_words([f"{_bold(group)} ({group.role})" for group in groups])
    return f" Members of {labels} hold its role: take it from the group, or take the user out of the group in Slack."


def holds_none(name: str, groups: Sequence[Holder] = (), account: str = "", *, group: bool) -> Message:
    """Reply when there is no role to take away; `groups` are those that give the user one, `account`: only there."""
    what = f"a role only in `{escape(account)}`" if account else "a role"
    more = "" if group else " Every full member without a role is a viewer, which can't be taken away."
    more = _through(groups) or more
    return text_message(
        f"*{'@' if group else ''}{escape(name)}* has not been given {what}, so there is none to take away.{more} "
        "`/asc access` lists who has which role."
    )


def holds_another(holder: Holder, named: Role) -> Message:
    """Reply when the role named in `revoke` is not the one that is held."""
    return text_message(f"{_bold(holder)} holds the role *{holder.role}*, not *{named}*. Nothing was changed.")


def last_admin() -> Message:
    """Reply when the change would leave no admin."""
    return text_message(
        "After that, no admin would be left. Give someone else the role first: `/asc access grant @name admin`. "
        "Nothing was changed."
    )


def not_a_member(name: str) -> Message:
    """Reply for guests, this bot itself, members of other workspaces and closed accounts, which can't hold a role."""
    return text_message(
        f"*{escape(name)}* is not a full member of this workspace. Only full members can hold a role. "
        "Nothing was changed."
    )


def unknown_to_slack(name: str) -> Message:
    """Reply when Slack knows no such user or group."""
    return text_message(f"Slack knows no user or user group called *{escape(name)}* here. Nothing was changed.")


def not_a_mention(words: str, example: str) -> Message:
    """Reply to a name that Slack did not turn into a mention."""
    return text_message(
        f"I can't tell who “{escape(words)}” is, because Slack sent it as plain text. Type `@` and pick the user or "
        f"the user group from Slack's list, as in `/asc access {example}`. Nothing was changed."
    )


def one_at_a_time(count: int) -> Message:
    """Reply to several users in one line."""
    return text_message(f"One at a time, please: that line names {count} users or groups. Nothing was changed.")


def role_unknown(word: str, close: Sequence[str]) -> Message:
    """Reply to a word that is not a role, or to none."""
    near = f" Did you mean {join_words([f'`{word}`' for word in close], 'or')}?" if close else ""
    roles = join_words([f"`{role}`" for role in reversed(GIVEN)], "and")
    problem = f"`{escape(word)}` is not a role." if word else "Which role?"
    return text_message(f"{problem}{near} The roles are {roles}. Nothing was changed.")


def unknown_verb(word: str, close: Sequence[str]) -> Message:
    """Reply to an unknown word after `access`."""
    near = f" Did you mean `/asc access {close[0]}`?" if close else ""
    return text_message(
        f"I don't know `access {escape(word)}`.{near} Use `/asc access`, `/asc access grant @name ROLE` or "
        "`/asc access revoke @name`."
    )


def modal_offered() -> Message:
    """Ask for user and role after a mention, from which only a button can open the modal."""
    text = "Who, and which role? Write `access grant @name editor`, or use the form."
    return message(text, section(text), buttons(), context("Only admins can give and take roles."))


def _role(holder: Holder) -> str:
    is_mentioned = holder.people is None and holder.limits is None
    return f"*{holder.role}*{f' {escape(holder.where)}' if holder.where and is_mentioned else ''}"


def _mention(holder: Holder) -> str:
    return f"<@{holder.id}>" if holder.people is None and holder.limits is None else _bold(holder)


def _bold(holder: Holder) -> str:
    return f"*{escape(holder.label)}*"
