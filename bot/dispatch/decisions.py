"""The buttons of a releaser's decision. The job decides which press counts."""

from dataclasses import replace
from functools import partial

from slack_bolt import App

from bot.dispatch import buttons
from bot.dispatch.context import CommandContext
from bot.dispatch.enqueue import enqueue
from bot.dispatch.permissions import refusal_of
from cards.dispatch import decisions as messages
from records.dispatch.decisions import DECISIONS
from records.messages import Message
from records.people import Role
from tasks.dispatch.decisions import jobs


def press(choice: str, ctx: CommandContext, decision_id: str) -> Message | None:
    """Enqueue the decision."""
    decision = DECISIONS.get(ctx.kit.redis, decision_id)
    if decision is None:
        return messages.too_late(None)
    if refused := refusal_of(ctx.kit, ctx.invocation, decision.account):
        return refused
    about = replace(ctx.with_options(decision=decision_id), key=f"{ctx.key}.{decision_id}")
    enqueue(about, jobs.decide, decision_id, decision.target_id, choice)
    return None


def register(app: App) -> None:
    """Register both buttons, for releasers."""
    buttons.button(app, messages.ACCEPT, Role.RELEASER, partial(press, jobs.ACCEPT))
    buttons.button(app, messages.CANCEL, Role.RELEASER, partial(press, jobs.CANCEL))
