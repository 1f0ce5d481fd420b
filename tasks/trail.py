"""Writes into the audit trail what an upload changed, by whom, from where, and what the sets held before."""

from __future__ import annotations

from collections.abc import Iterable

from appstore.errors import AppStoreError
from cards.listing_audit_tags import LOCALE_CREATED
from cards.upload_audit_tags import UPLOAD_CANCELLED, UPLOAD_UNDONE, UPLOADED
from kit.wiring import Kit
from records import audit, wishes
from records.audit import Entry
from records.batches import Batch, Progress, Target
from tasks.carrying import Ended

_LOST = {Progress.FAILED, Progress.STUCK}


def uploaded(kit: Kit, batch: Batch, ended: Iterable[Ended]) -> None:
    """An entry for every set that was changed or that Apple refused to change."""
    tag = UPLOAD_UNDONE if batch.reverts else UPLOADED
    for one in ended:
        outcome, plan = one.outcome, one.plan
        if outcome is not None and not (outcome.sent or outcome.removed or outcome.reordered or outcome.failed):
            continue
        answer, sent = _answer(one), outcome.sent if outcome is not None else 0
        entry = Entry(
            at=kit.clock(),
            user=batch.decided_by or batch.user,
            channel=batch.channel,
            tag=tag,
            **_about(batch.target),
            locale=plan.locale,
            field=plan.display_type,
            old=", ".join(present.name for present in plan.before),
            new=", ".join(one.names),
            answer=answer,
            source=_source(kit, batch),
        )
        audit.write(kit.redis, entry, once=f"{batch.id}.{plan.key}.{answer}.{sent}")


def cancelled(kit: Kit, batch: Batch) -> None:
    """An entry for every set that an upload was on its way to when somebody stopped it."""
    places = [(one.locale, one.display_type) for one in batch.sets] or [(batch.locale or "", batch.display_type or "")]
    for locale, display_type in places:
        entry = Entry(
            at=kit.clock(),
            user=batch.cancelled_by,
            channel=batch.channel,
            tag=UPLOAD_CANCELLED,
            **_about(batch.target),
            locale=locale,
            field=display_type,
            source=wishes.Way.BUTTON,
        )
        audit.write(kit.redis, entry, once=f"{batch.id}.{locale}.{display_type}.cancelled")


def locale_created(kit: Kit, batch: Batch, app: str, version: str, locale: str) -> None:
    """A language was added to a version; `app` is its bundle id."""
    entry = Entry(
        at=kit.clock(),
        user=batch.decided_by or batch.user,
        channel=batch.channel,
        tag=LOCALE_CREATED,
        app=app,
        version=version,
        locale=locale,
        source=_source(kit, batch),
    )
    audit.write(kit.redis, entry, once=f"{batch.id}.{locale}.created")


def _about(target: Target | None) -> dict[str, str]:
    return {"app": target.bundle_id, "version": target.version} if target is not None else {}


def _source(kit: Kit, batch: Batch) -> str:
    wish = wishes.get(kit.redis, batch.id)
    return wish.way.value if wish is not None else ""


def _answer(ended: Ended) -> str:
    if isinstance(ended.error, AppStoreError):
        return ended.error.code or str(ended.error.status or type(ended.error).__name__)
    reasons = [shot.reason for shot in ended.shots if shot.progress in _LOST]
    return (reasons[0].partition(" ")[0] or "FAILED") if reasons else "ok"
