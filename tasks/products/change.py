"""Carries out a change of a product's texts that a form has requested, and undoes it, and an import."""

from collections.abc import Mapping

from kit.wiring import Kit
from records.dispatch.decisions import DECISIONS, ReleaserDecision
from records.invocations import Invocation
from tasks.dispatch.decisions import undoing
from tasks.products import imports
from tasks.products.decisions import RESTORE_TEXTS, SET_TEXTS, is_undoable
from tasks.products.imports import RESTORE_IMPORT


def apply(kit: Kit, invocation: Invocation) -> None:
    """Make the change that is stored under the invocation's id."""
    decision = DECISIONS.get(kit.redis, invocation.id)
    if decision is not None:
        kit.check(decision.account)
        undoing.run(kit, SET_TEXTS, decision, invocation)


def undo(kit: Kit, invocation: Invocation, change_id: str) -> None:
    """Restore the texts before a change. The first press counts, unless nothing came of it."""
    undoing.undo(kit, invocation, change_id, RESTORE_TEXTS, _restoring, is_undoable=is_undoable)


def undo_import(kit: Kit, invocation: Invocation, import_id: str) -> None:
    """Restore the texts before an import, in the same way."""
    undoing.undo(kit, invocation, import_id, RESTORE_IMPORT, imports.restoring, is_undoable=imports.is_undoable)


def _restoring(change: ReleaserDecision) -> tuple[Mapping[str, str], Mapping[str, str]]:
    made, before = change.details, change.steps
    return {
        **made,
        "change": change.id,
        "shown_name": made["name"],
        "shown_description": made["description"],
        "name": before["old_name"],
        "description": before["old_description"],
    }, {}
