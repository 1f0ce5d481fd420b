"""Writes to the audit trail what an upload changed, by whom, from where, and what the sets held before."""

from __future__ import annotations

from collections.abc import Iterable

from appstore.errors import AppStoreError
from cards.listing.audit_tags import LOCALE_CREATED
from cards.uploads.audit_tags import UPLOAD_CANCELLED, UPLOAD_UNDONE, UPLOADED
from cards.uploads.results import SetResult
from kit.wiring import Kit
from records import audit, invocations
from records.audit import AuditEntry
from records.invocations import Origin
from records.uploads.uploads import LOST, Upload, UploadTarget


def uploaded(kit: Kit, upload: Upload, results: Iterable[SetResult]) -> None:
    """Add an entry for every set that was changed or that Apple refused to change."""
    tag = UPLOAD_UNDONE if upload.reverts else UPLOADED
    for result in results:
        if result.fine and not result.changed:
            continue
        plan, answer = result.plan, _answer(result)
        entry = AuditEntry(
            at=kit.clock(),
            user=upload.decided_by or upload.user,
            channel=upload.channel,
            tag=tag,
            **_about(upload.target),
            locale=plan.locale,
            field=plan.display_type,
            old=", ".join(image.name for image in plan.before),
            new=", ".join(result.names),
            answer=answer,
            source=_source(kit, upload),
        )
        sent = result.sent if result.error is None and not result.restored else 0
        audit.write(kit.redis, entry, idempotency_key=f"{upload.id}.{plan.key}.{answer}.{sent}")


def cancelled(kit: Kit, upload: Upload) -> None:
    """Add an entry for every set of an upload that was cancelled."""
    sets = [(plan.locale, plan.display_type) for plan in upload.sets]
    for locale, display_type in sets or [(upload.locale or "", upload.display_type or "")]:
        entry = AuditEntry(
            at=kit.clock(),
            user=upload.cancelled_by,
            channel=upload.channel,
            tag=UPLOAD_CANCELLED,
            **_about(upload.target),
            locale=locale,
            field=display_type,
            source=Origin.BUTTON,
        )
        audit.write(kit.redis, entry, idempotency_key=f"{upload.id}.{locale}.{display_type}.cancelled")


def locale_created(kit: Kit, upload: Upload, app: str, version: str, locale: str) -> None:
    """Add an entry for a language that was added to a version; `app` is its bundle id."""
    entry = AuditEntry(
        at=kit.clock(),
        user=upload.decided_by or upload.user,
        channel=upload.channel,
        tag=LOCALE_CREATED,
        app=app,
        version=version,
        locale=locale,
        source=_source(kit, upload),
    )
    audit.write(kit.redis, entry, idempotency_key=f"{upload.id}.{locale}.created")


def _about(target: UploadTarget | None) -> dict[str, str]:
    return {"app": target.bundle_id, "version": target.version} if target is not None else {}


def _source(kit: Kit, upload: Upload) -> str:
    invocation = invocations.get(kit.redis, upload.id)
    return invocation.origin.value if invocation is not None else ""


def _answer(result: SetResult) -> str:
    """Return `ok`, Apple's code, or the first code among the reasons of its images."""
    if isinstance(result.error, AppStoreError):
        return result.error.code or str(result.error.status or type(result.error).__name__)
    reasons = [item.reason for item in result.items if item.progress in LOST]
    return (reasons[0].partition(" ")[0] or "FAILED") if reasons else "ok"
