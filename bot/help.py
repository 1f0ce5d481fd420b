"""`help`: seen by the asker alone."""

from __future__ import annotations

from slack_bolt import App

from bot.asking import Asked
from bot.commands import answer, command
from cards import help as cards
from records.people import Role
from records.wishes import Card

BOT_NAME = "App Store Bot"


def tell_help(asked: Asked) -> Card | None:
    """`help [COMMAND]`."""
    entry = cards.entry_for(asked.words[0]) if asked.words else None
    return answer(asked.in_private(), cards.about(entry) if entry else cards.overview(BOT_NAME))


def register(app: App) -> None:
    """What can be typed, and by whom."""
    del app
    command("help", Role.VIEWER, tell_help)
