"""Who may do what: the list, what was given and taken, and why something was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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

# The roles that can be given, the greatest first.
GIVEN = (Role.ADMIN, Role.APPROVER, Role.EDITOR, Role.VIEWER)

MEANING = {
    Role.VIEWER: "may look",
    Role.EDITOR: "may change pages, upload and draft replies",
    Role.APPROVER: "may also publish replies",
    Role.ADMIN: "may also give and take roles",
}


@dataclass(frozen=True)
class Holder:
    """A person or a user group that holds a grant. `people`: how many are in the group, None for a person."""

    id: str
    name: str
    role: Role
    people: int | None = None

    @property
    def spoken(self) -> str:
        """The name to show: `Ada`, or `@support (3 people)`; not a mention, so that a list pings no one."""
        if self.people is None:
            return self.name
        return f"@{self.name} ({'1 person' if self.people == 1 else f'{self.people} people'})"


def access_list(holders: Sequence[Holder], held: Role) -> Message:
    """Every role with who holds it; an admin finds the buttons to change that."""
    head = "Who may do what with this bot"
    spoken = "; ".join(f"{role}: {who} ({MEANING[role]})" for role, who in _rows(holders))
    after = "Guests and people of other workspaces may do nothing."
    if not holders:
        after += (
            " No role was given yet. The first one given changes this: workspace admins are viewers from then on, "
            "unless they hold a role; whoever gives it is made admin with it."
        )
    you = f"You are *{held}*."
    more = [buttons()] if held is Role.ADMIN else []
    text = f"{head}. {escape(spoken)}. {after} {you}"
    return message(text, section(f"*{head}*"), role_list(holders), section(f"{after} {you}"), *more)


def role_list(holders: Sequence[Holder]) -> Block:
    """A line for every granted role."""
    return rich(bullets([span(role, "bold"), span(f": {who} ({MEANING[role]})")] for role, who in _rows(holders)))


def _rows(holders: Sequence[Holder]) -> list[tuple[Role, str]]:
    rows = [(role, _who(role, holders)) for role in GIVEN]
    return [(role, who) for role, who in rows if who]


def _who(role: Role, holders: Sequence[Holder]) -> str:
    always = {
        Role.ADMIN: ["workspace owners"] if holders else ["workspace owners and workspace admins"],
        Role.VIEWER: ["every other full member"],
    }
    return join_words(always.get(role, []) + [holder.spoken for holder in holders if holder.role is role])


def buttons() -> Block:
    """What only admins may press."""
    return actions(button("Give a role", OPEN_GRANT), button("Take a role away", OPEN_REVOKE))


def granted(who: Holder, old: Role | None, by: str, *, first: bool) -> Message:
    """A role was granted; the first grant changes everyone's role, and the message says so."""
    before = f" instead of {old}" if old not in {None, who.role} else ""
    text = f"{_name(who)} is now *{who.role}*{before} and {MEANING[who.role]}. Given by <@{by}>."
    if who.people == 0:
        text += " Nobody is in that group now."
    if first:
        text += (
            f"\nThat was the first role given, so <@{by}> is admin from now on, and workspace owners stay admin. "
            "Workspace admins and every other full member without a role are viewers: they may look, nothing else."
        )
    return text_message(text)


def revoked(who: Holder, by: str, now: Role | None, *, none_left: bool) -> Message:
    """A role was taken. `now`: what the person may do after it, None for a group."""
    text = f"{_name(who)} does not hold the role *{who.role}* any more. Taken by <@{by}>."
    if now not in {None, Role.NOBODY}:
        why = " (as workspace owner)" if now is Role.ADMIN and not none_left else ""
        text += f" What remains is *{now}*{why}."
    if none_left:
        text += "\nNo role is given now, as at the beginning: workspace owners and workspace admins are admin."
    return text_message(text)


def has_it_already(who: Holder) -> Message:
    """The user holds that role already."""
    return text_message(f"{_plain_name(who)} holds the role *{who.role}* already. Nothing was changed.")


def holds_none(name: str, *, group: bool) -> Message:
    """The user to revoke a role from holds none."""
    shown = f"@{escape(name)}" if group else escape(name)
    more = "" if group else " Full members without one are viewers, which can't be taken away."
    return text_message(
        f"No role was given to *{shown}*, so there is none to take away.{more} `/asc access` shows who has which."
    )


def holds_another(who: Holder, named: Role) -> Message:
    """The role named in `revoke` is not the one that is held."""
    return text_message(f"{_plain_name(who)} holds the role *{who.role}*, not *{named}*. Nothing was changed.")


def last_admin() -> Message:
    """The change would leave no admin."""
    return text_message(
        "Then no admin would be left. Give somebody else the role first: `/asc access grant @name admin`. "
        "Nothing was changed."
    )


def not_a_member(name: str) -> Message:
    """Guests, bots, members of other workspaces and closed accounts cannot hold a role."""
    return text_message(f"*{escape(name)}* is not a full member of this workspace, and only those can hold a role.")


def unknown_to_slack(name: str) -> Message:
    """Slack knows no such person or group."""
    return text_message(f"Slack knows nobody and no user group called *{escape(name)}* here. Nothing was changed.")


def not_a_mention(words: str, does: str) -> Message:
    """A name that Slack did not turn into a mention."""
    return text_message(
        f"I can't tell who “{escape(words)}” is: Slack sent it as plain text. Type `@` and pick the person or the user "
        f"group from the list that Slack shows, as in `/asc access {does}`. Nothing was changed."
    )


def one_at_a_time(count: int) -> Message:
    """Several people in one line."""
    return text_message(f"One at a time, please: that line names {count} people or groups. Nothing was changed.")


def role_unknown(word: str, close: Sequence[str]) -> Message:
    """A word that is no role."""
    near = f" Did you mean {join_words([f'`{word}`' for word in close], 'or')}?" if close else ""
    roles = join_words([f"`{role}`" for role in reversed(GIVEN)], "or")
    told = f"`{escape(word)}` is no role." if word else "Which role?"
    return text_message(f"{told}{near} A role is {roles}. Nothing was changed.")


def unknown_verb(word: str, close: Sequence[str]) -> Message:
    """`access` with a word that it does not know."""
    near = f" Did you mean `/asc access {close[0]}`?" if close else ""
    return text_message(
        f"`access {escape(word)}` is nothing I know.{near} There are `/asc access`, "
        "`/asc access grant @name ROLE` and `/asc access revoke @name`."
    )


def modal_offered() -> Message:
    """After a mention without the rest only a button can open the form."""
    text = "Who, and which role? Write `access grant @name editor`, or use the form."
    return message(text, section(text), buttons(), context("Only admins can give and take roles."))


def _name(who: Holder) -> str:
    return f"<@{who.id}>" if who.people is None else f"*{escape(who.spoken)}*"


def _plain_name(who: Holder) -> str:
    return f"*{escape(who.spoken)}*"
