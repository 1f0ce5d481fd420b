"""Claims a change set for one decision: of several presses the first counts, and a restarted job keeps its own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial

from appstore.fields import Field
from appstore.texts.keywords import separated
from cards.failures.errors import edited_meanwhile
from cards.listing import errors
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.invocations import Invocation
from records.jobs.handled_messages import take
from records.listing import change_sets
from records.listing.change_sets import ChangeSet, ChangeSetState
from records.messages import Message
from records.text_changes import TextChange


class TextChoice(StrEnum):
    """A decision about a change set."""

    APPLY = "apply"
    CANCEL = "cancel"
    RETRY = "retry"
    OVERWRITE = "overwrite"
    KEEP = "keep"
    KEEP_FOR_NEXT = "keep_for_next"
    SEPARATE = "separate"
    UNDO = "undo"
    # The first release decided in the listener: nothing is left to claim.
    DECIDED = ""


def claim(kit: Kit, invocation: Invocation, change_set_id: str, choice: TextChoice) -> ChangeSet:
    """Apply the decision, once for the same invocation. Raises UserError if it is too late."""
    known = change_sets.CHANGE_SETS.get(kit.redis, change_set_id)
    if known is not None and known.is_resolved:
        kit.check(known.account)
    if choice is not TextChoice.CANCEL and not take(kit.redis, change_set_id):
        raise UserError(edited_meanwhile())

    def claimed(change_set: ChangeSet) -> ChangeSet | None:
        if invocation.id in {change_set.decision, change_set.answered}:
            return change_set
        moved = _MOVES[choice](change_set, invocation.user)
        return replace(moved, decision=invocation.id) if moved is not None else None

    change_set = change_sets.CHANGE_SETS.change(kit.redis, change_set_id, claimed)
    if change_set is None:
        raise UserError(_too_late(change_sets.CHANGE_SETS.get(kit.redis, change_set_id), choice))
    return change_set


def unclaim(kit: Kit, change_set_id: str, **fields: object) -> None:
    """Enable the buttons again after a decision that could not be carried out."""
    change_sets.change(kit.redis, change_set_id, decision="", **fields)


def _moved(
    change_set: ChangeSet, user: str, *, old: tuple[ChangeSetState, ...], new: ChangeSetState
) -> ChangeSet | None:
    if change_set.state not in old or change_set.undone_by:
        return None
    return replace(change_set, state=new, decided_by=user)


def _retry(change_set: ChangeSet, user: str) -> ChangeSet | None:
    if change_set.state is ChangeSetState.DONE and not change_set.not_applied:
        return None
    return _moved(change_set, user, old=(ChangeSetState.ASKING, ChangeSetState.DONE), new=ChangeSetState.GOING)


def _overwrite(change_set: ChangeSet, user: str) -> ChangeSet | None:
    """Overwrite the texts now in App Store Connect, which the user has just been shown."""
    changes = []
    for change in change_set.changes:
        seen = {text.localization_id: text.old for text in change_set.conflicts if text.field is change.field}
        changes.append(replace(change, expected={**change.expected, **seen}))
    return _after_conflict(change_set, user, changes)


def _keep(change_set: ChangeSet, user: str) -> ChangeSet | None:
    """Leave the conflicting texts in App Store Connect; the other changes, if there are any, are made."""
    if len(change_set.changes) == 1 and len(change_set.changes[0].locales) == 1 and not change_set.applied:
        return _moved(change_set, user, old=(ChangeSetState.ASKING,), new=ChangeSetState.DROPPED)
    return _after_conflict(change_set, user, [change.skipping(change_set.conflicts) for change in change_set.changes])


def _after_conflict(change_set: ChangeSet, user: str, changes: Sequence[TextChange]) -> ChangeSet | None:
    if not change_set.conflicts:
        return None
    changed = replace(change_set, changes=tuple(changes))
    return _moved(changed, user, old=(ChangeSetState.ASKING,), new=ChangeSetState.GOING)


def unseparated(changes: Sequence[TextChange]) -> bool:
    """Return whether the changes have keywords that are probably several, without commas between them."""
    return any(change.field is Field.KEYWORDS and not change.into and separated(change.text) for change in changes)


def _separate(change_set: ChangeSet, user: str) -> ChangeSet | None:
    """Put commas between the keywords, and make the changes."""
    changes = [
        replace(change, text=separated(change.text) or change.text) if change.field is Field.KEYWORDS else change
        for change in change_set.changes
    ]
    return _moved(
        replace(change_set, changes=tuple(changes)), user, old=(ChangeSetState.ASKING,), new=ChangeSetState.GOING
    )


def _undo(change_set: ChangeSet, user: str) -> ChangeSet | None:
    if change_set.state is not ChangeSetState.DONE or not change_set.applied or change_set.undone_by:
        return None
    return replace(change_set, undone_by=user)


# Each returns the new state of a change set, None if it is too late for the decision.
_MOVES: dict[TextChoice, Callable[[ChangeSet, str], ChangeSet | None]] = {
    TextChoice.APPLY: partial(_moved, old=(ChangeSetState.ASKING,), new=ChangeSetState.GOING),
    TextChoice.CANCEL: partial(_moved, old=(ChangeSetState.ASKING, ChangeSetState.WAITING), new=ChangeSetState.DROPPED),
    TextChoice.RETRY: _retry,
    TextChoice.KEEP_FOR_NEXT: partial(_moved, old=(ChangeSetState.ASKING,), new=ChangeSetState.WAITING),
    TextChoice.SEPARATE: _separate,
    TextChoice.OVERWRITE: _overwrite,
    TextChoice.KEEP: _keep,
    TextChoice.UNDO: _undo,
    TextChoice.DECIDED: lambda change_set, _: change_set,
}


def _too_late(change_set: ChangeSet | None, choice: TextChoice) -> Message:
    if change_set is None:
        return errors.decided_already("", None)
    if choice is TextChoice.UNDO and change_set.undone_by:
        return errors.undone_already(change_set.undone_by)
    return errors.decided_already(change_set.decided_by, change_set.state)
