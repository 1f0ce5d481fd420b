"""The registry of commands, and dispatch: checks the role and the options of a command line, then runs the command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from bot.dispatch import permissions
from bot.dispatch.command_line import CommandLine, Option, misplaced_options, read, unknown_options
from bot.dispatch.context import CommandContext
from bot.dispatch.enqueue import enqueue
from cards.dispatch import errors
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

    def role_for(self, ctx: CommandContext) -> Role:
        """The role that these words take."""
        first = ctx.words[0].lower() if ctx.words else ""
        return dict(self.roles).get(first, self.role)

    def name_for(self, ctx: CommandContext) -> str:
        """The command as answers call it: `alerts on` if that word takes a role of its own, otherwise `alerts`."""
        first = ctx.words[0].lower() if ctx.words else ""
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


def dispatch(ctx: CommandContext, team: str) -> Message | None:
    """Run the command, if the user may. Returns the answer to a slash command, otherwise None."""
    name = ctx.words[0].lower() if ctx.words else "help"
    known = _commands.get(name)
    rest = replace(ctx, line=ctx.line.rest())
    held = permissions.role(ctx.kit, ctx.invocation.user, team, will_retry=ctx.will_retry)
    if isinstance(held, Message):
        return answer(ctx.in_private(), held)
    if held is Role.NOBODY:
        return answer(ctx.in_private(), errors.outsider())
    if known is None:
        return answer(ctx, errors.unknown_command(name, closest(name)))
    needed = known.role_for(rest)
    if not held.covers(needed):
        return answer(ctx.in_private(), errors.role_needed(known.name, needed, held))
    answer_message = _options_unclear(rest, known)
    if answer_message is None and ctx.invocation.dry_run and needed.covers(Role.EDITOR) and not known.dry_run:
        answer_message = errors.no_dry_run(known.name)
    answer_message = answer_message or known.run(replace(rest, role=held))
    return None if answer_message is None else answer(ctx, answer_message)


def _options_unclear(ctx: CommandContext, command: Command) -> Message | None:
    line, accepted = ctx.line, {option.name for option in command.options}
    find = misplaced_options if command.takes_text else unknown_options
    if wrong := find(line, accepted):
        return errors.unknown_options(command.name_for(ctx), wrong)
    empty = next((option for option in command.options if option.example and line.options.get(option.name) == ""), None)
    return errors.value_needed(empty.name, empty.example) if empty is not None else None


def answer(ctx: CommandContext, answer_message: Message) -> Message | None:
    """Answer without a job of its own: with a slash command's acknowledgement, otherwise by a job that posts it."""
    if ctx.invocation.origin is Origin.COMMAND:
        return answer_message
    enqueue(replace(ctx, invocation=replace(ctx.invocation, answer=answer_message)), posting.post_reply)
    return None
