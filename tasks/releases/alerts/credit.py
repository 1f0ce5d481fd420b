"""Finds the user who made a change with this bot: by a decision about the version, else in the audit trail."""

from collections.abc import Collection

from appstore.releases.states import SubjectKind
from cards.releases.audit_tags import PHASED_CHANGED, PHASED_RESTORED, VERSION_CREATED
from kit.wiring import Kit
from records import audit
from records.dispatch.decisions import DecisionState, decided_last
from records.releases.watched import Report

# Apple may take so long to make a change after the bot has asked for it.
PATIENCE_SECONDS = 1800.0

# The states into which each kind of decision brings a version or its phased release.
_DECISIONS = {
    "submit": {"READY_FOR_REVIEW", "WAITING_FOR_REVIEW"},
    "withdraw": {"DEVELOPER_REJECTED", "PREPARE_FOR_SUBMISSION"},
    "release_version": {"PROCESSING_FOR_DISTRIBUTION", "READY_FOR_DISTRIBUTION"},
    "complete_phases": {"COMPLETE"},
}


def user_of(kit: Kit, report: Report, app_names: Collection[str]) -> str:
    """Return the Slack user behind a change, "" if it was not made with this bot; `app_names` are ids of the app."""
    since = report.at - PATIENCE_SECONDS
    decision = decided_last(kit.redis, report.subject_id)
    if decision is not None and decision.decided_at >= since and decision.state is not DecisionState.FAILED:
        reached = _DECISIONS.get(decision.kind, set())
        if reached & {_state(state) for state in report.path[1:]}:
            return decision.decided_by
    tags = _tags(report)
    entries = audit.since(kit.redis, since) if tags else ()
    found = (
        entry.user
        for entry in entries
        if entry.tag in tags and entry.version == report.version and entry.app in app_names and entry.answer == "ok"
    )
    return next(found, "")


def _tags(report: Report) -> Collection[str]:
    if report.kind is SubjectKind.VERSION and not report.path[0]:
        return {VERSION_CREATED}
    before, after = (_state(state) for state in report.path[-2:])
    return {PHASED_CHANGED, PHASED_RESTORED} if report.kind is SubjectKind.PHASED_RELEASE and before != after else ()


def _state(state: str) -> str:
    return state.partition(":")[0]
