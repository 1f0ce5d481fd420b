"""`help`, its menu of groups, and "What can I do here?"; the answers are visible only to the user who asks."""

from __future__ import annotations

from slack_bolt import App

from bot.dispatch import commands
from bot.dispatch.buttons import button
from bot.dispatch.commands import Command, answer, register_command
from bot.dispatch.context import CommandContext
from cards.dispatch import help
from cards.dispatch.help import Group
from records import channels
from records.messages import Message
from records.people import Role


def show_help(ctx: CommandContext) -> Message | None:
    """`help [COMMAND]`."""
    if not ctx.words:
        return answer(ctx.in_private(), help.overview(commands.everything()))
    name = ctx.words[0].lower()
    found = next((command for command in commands.everything() if command.name == name), None)
    unknown = help.unknown_command(ctx.words[0], commands.closest(name))
    return answer(ctx.in_private(), help.about(found) if found else unknown)


def open_group(_asked: CommandContext, name: str) -> Message | None:
    """A group is chosen in the menu."""
    group = next((group for group in help.grouped(commands.everything()) if group.name == name), None)
    return help.about_group(group, commands.everything()) if group else help.unknown_group()


def what_here(ctx: CommandContext, _value: str) -> Message | None:
    """The button "What can I do here?" is pressed."""
    app = channels.app_of(ctx.kit.redis, ctx.invocation.channel)
    lines = commands.channel_lines(ctx.kit, ctx.invocation.channel)
    return help.what_here(commands.everything(), ctx.role, app.name if app else "", lines)


def register(app: App) -> None:
    """Register the command, the menu and the button."""
    usage, summary = "help [COMMAND]", "shows what I do, or one command"
    register_command(
        Command(name="help", group=Group.SETUP, usage=usage, summary=summary, examples=("help upload",), run=show_help)
    )
    button(app, help.OPEN_GROUP, Role.VIEWER, open_group)
    button(app, help.WHAT_HERE, Role.VIEWER, what_here)
