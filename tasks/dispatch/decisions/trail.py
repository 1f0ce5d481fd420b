"""Records in the audit trail what a decision has changed at Apple, or that Apple refused it."""

from appstore.errors import AppStoreError, UnknownAccount
from kit.wiring import Kit
from records.dispatch.decisions import ReleaserDecision
from tasks.dispatch.audit_log import record, refusal
from tasks.dispatch.decisions.kinds import DecisionKind


def record_change(kit: Kit, tag: str, decision: ReleaserDecision, field: str, old: str, new: str) -> None:
    """Add the entry of a decision, once."""
    _record(kit, tag, decision, "done", field=field, old=old, new=new)


def record_refusal(kit: Kit, kind: DecisionKind, decision: ReleaserDecision, error: BaseException) -> None:
    """Add the entry of a decision that failed, once, if Apple is why: it refused it, or did not respond."""
    cause = _apples(error)
    if cause is not None:
        _record(kit, kind.refused_tag, decision, "refused", field=kind.field(decision), **refusal(cause))


def _apples(error: BaseException | None) -> AppStoreError | None:
    """Return Apple's error, or the one while handling which this error was raised."""
    while error is not None and not isinstance(error, AppStoreError):
        error = error.__cause__ or error.__context__
    return None if isinstance(error, UnknownAccount) else error


def _record(kit: Kit, tag: str, decision: ReleaserDecision, outcome: str, **fields: str) -> None:
    record(
        kit,
        tag,
        None,
        idempotency_key=f"{decision.id}.{outcome}",
        user=decision.decided_by,
        channel=decision.channel,
        source="button",
        app=decision.app_id,
        account=decision.account,
        platform=decision.platform,
        version=decision.version,
        **fields,
    )
