"""The registry of commands, and dispatch: checks the role and the options of a command line, then runs the command."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from bot.dispatch.bots import within_limits
from bot.dispatch.command_line import CommandLine, Option, read, unknown_options
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.plain_text import slack_to_plain
from bot.dispatch.typed_text import fold
from cards.dispatch import errors
from cards.dispatch.help import CommandHelp
from kit.roles import permission_or_refusal
from kit.wiring import Kit
from records.invocations import Origin
from records.messages import Message
from records.people import Role
from tasks.dispatch.jobs import post_reply

APP = Option("app", "com.example.tide")
VERSION = Option("version", "1.2.0")
ACCOUNT = Option("account", "acme")
DRY_RUN = Option("dry-run")
COMMON_OPTIONS = (APP, VERSION, DRY_RUN)

PLATFORM = Option("platform", "IOS")
TIME_ZONE = Option("tz", "Europe/Berlin")
TERRITORY = Option("territory", "USA")
PAGE = Option("page", "Summer")
TREATMENT = Option("treatment", "Icons/B")
PRODUCT = Option("product", "com.example.tide.pro")

# A whole command in quotation marks, as it is quoted in a wiki.
_QUOTED = re.compile(r"""^\s*["“„«']([^"“”„«»']*)["”“»']\s*$""")

# Runs a command. A returned message is the reply; without one a job replies.
Run = Callable[[CommandContext], Message | None]


@dataclass(frozen=True, kw_only=True)
class Command(CommandHelp):
    """A command, registered once: help, the README's table, the option parser and the role tests read it here.

    A name of two words is a command of its own that begins like another one, of any feature: `alerts releases`.
    `options`: those it accepts. `takes_text`: it ends in a text of the user's own, which may have several lines and
    dashes; not after the words in `without_text`. `dry_run`: it supports `--dry-run`; a command that changes something
    without supporting it is refused.
    """

    run: Run
    options: tuple[Option, ...] = COMMON_OPTIONS
    takes_text: bool = False
    without_text: tuple[str, ...] = ()
    dry_run: bool = False

    def ends_in_text(self, words: Sequence[str]) -> bool:
        """Return whether a text follows these words."""
        return self.takes_text and not (words and _bare(words[0]) in self.without_text)

    def role_for(self, ctx: CommandContext) -> Role:
        """Return the role that these words need, or, where there are none, the options."""
        return next((role for word, role in self.roles if word in _first(ctx)), self.role)

    def name_for(self, ctx: CommandContext) -> str:
        """Return `alerts on` if that word needs a role of its own, otherwise `alerts`."""
        first = next((word for word, _ in self.roles if word in _first(ctx)), "")
        return f"{self.name} {first}" if first else self.name


def _first(ctx: CommandContext) -> Collection[str]:
    """Return the first word of a command, or the names of its options if it has no word."""
    return {ctx.words[0].lower()} if ctx.words else {f"--{name}" for name in ctx.line.options}


# Returns what a feature does in a channel (its id), in a line; "" for nothing.
ChannelLine = Callable[[Kit, str], str]

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
    """Add a line to the reply to "What can I do here?"."""
    _channel_lines[name] = line


def clear() -> None:
    """Remove what was registered, before an app is built."""
    for registered in (_commands, _options, _channel_lines):
        registered.clear()


def everything() -> tuple[Command, ...]:
    """Return every command, in the order of registration."""
    return tuple(_commands.values())


def options() -> Mapping[str, Option]:
    """Return every option that a command accepts, by name."""
    return _options


def channel_lines(kit: Kit, channel: str) -> list[str]:
    """Return what the features do in this channel, a line each."""
    return [text for line in _channel_lines.values() if (text := line(kit, channel))]


def named(word: str) -> Command | None:
    """Return the command with this name, written in any case and with what people put around it: `/Status!`."""
    return _commands.get(_bare(word))


def leading(words: Sequence[str]) -> tuple[Command | None, int]:
    """Return the command with which these words begin, and how many of them are its name."""
    longer = _commands.get(" ".join(map(_bare, words[:2]))) if words[1:] else None
    return (longer, 2) if longer is not None else (named(next(iter(words), "")), 1)


def longer_names(name: str) -> list[str]:
    """Return the names of two words that begin with this one."""
    return [longer for longer in _commands if longer.startswith(f"{name} ")]


def _bare(word: str) -> str:
    return re.sub(r"^[\W_]+|[\W_]+$", "", fold(word)[0])


def parse(text: str) -> CommandLine:
    """Parse a command line with the options of all commands."""
    text = _QUOTED.sub(r"\1", text)
    line = _from_name(read(text, _options))
    command, count = leading(line.words)
    if command is None or command.ends_in_text(line.words[count:]):
        return line
    return _from_name(read(text, _options, takes_text=False)).as_arguments()


def _from_name(line: CommandLine) -> CommandLine:
    """Return the line from the name of the command on: without `/asc`, and the sign of a quote or an item of a list."""
    while line.words[1:] and ((bare := _bare(line.words[0])) in {"", "asc"} or bare.isdecimal()):
        line = line.rest()
    return line


def closest(name: str) -> list[str]:
    """Return the commands whose names are much like this one."""
    return get_close_matches(name.lower(), _commands, n=2, cutoff=0.55)


def dispatch(ctx: CommandContext, team_id: str) -> Message | None:
    """Run the command if the user may. Returns the reply to a slash command, otherwise None."""
    word = ctx.words[0] if ctx.words else "help"
    command, count = leading(ctx.words or (word,))
    rest = replace(ctx, line=ctx.line.rest(count))
    name = command.name if command else word.lower()
    needed = command.role_for(rest) if command else Role.VIEWER
    if ctx.invocation.by_bot:
        permitted = within_limits(rest, name, needed)
        if isinstance(permitted, Message):
            return answer(ctx, permitted)
        rest = permitted
    held = permission_or_refusal(ctx.kit, ctx.invocation, team_id, name, needed, will_retry=ctx.will_retry)
    if isinstance(held, Message):
        return answer(ctx.in_private(), held)
    rest = rest.acting_as(held)
    if command is None:
        return answer(ctx, errors.unknown_command(slack_to_plain(word, ctx.name_of).text, closest(name)))
    if ctx.line.further_lines and not command.ends_in_text(rest.words):
        return answer(ctx, errors.further_lines(command.name_for(rest), ctx.line.further_lines))
    reply = _options_unclear(rest, command)
    if reply is None and ctx.invocation.dry_run and needed.covers(Role.EDITOR) and not command.dry_run:
        reply = errors.no_dry_run(command.name)
    reply = reply or command.run(rest)
    return None if reply is None else answer(ctx, reply)


def _options_unclear(ctx: CommandContext, command: Command) -> Message | None:
    line, accepted = ctx.line, {option.name for option in command.options}
    takes_text = command.ends_in_text(line.words)
    flags = [option.name for option in command.options if not option.example and line.options.get(option.name)]
    unknown: list[tuple[str, tuple[str, ...]]] = [(f"--{name}={line.options[name]}", (name,)) for name in flags]
    if unknown := unknown or unknown_options(line, accepted, takes_text=takes_text):
        return errors.unknown_options(command.name_for(ctx), unknown, takes_text=takes_text)
    empty = next((option for option in command.options if option.example and line.options.get(option.name) == ""), None)
    return errors.value_needed(empty.name, empty.example) if empty is not None else None


def answer(ctx: CommandContext, reply: Message) -> Message | None:
    """Reply without a job of the feature: in a slash command's acknowledgement, otherwise by a job that posts it.

    Nothing was done, so the user may still correct the message by editing it.
    """
    if ctx.invocation.origin is Origin.COMMAND:
        return reply
    handled = ctx.handled and replace(ctx.handled, refused=True)
    enqueue(replace(ctx, invocation=replace(ctx.invocation, answer=reply), handled=handled), post_reply)
    return None
