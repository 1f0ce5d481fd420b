"""The buttons of messages about store texts: Apply, Undo, Retry and so on. The job decides which press counts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from slack_bolt import App

from bot.dispatch import buttons
from bot.dispatch.context import Asked
from bot.dispatch.enqueue import wish_for
from cards import listing as cards
from records.people import Role
from tasks import listing
from tasks.text_decisions import Choice

CHOICES = {
    cards.APPLY: Choice.APPLY,
    cards.CANCEL: Choice.CANCEL,
    cards.RETRY: Choice.RETRY,
    cards.OVERWRITE: Choice.OVERWRITE,
    cards.KEEP: Choice.KEEP,
    cards.KEEP_FOR_NEXT: Choice.KEEP_FOR_NEXT,
    cards.UNDO: Choice.UNDO,
}


def decide(choice: Choice, ctx: Asked, change_set_id: str) -> None:
    """Enqueue the decision."""
    wish_for(replace(ctx, key=f"{ctx.key}.{change_set_id}"), listing.decide, change_set_id, choice)


def register(app: App) -> None:
    """Register every button, for editors."""
    for action_id, choice in CHOICES.items():
        buttons.button(app, action_id, Role.EDITOR, partial(decide, choice))
