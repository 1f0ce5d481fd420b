"""`help`: seen by the asker alone."""

from __future__ import annotations

from difflib import get_close_matches

from slack_bolt import App

from bot.asking import Asked
from bot.commands import answer, command, names
from cards import help as cards
from records.people import Role
from records.wishes import Card

BOT_NAME = "App Store Bot"


def tell_help(asked: Asked) -> Card | None:
    """`help [COMMAND]`."""
    if not asked.words:
        return answer(asked.in_private(), cards.overview(BOT_NAME))
    entry = cards.entry_for(asked.words[0])
    close = get_close_matches(asked.words[0].lower(), names(), n=2, cutoff=0.55)
    return answer(asked.in_private(), cards.about(entry) if entry else cards.unknown_command(asked.words[0], close))


def register(app: App) -> None:
    """What can be typed, and by whom."""
    del app
    command("help", Role.VIEWER, tell_help)
