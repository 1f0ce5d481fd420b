"""The registry of commands, and dispatch: checks the role and the options of a command line, then runs the command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from bot.dispatch import permissions
from bot.dispatch.command_line import CommandLine, Option, misplaced_options, read, unknown_options
from bot.dispatch.context import CommandContext
from bot.dispatch.enqueue import enqueue
from cards.dispatch import help
from cards.dispatch.help import CommandHelp
from kit.wiring import Kit
from records.invocations import Origin
from records.messages import Message
from records.people import Role
from tasks import posting

APP = Option("app", "com.example.tide")
VERSION = Option("version", "1.2.0")
DRY_RUN = Option("dry-run")
COMMON_OPTIONS = (APP, VERSION, DRY_RUN)

PLATFORM = Option("platform", "IOS")
TIME_ZONE = Option("tz", "Europe/Berlin")
TERRITORY = Option("territory", "USA")

Run = Callable[[CommandContext], Message | None]
"""Runs a command. A card it returns is the answer; without one a job will answer."""


@dataclass(frozen=True, kw_only=True)
class Command(CommandHelp):
    """A command, registered once: help, the README's table, the option parser and the role tests read it here.

    `options`: those it accepts. `takes_text`: it ends in a text of the user's own, in which unknown options are left
    alone. `dry_run`: with `--dry-run` it says what it would do; otherwise, if it changes anything, it is refused.
    """

    run: Run
    options: tuple[Option, ...] = COMMON_OPTIONS
    takes_text: bool = False
    dry_run: bool = False

    def role_for(self, asked: CommandContext) -> Role:
        """The role that these words take."""
        first = asked.words[0].lower() if asked.words else ""
        return dict(self.roles).get(first, self.role)

    def name_for(self, asked: CommandContext) -> str:
        """The command as answers call it: `alerts on` if that word takes a role of its own, otherwise `alerts`."""
        first = asked.words[0].lower() if asked.words else ""
        return f"{self.name} {first}" if first in dict(self.roles) else self.name


ChannelLine = Callable[[Kit, str], str]
"""What a feature does in a channel (its id), in a line; "" if nothing."""

_commands: dict[str, Command] = {}
_options: dict[str, Option] = {}
_channel_lines: dict[str, ChannelLine] = {}


def register_command(command: Command) -> None:
    """Register a command; called by the `register` function of a feature. Raises ValueError if options conflict."""
    for option in command.options:
        if _options.setdefault(option.name, option) != option:
            raise ValueError(f"--{option.name} is declared in two ways; {command.name} declares it last")
    _commands[command.name] = command


def register_channel_line(name: str, line: ChannelLine) -> None:
    """Add a line to the answer to "What can I do here?"."""
    _channel_lines[name] = line


def clear() -> None:
    """Forget what was registered, before an app is built."""
    for registered in (_commands, _options, _channel_lines):
        registered.clear()


def names() -> tuple[str, ...]:
    """The name of every command, in the order of registration."""
    return tuple(_commands)


def everything() -> tuple[Command, ...]:
    """Every command, in the order of registration."""
    return tuple(_commands.values())


def options() -> Mapping[str, Option]:
    """Every option that a command accepts, by name."""
    return _options


def channel_lines(kit: Kit, channel: str) -> list[str]:
    """What the features do in this channel, a line each."""
    return [text for line in _channel_lines.values() if (text := line(kit, channel))]


def parse(text: str) -> CommandLine:
    """A command line, with the options of all commands."""
    return read(text, _options)


def closest(name: str) -> list[str]:
    """The commands whose names are much like this one."""
    return get_close_matches(name.lower(), names(), n=2, cutoff=0.55)


def dispatch(asked: CommandContext, team: str) -> Message | None:
    """Run the command, if the user may. Returns the answer to a slash command, otherwise None."""
    name = asked.words[0].lower() if asked.words else "help"
    known = _commands.get(name)
    rest = replace(asked, typed=asked.typed.rest())
    held = permissions.role(asked.kit, asked.wish.user, team, comes_again=asked.comes_again)
    if isinstance(held, Message):
        return answer(asked.in_private(), held)
    if held is Role.NOBODY:
        return answer(asked.in_private(), help.outsider())
    if known is None:
        return answer(asked, help.unknown_command(name, closest(name)))
    needed = known.role_for(rest)
    if not held.covers(needed):
        return answer(asked.in_private(), help.role_needed(known.name, needed, held))
    said = _options_unclear(rest, known)
    if said is None and asked.wish.dry_run and needed.covers(Role.EDITOR) and not known.dry_run:
        said = help.no_rehearsal(known.name)
    said = said or known.run(replace(rest, role=held))
    return None if said is None else answer(asked, said)


def _options_unclear(asked: CommandContext, command: Command) -> Message | None:
    typed, accepted = asked.typed, {option.name for option in command.options}
    find = misplaced_options if command.takes_text else unknown_options
    if wrong := find(typed, accepted):
        return help.options_unclear(command.name_for(asked), wrong)
    empty = next(
        (option for option in command.options if option.example and typed.options.get(option.name) == ""), None
    )
    return help.value_needed(empty.name, empty.example) if empty is not None else None


def answer(asked: CommandContext, said: Message) -> Message | None:
    """Answer without a job of its own: with a slash command's acknowledgement, otherwise by a job that posts it."""
    if asked.wish.way is Origin.COMMAND:
        return said
    enqueue(replace(asked, wish=replace(asked.wish, answer=said)), posting.post_reply)
    return None
