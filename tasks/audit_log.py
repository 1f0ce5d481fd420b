"""Adds entries to the audit trail."""

from __future__ import annotations

from kit.wiring import Kit
from records import audit
from records.audit import AuditEntry
from records.invocations import Invocation


def record(kit: Kit, tag: str, invocation: Invocation | None = None, *, idempotency_key: str, **fields: str) -> None:
    """Add an entry, a single time under the same `idempotency_key`. `fields` are those of `Entry`.

    With an invocation its user, channel and origin are those of the entry.
    """
    if invocation is not None:
        asked = {"user": invocation.user, "channel": invocation.channel, "source": invocation.origin.value}
        fields = {**asked, **fields}
    audit.write(kit.redis, AuditEntry(at=kit.clock(), tag=tag, **fields), idempotency_key=idempotency_key)
