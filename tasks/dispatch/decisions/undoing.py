"""Undoes what a decision has changed, by a decision of its own: of several presses of `Undo` the first counts."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from cards.dispatch.decisions import too_late
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch import decisions
from records.dispatch.decisions import DECISIONS, DecisionState, ReleaserDecision
from records.invocations import Invocation
from tasks.dispatch.decisions.carry_out import carry_out
from tasks.dispatch.decisions.kinds import DecisionKind

# Where a decision keeps who pressed Undo first.
_UNDO = "undo"

# Returns the details of the decision that undoes another one, and what must still be so.
Restoring = Callable[[ReleaserDecision], tuple[Mapping[str, str], Mapping[str, str]]]


def undo(
    kit: Kit,
    invocation: Invocation,
    done_id: str,
    kind: DecisionKind,
    restoring: Restoring,
    *,
    is_undoable: Callable[[ReleaserDecision], bool],
) -> None:
    """Undo a decision by one of this kind, which may decide anew only where nothing came of it. Raises UserError."""
    done = DECISIONS.get(kit.redis, done_id)
    if done is None or not is_undoable(done):
        raise UserError(too_late(None))
    kit.check(done.account)
    first = _first_press(kit, done, invocation.id)
    if first != invocation.id:
        raise UserError(too_late(DECISIONS.get(kit.redis, first)))
    details, shown = restoring(done)
    undoing = ReleaserDecision(
        id=invocation.id,
        kind=kind.name,
        user=invocation.user,
        channel=done.channel,
        thread_ts=done.thread_ts or done.message_ts,
        account=done.account,
        app_id=done.app_id,
        app_name=done.app_name,
        target_id=done.target_id,
        shown=shown,
        details=details,
        # What was made is compared from the moment on at which it was made.
        created_at=done.decided_at,
    )
    DECISIONS.add(kit.redis, undoing.id, undoing)
    run(kit, kind, undoing, invocation)


def run(kit: Kit, kind: DecisionKind, decision: ReleaserDecision, invocation: Invocation) -> None:
    """Carry out a stored decision that its invocation itself has decided."""
    now, running = kit.clock(), DecisionState.RUNNING
    claimed = decisions.claim(kit.redis, decision.id, invocation.id, invocation.user, now, running)
    if claimed is not None and claimed.state is running:
        carry_out(kit, kind, claimed)


def _first_press(kit: Kit, done: ReleaserDecision, invocation_id: str) -> str:
    """Return the id of the press that counts: this one, unless an earlier one has undone it, or may still."""

    def claimed(newest: ReleaserDecision) -> ReleaserDecision | None:
        earlier = DECISIONS.get(kit.redis, newest.steps.get(_UNDO, ""))
        if earlier is not None and earlier.state not in {DecisionState.FAILED, DecisionState.OVERTAKEN}:
            return None
        return replace(newest, steps={**newest.steps, _UNDO: invocation_id})

    newest = DECISIONS.change(kit.redis, done.id, claimed) or DECISIONS.get(kit.redis, done.id) or done
    return newest.steps.get(_UNDO, invocation_id)
