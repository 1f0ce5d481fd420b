"""`help`, its menu of groups, and "What can I do here?"; only the user who asks sees the answers."""

from slack_bolt import App

from bot.dispatch import commands
from bot.dispatch.buttons import button
from bot.dispatch.commands import Command, answer, register_command
from bot.dispatch.context import CommandContext
from cards.dispatch.errors import unknown_command
from cards.dispatch.help import OPEN_GROUP, WHAT_HERE, Group, about, about_group, overview, unknown_group, what_here
from cards.wording.accounts import app_title
from records.dispatch import channels
from records.messages import Message
from records.people import Role


def show_help(ctx: CommandContext) -> Message | None:
    """Run `help [COMMAND]`."""
    if not ctx.words:
        return answer(ctx.in_private(), overview(commands.everything()))
    command, _ = commands.leading(ctx.words)
    unknown = unknown_command(ctx.words[0], commands.closest(ctx.words[0]))
    return answer(ctx.in_private(), about(command) if command else unknown)


def open_group(_ctx: CommandContext, name: str) -> Message:
    """Show the group that was chosen in the menu."""
    if name not in Group.__members__:
        return unknown_group()
    return about_group(Group[name], commands.everything())


def show_what_here(ctx: CommandContext, _value: str) -> Message:
    """Show what the user can do in this channel."""
    app = channels.app_of(ctx.kit.redis, ctx.invocation.channel)
    tie = channels.tie_of(ctx.kit.redis, ctx.invocation.channel)
    lines = commands.channel_lines(ctx.kit, ctx.invocation.channel)
    return what_here(commands.everything(), ctx.role, app_title(app) if app else "", lines, tie)


def register(app: App) -> None:
    """Register the command, the menu and the button."""
    register_command(
        Command(
            name="help",
            group=Group.SETUP,
            rank=5,
            usage="help [COMMAND]",
            summary="shows what I do, or one command",
            examples=("help upload",),
            run=show_help,
        )
    )
    button(app, OPEN_GROUP, Role.VIEWER, open_group)
    button(app, WHAT_HERE, Role.VIEWER, show_what_here)
