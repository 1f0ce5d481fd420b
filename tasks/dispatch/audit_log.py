"""Adds entries to the audit trail."""

from kit.wiring import Kit
from records import audit
from records.audit import AuditEntry
from records.invocations import Invocation


def record(kit: Kit, tag: str, invocation: Invocation | None = None, *, idempotency_key: str, **fields: str) -> None:
    """Add an entry, once for the same `idempotency_key`. `fields` are those of `AuditEntry`.

    User, channel and source are the invocation's, if there is one.
    """
    if invocation is not None:
        run = invocation.run if invocation.by_bot else ""
        fields = {
            "run": run,
            "user": invocation.user,
            "channel": invocation.channel,
            "source": invocation.source,
            **fields,
        }
    audit.write(kit.redis, AuditEntry(at=kit.clock(), tag=tag, **fields), idempotency_key=idempotency_key)
