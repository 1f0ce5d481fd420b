"""Writes to the audit trail what an upload changed, by which user, from where, and what the sets held before."""

from collections.abc import Iterable

from appstore.errors import AppStoreError
from cards.uploads.audit_tags import (
    LIBRARY_CHOSEN,
    LOCALE_CREATED,
    PLACED,
    PLACED_ELSEWHERE,
    PLACING_ELSEWHERE_UNDONE,
    PLACING_UNDONE,
    SETS_CHOSEN,
    UPLOAD_CANCELLED,
    UPLOAD_ELSEWHERE_UNDONE,
    UPLOAD_UNDONE,
    UPLOADED,
    UPLOADED_ELSEWHERE,
)
from cards.uploads.results import SetResult
from kit.wiring import Kit
from records import audit, invocations
from records.audit import AuditEntry
from records.dispatch.media_backend import Backend
from records.invocations import Origin
from records.uploads import uploads
from records.uploads.uploads import LOST, Upload


def uploaded(kit: Kit, upload: Upload, results: Iterable[SetResult]) -> None:
    """Add an entry for every set that was changed or that Apple refused to change."""
    elsewhere = _is_elsewhere(kit, upload)
    for result in results:
        if result.fine and not result.changed:
            continue
        plan, answer = result.plan, _answer(result)
        sent = result.sent if result.error is None and not result.restored else 0
        _write(
            kit,
            upload,
            _TAGS[elsewhere, bool(upload.reverts), plan.kind.is_library],
            f"{plan.key}.{answer}.{sent}",
            locale=plan.locale,
            field=plan.display_type,
            old=", ".join(image.name for image in plan.before),
            new=", ".join(result.names),
            answer=answer,
        )


# By whether it is something else than a version of the app, whether it is undone, and whether it is in the library.
_TAGS = {
    (False, False, False): UPLOADED,
    (False, False, True): PLACED,
    (False, True, False): UPLOAD_UNDONE,
    (False, True, True): PLACING_UNDONE,
    (True, False, False): UPLOADED_ELSEWHERE,
    (True, False, True): PLACED_ELSEWHERE,
    (True, True, False): UPLOAD_ELSEWHERE_UNDONE,
    (True, True, True): PLACING_ELSEWHERE_UNDONE,
}


def _is_elsewhere(kit: Kit, upload: Upload) -> bool:
    """Return whether an upload, or the one that it undoes, is to something else than a version of the app."""
    if not upload.reverts:
        return bool(upload.into)
    undone = uploads.get(kit.redis, upload.reverts)
    return undone is not None and bool(undone.into)


def cancelled(kit: Kit, upload: Upload) -> None:
    """Add an entry for every set of an upload that was cancelled."""
    sets = [(plan.locale, plan.display_type) for plan in upload.sets]
    for locale, display_type in sets or [(upload.locale or "", upload.display_type or "")]:
        by = {"user": upload.cancelled_by, "source": Origin.BUTTON}
        key = f"{locale}.{display_type}.cancelled"
        _write(kit, upload, UPLOAD_CANCELLED, key, **by, locale=locale, field=display_type)


def locale_created(kit: Kit, upload: Upload, app: str, version: str, locale: str) -> None:
    """Add an entry for a language that was added to a version; `app` is its bundle id."""
    _write(kit, upload, LOCALE_CREATED, f"{locale}.created", app=app, version=version, locale=locale)


def backend_chosen(kit: Kit, upload: Upload, backend: Backend) -> None:
    """Add an entry for the choice of a user who was asked where the pictures of an app go."""
    tag = LIBRARY_CHOSEN if backend is Backend.LIBRARY else SETS_CHOSEN
    _write(kit, upload, tag, f"{upload.decision}.{backend}", source=Origin.BUTTON, version="")


def _write(kit: Kit, upload: Upload, tag: str, key: str, **fields: str) -> None:
    """Add an entry once for the same `key`, by the user who decided and with the target, unless `fields` say more."""
    invocation = invocations.get(kit.redis, upload.id)
    common = {
        "user": upload.decided_by or upload.user,
        "source": invocation.source if invocation else "",
        "run": upload.run,
    }
    if upload.target is not None:
        common |= {"app": upload.target.bundle_id, "version": upload.target.version}
    common |= {"account": upload.account}
    entry = AuditEntry(at=kit.clock(), channel=upload.channel, tag=tag, **(common | fields))
    audit.write(kit.redis, entry, idempotency_key=f"{upload.id}.{key}")


def _answer(result: SetResult) -> str:
    """Return `ok`, Apple's code, or the first code among the reasons of its images."""
    if isinstance(result.error, AppStoreError):
        return result.error.code or str(result.error.status or type(result.error).__name__)
    reasons = [item.reason for item in result.items if item.progress in LOST]
    return (reasons[0].partition(" ")[0] or "FAILED") if reasons else "ok"
