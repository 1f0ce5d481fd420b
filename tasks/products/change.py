"""Carries out a change of a product's texts that a form has requested, and undoes it."""

from cards.dispatch.decisions import too_late
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch import decisions
from records.dispatch.decisions import DECISIONS, DecisionState, ReleaserDecision
from records.invocations import Invocation
from tasks.dispatch.decisions.carry_out import carry_out
from tasks.dispatch.decisions.kinds import DecisionKind
from tasks.dispatch.decisions.undoing import first_press
from tasks.products.decisions import RESTORE_TEXTS, SET_TEXTS, is_undoable


def apply(kit: Kit, invocation: Invocation) -> None:
    """Make the change that is stored under the invocation's id."""
    decision = DECISIONS.get(kit.redis, invocation.id)
    if decision is not None:
        kit.check(decision.account)
        _run(kit, SET_TEXTS, decision, invocation)


def undo(kit: Kit, invocation: Invocation, change_id: str) -> None:
    """Restore the texts before a change. The first press counts, unless nothing came of it."""
    change = DECISIONS.get(kit.redis, change_id)
    if change is None or not is_undoable(change):
        raise UserError(too_late(None))
    kit.check(change.account)
    first = first_press(kit, change, invocation.id)
    if first != invocation.id:
        raise UserError(too_late(DECISIONS.get(kit.redis, first)))
    made, before = change.details, change.steps
    restoring = ReleaserDecision(
        id=invocation.id,
        kind=RESTORE_TEXTS.name,
        user=invocation.user,
        channel=change.channel,
        thread_ts=change.thread_ts or change.message_ts,
        account=change.account,
        app_id=change.app_id,
        app_name=change.app_name,
        target_id=change.target_id,
        created_at=kit.clock(),
        details={
            **made,
            "change": change.id,
            "shown_name": made["name"],
            "shown_description": made["description"],
            "name": before["old_name"],
            "description": before["old_description"],
        },
    )
    DECISIONS.add(kit.redis, restoring.id, restoring)
    _run(kit, RESTORE_TEXTS, restoring, invocation)


def _run(kit: Kit, kind: DecisionKind, decision: ReleaserDecision, invocation: Invocation) -> None:
    claimed = decisions.claim(
        kit.redis, decision.id, invocation.id, invocation.user, kit.clock(), DecisionState.RUNNING
    )
    if claimed is not None and claimed.state is DecisionState.RUNNING:
        carry_out(kit, kind, claimed)
