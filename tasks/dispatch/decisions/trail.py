"""Records in the audit trail what a decision has changed at Apple."""

from kit.wiring import Kit
from records.dispatch.decisions import ReleaserDecision
from tasks.dispatch.audit_log import record


def record_change(kit: Kit, tag: str, decision: ReleaserDecision, field: str, old: str, new: str) -> None:
    """Add the entry of a decision, once."""
    record(
        kit,
        tag,
        idempotency_key=f"{decision.id}.done",
        user=decision.decided_by,
        channel=decision.channel,
        source="button",
        app=decision.app_id,
        account=decision.account,
        platform=decision.platform,
        version=decision.version,
        field=field,
        old=old,
        new=new,
    )
