"""Asking about apps and versions: `apps`, `use`, `status`, and `help`."""

from __future__ import annotations

from slack_bolt import App

from bot.asking import Asked
from bot.commands import command
from bot.enqueueing import wish_for
from bot.missing_words import word_after
from cards import missing_words as cards
from records.people import Role
from records.wishes import Card
from tasks import showing

_which_app = word_after("use", lambda _kit, _channel: cards.which_app())


def list_apps(asked: Asked) -> Card | None:
    """`apps`."""
    wish_for(asked, showing.list_apps)
    return None


def use(asked: Asked) -> Card | None:
    """`use APP`: this channel's app from now on."""
    if not asked.words:
        return _which_app(asked)
    wish_for(asked, showing.use_app, asked.words[0])
    return None


def status(asked: Asked) -> Card | None:
    """`status`."""
    wish_for(asked, showing.show_status)
    return None


def register(app: App) -> None:
    """What can be typed, and by whom."""
    del app
    command("apps", Role.VIEWER, list_apps)
    command("use", Role.EDITOR, use)
    command("status", Role.VIEWER, status)
