"""Adds entries to the audit trail."""

from appstore.errors import AppStoreError, essential
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


def refusal(error: AppStoreError) -> dict[str, str]:
    """Return the fields of an entry about what Apple refused: its code, or what else is known, and Apple's words."""
    details = (reason.detail or reason.title for reason in essential(error.reasons))
    return {
        "answer": error.code or (str(error.status) if error.permanent else type(error).__name__),
        "reason": " ".join(dict.fromkeys(filter(None, details))),
    }
