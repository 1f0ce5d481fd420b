"""Undoes a change of prices: a decision of its own, which its button decides."""

from cards.dispatch.decisions import too_late
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch import decisions
from records.dispatch.decisions import DECISIONS, DecisionState, ReleaserDecision
from records.invocations import Invocation
from tasks.dispatch.decisions.carry_out import carry_out
from tasks.dispatch.decisions.undoing import first_press
from tasks.prices.decisions import RESTORE_PRICE, is_undoable, restoring


def undo_change(kit: Kit, invocation: Invocation, change_id: str, target_id: str) -> None:
    """Restore the prices before a change. The first press counts, unless nothing came of it."""
    change = DECISIONS.get(kit.redis, change_id)
    if change is None or not is_undoable(change):
        raise UserError(too_late(None))
    kit.check(change.account)
    first = first_press(kit, change, invocation.id)
    if first != invocation.id:
        raise UserError(too_late(DECISIONS.get(kit.redis, first)))
    details, shown = restoring(change)
    undo = ReleaserDecision(
        id=invocation.id,
        kind=RESTORE_PRICE.name,
        user=invocation.user,
        channel=change.channel,
        thread_ts=change.thread_ts or change.message_ts,
        account=change.account,
        app_id=change.app_id,
        app_name=change.app_name,
        target_id=target_id,
        shown=shown,
        details=details,
        # What was made is compared from the day on which it was made.
        created_at=change.decided_at,
    )
    DECISIONS.add(kit.redis, undo.id, undo)
    claimed = decisions.claim(kit.redis, undo.id, undo.id, invocation.user, kit.clock(), DecisionState.RUNNING)
    if claimed is not None:
        carry_out(kit, RESTORE_PRICE, claimed)
