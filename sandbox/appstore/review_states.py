"""The states of review submissions, and the refusals that depend on them."""

from __future__ import annotations

from sandbox.appstore.errors import Problem, wrong_state
from sandbox.appstore.store import Row

STATES = frozenset(
    {
        "READY_FOR_REVIEW",
        "WAITING_FOR_REVIEW",
        "IN_REVIEW",
        "UNRESOLVED_ISSUES",
        "CANCELING",
        "COMPLETING",
        "COMPLETE",
    }
)
# A draft or one that was rejected: what can be sent.
SENDABLE = frozenset({"READY_FOR_REVIEW", "UNRESOLVED_ISSUES"})
SENT = frozenset({"WAITING_FOR_REVIEW", "IN_REVIEW"})
CANCELABLE = SENDABLE | SENT
OPEN = STATES - {"COMPLETE"}


def not_valid(row: Row, detail: str, associated: dict[str, list[Problem]] | None = None) -> Problem:
    """Returns Apple's error for a resource in the wrong state, which the title names."""
    title = f"{row.kind.type} with id '{row.id}' is not in valid state."
    return Problem(409, "STATE_ERROR.ENTITY_STATE_INVALID", title, detail, associated=associated or {})


def taken(version: Row, other: Row) -> Problem:
    """Returns Apple's error for a version that another submission holds."""
    detail = (
        f"{version.kind.type} with id {version.id} was already added to another reviewSubmission with id {other.id}"
    )
    return wrong_state(detail, code="ITEM_PART_OF_ANOTHER_SUBMISSION")
