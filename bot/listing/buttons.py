"""The buttons of messages about store texts: Apply, Undo, Retry and so on. The job decides which press counts."""

from dataclasses import replace
from functools import partial

from slack_bolt import App

from bot.dispatch import buttons
from bot.dispatch.context import CommandContext, enqueue
from cards.listing import messages
from records.people import Role
from tasks.listing import jobs
from tasks.listing.decisions import TextChoice

CHOICES = {
    messages.APPLY: TextChoice.APPLY,
    messages.CANCEL: TextChoice.CANCEL,
    messages.RETRY: TextChoice.RETRY,
    messages.OVERWRITE: TextChoice.OVERWRITE,
    messages.KEEP: TextChoice.KEEP,
    messages.KEEP_FOR_NEXT: TextChoice.KEEP_FOR_NEXT,
    messages.SEPARATE: TextChoice.SEPARATE,
    messages.UNDO: TextChoice.UNDO,
}


def decide(choice: TextChoice, ctx: CommandContext, change_set_id: str) -> None:
    """Enqueue the decision."""
    enqueue(replace(ctx, key=f"{ctx.key}.{change_set_id}"), jobs.decide, change_set_id, choice)


def register(app: App) -> None:
    """Register every button, for editors."""
    for action_id, choice in CHOICES.items():
        buttons.button(app, action_id, Role.EDITOR, partial(decide, choice))
