"""Help: what the bot can do, by group and by command."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cards.blocks import (
    Block,
    actions,
    button,
    context,
    escape,
    join_words,
    menu,
    message,
    option,
    section,
    text_message,
)
from records.messages import Message
from records.people import Role

OPEN_GROUP = "help.open_group"
WHAT_HERE = "help.what_here"

# The lines of the overview that fit on one screen of a phone, with its menu and its button.
_MOST_LINES = 24

_MOST_PER_GROUP, _FEWEST_PER_GROUP = 5, 2

# The rank of a command that declares none.
_LAST = 100


class Group(StrEnum):
    """The groups of commands, in the order of help."""

    SCREENSHOTS = "Screenshots and videos"
    TEXTS = "Texts"
    REVIEWS = "Reviews"
    RELEASES = "Releases"
    FIGURES = "Figures"
    PRICES = "Prices"
    SETUP = "Setting up"


@dataclass(frozen=True, kw_only=True)
class CommandHelp:
    """The texts about a command in help and the README.

    `rank` is its position in its group; commands without one come last, by name. `summary` fits on a line of a phone,
    after the command's name. `details` is what `help COMMAND` says instead. `role` is the one it needs; `roles` names
    the first words that need another one.
    """

    name: str
    group: Group
    rank: int = _LAST
    usage: str
    summary: str
    details: str = ""
    examples: tuple[str, ...] = ()
    role: Role = Role.VIEWER
    roles: tuple[tuple[str, Role], ...] = ()

    def role_names(self) -> str:
        """Return `viewer`, or `viewer; editor for on and off`."""
        others = {role: [word for word, needed in self.roles if needed is role] for _, role in self.roles}
        return "; ".join([self.role, *(f"{role} for {join_words(words)}" for role, words in others.items())])


def grouped(commands: Iterable[CommandHelp]) -> dict[Group, list[CommandHelp]]:
    """Return the commands of every group that has some, in order."""
    known = sorted(commands, key=lambda command: (command.rank, command.name))
    groups = {group: [command for command in known if command.group is group] for group in Group}
    return {group: found for group, found in groups.items() if found}


def overview(commands: Iterable[CommandHelp]) -> Message:
    """Show a line for each command, by group; it fits on one screen of a phone."""
    groups = grouped(command for command in commands if command.name != "help")
    counts = _counts(groups)
    paragraphs = [_paragraph(group, found, counts[group]) for group, found in groups.items()]
    text = "\n".join(["What I do for your App Store pages", *paragraphs])
    return message(text, *(section(paragraph) for paragraph in paragraphs), _navigation(groups))


def _counts(groups: dict[Group, list[CommandHelp]]) -> dict[Group, int]:
    """Return how many commands of each group fit. Where lines are short, the last of the longest groups loses one."""
    counts = {group: min(len(found), _MOST_PER_GROUP) for group, found in groups.items()}
    while sum(1 + count for count in counts.values()) > _MOST_LINES:
        longest = max(counts.values())
        if longest <= _FEWEST_PER_GROUP:
            break
        counts[[group for group, count in counts.items() if count == longest][-1]] -= 1
    return counts


def _paragraph(group: Group, commands: Sequence[CommandHelp], most: int) -> str:
    more = f" and {len(commands) - most} more" if len(commands) > most else ""
    return "\n".join([f"*{group}*{more}", *(f"`{command.name}` {command.summary}" for command in commands[:most])])


def _navigation(groups: Iterable[Group]) -> Block:
    choices = [option(group, group.name) for group in groups]
    return actions(menu("Show examples", OPEN_GROUP, choices), button("What can I do here?", WHAT_HERE))


def about_group(group: Group, commands: Iterable[CommandHelp]) -> Message:
    """Show every command of a group, each with an example."""
    groups = grouped(commands)
    paragraphs = [
        "\n".join([f"`/asc {command.usage}`", _sentence(command.summary), *_example(command)])
        for command in groups.get(group, [])
    ]
    more = context("`/asc help COMMAND` explains one of them.")
    text = "\n".join([f"*{group}*", *paragraphs])
    return message(text, section(f"*{group}*"), *map(section, paragraphs), more, _navigation(groups))


def _example(command: CommandHelp) -> list[str]:
    return [f"For example `/asc {command.examples[0]}`"] if command.examples else []


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def unknown_group() -> Message:
    """Reply to a menu of an earlier release."""
    return text_message("That group of commands no longer exists. `/asc help` shows what I do.")


def what_here(commands: Iterable[CommandHelp], held: Role, app: str, lines: Sequence[str], tie: str = "") -> Message:
    """Show what the user can do in the channel: `app` is the channel's, `lines` what the bot does there by itself."""
    groups = grouped(commands)
    able = []
    for group, found in groups.items():
        if names := [f"`{name}`" for command in found for name in _allowed(command, held)]:
            able.append(f"*{group}*: {' '.join(names)}")
    about = f"This channel works on *{escape(app)}*." if app else "This channel has no app yet: `/asc use APP` sets it."
    if tie:
        about += f" It is tied to the account `{escape(tie)}`: nothing of another one is shown or changed here."
    text = "\n".join([f"Your role is *{held}*. With it you can use:", *able, about, *lines])
    more = "" if held is Role.ADMIN else "`/asc access` shows who can give you another role."
    return text_message(text, *([context(more)] if more else []), _navigation(groups))


def _allowed(command: CommandHelp, held: Role) -> list[str]:
    if held.covers(command.role):
        return [command.name]
    return [f"{command.name} {word}" for word, needed in command.roles if held.covers(needed)]


def about(command: CommandHelp) -> Message:
    """Show one command with its examples."""
    text = f"`/asc {command.usage}`\n{_sentence(command.details or command.summary)}"
    if command.examples:
        text += "\nFor example:\n" + "\n".join(f"• `/asc {example}`" for example in command.examples)
    return text_message(text, context(f"Needs the role {command.role_names()}."))


def markdown_table(commands: Iterable[CommandHelp]) -> str:
    """Return the README's table of commands in Markdown, with the lowest role that each needs."""
    rows = ["| command | does | role |", "| --- | --- | --- |"]
    for found in grouped(commands).values():
        for command in found:
            usage = " · ".join(f"`{part}`" for part in command.usage.replace("|", "\\|").split(" · "))
            rows.append(f"| {usage} | {command.summary} | {command.role} |")
    return "\n".join(rows)
