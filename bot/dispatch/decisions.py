"""The buttons of a releaser's decision. The job decides which press counts."""

from dataclasses import replace
from functools import partial

from slack_bolt import App

from bot.dispatch import buttons
from bot.dispatch.context import CommandContext, enqueue
from cards.dispatch import decisions as messages
from kit.roles import refusal_of
from records.dispatch.decisions import DECISIONS, ReleaserDecision
from records.messages import Message
from records.people import Role
from tasks.dispatch.decisions import jobs
from tasks.dispatch.decisions.kinds import kind_of


def press(choice: str, ctx: CommandContext, decision_id: str) -> Message | None:
    """Enqueue the decision of a releaser."""
    decision = DECISIONS.get(ctx.kit.redis, decision_id)
    return messages.too_late(None) if decision is None else _enqueue(choice, ctx, decision)


def press_as_editor(choice: str, ctx: CommandContext, decision_id: str) -> Message | None:
    """Enqueue the decision of an editor, if its kind leaves it to one."""
    decision = DECISIONS.get(ctx.kit.redis, decision_id)
    kind = kind_of(decision) if decision is not None else None
    if decision is None or kind is None or not kind.by_editors:
        return messages.too_late(None)
    return _enqueue(choice, ctx, decision)


def _enqueue(choice: str, ctx: CommandContext, decision: ReleaserDecision) -> Message | None:
    if refused := refusal_of(ctx.kit, ctx.invocation, decision.account):
        return refused
    about = replace(ctx.with_options(decision=decision.id), key=f"{ctx.key}.{decision.id}")
    enqueue(about, jobs.decide, decision.id, decision.target_id, choice)
    return None


def register(app: App) -> None:
    """Register both buttons, for releasers and for editors."""
    buttons.button(app, messages.ACCEPT, Role.RELEASER, partial(press, jobs.ACCEPT))
    buttons.button(app, messages.CANCEL, Role.RELEASER, partial(press, jobs.CANCEL))
    buttons.button(app, messages.ACCEPT_AS_EDITOR, Role.EDITOR, partial(press_as_editor, jobs.ACCEPT))
    buttons.button(app, messages.CANCEL_AS_EDITOR, Role.EDITOR, partial(press_as_editor, jobs.CANCEL))
