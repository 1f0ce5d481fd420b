"""Claims the `Undo` of a decision that was carried out: of several presses the first counts."""

from dataclasses import replace

from kit.wiring import Kit
from records.dispatch.decisions import DECISIONS, DecisionState, ReleaserDecision

# Where a decision keeps who pressed Undo first.
_UNDO = "undo"


def first_press(kit: Kit, done: ReleaserDecision, invocation_id: str) -> str:
    """Return the id of the press that counts: this one, unless an earlier one has undone it, or may still."""

    def claimed(newest: ReleaserDecision) -> ReleaserDecision | None:
        earlier = DECISIONS.get(kit.redis, newest.steps.get(_UNDO, ""))
        if earlier is not None and earlier.state not in {DecisionState.FAILED, DecisionState.OVERTAKEN}:
            return None
        return replace(newest, steps={**newest.steps, _UNDO: invocation_id})

    newest = DECISIONS.change(kit.redis, done.id, claimed) or DECISIONS.get(kit.redis, done.id) or done
    return newest.steps.get(_UNDO, invocation_id)
