"""The buttons of messages about store texts: Apply, Undo, Retry and so on. The job decides which press counts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from slack_bolt import App

from bot.dispatch import buttons
from bot.dispatch.context import Asked
from bot.dispatch.enqueue import wish_for
from cards.listing import messages
from records.people import Role
from tasks.listing import jobs
from tasks.listing.decisions import Choice

CHOICES = {
    messages.APPLY: Choice.APPLY,
    messages.CANCEL: Choice.CANCEL,
    messages.RETRY: Choice.RETRY,
    messages.OVERWRITE: Choice.OVERWRITE,
    messages.KEEP: Choice.KEEP,
    messages.KEEP_FOR_NEXT: Choice.KEEP_FOR_NEXT,
    messages.UNDO: Choice.UNDO,
}


def decide(choice: Choice, ctx: Asked, change_set_id: str) -> None:
    """Enqueue the decision."""
    wish_for(replace(ctx, key=f"{ctx.key}.{change_set_id}"), jobs.decide, change_set_id, choice)


def register(app: App) -> None:
    """Register every button, for editors."""
    for action_id, choice in CHOICES.items():
        buttons.button(app, action_id, Role.EDITOR, partial(decide, choice))
