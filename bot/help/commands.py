"""`help`, its menu of groups, and "What can I do here?"; the answers are visible only to the user who asks."""

from __future__ import annotations

from slack_bolt import App

from bot.dispatch import commands
from bot.dispatch.buttons import button
from bot.dispatch.commands import Command, answer, register_command
from bot.dispatch.context import Asked
from cards import help as cards
from cards.help import Group
from records import channels
from records.invocations import Card
from records.people import Role


def show_help(asked: Asked) -> Card | None:
    """`help [COMMAND]`."""
    if not asked.words:
        return answer(asked.in_private(), cards.overview(commands.everything()))
    name = asked.words[0].lower()
    found = next((command for command in commands.everything() if command.name == name), None)
    unknown = cards.unknown_command(asked.words[0], commands.closest(name))
    return answer(asked.in_private(), cards.about(found) if found else unknown)


def open_group(_asked: Asked, name: str) -> Card | None:
    """A group is chosen in the menu."""
    group = next((group for group in cards.grouped(commands.everything()) if group.name == name), None)
    return cards.about_group(group, commands.everything()) if group else cards.unknown_group()


def what_here(asked: Asked, _value: str) -> Card | None:
    """The button "What can I do here?" is pressed."""
    app = channels.app_of(asked.kit.redis, asked.wish.channel)
    lines = commands.channel_lines(asked.kit, asked.wish.channel)
    return cards.what_here(commands.everything(), asked.role, app.name if app else "", lines)


def register(app: App) -> None:
    """Register the command, the menu and the button."""
    usage, summary = "help [COMMAND]", "shows what I do, or one command"
    register_command(
        Command(name="help", group=Group.SETUP, usage=usage, summary=summary, examples=("help upload",), run=show_help)
    )
    button(app, cards.OPEN_GROUP, Role.VIEWER, open_group)
    button(app, cards.WHAT_HERE, Role.VIEWER, what_here)
