"""Finds what was changed here in the store page of an app, or released, in a period: what may explain its figures."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from appstore.fields import Field
from cards.wording.audit_tags import wording
from kit.wiring import Kit
from records import audit
from records.analytics.statistics import Span
from records.audit import AuditEntry
from records.dispatch.app_cache import KnownApp

# The texts that customers, or the App Store's search, notice at once.
_FIELDS = {
    Field.NAME.value: "name",
    Field.SUBTITLE.value: "subtitle",
    Field.KEYWORDS.value: "keywords",
    Field.PROMO.value: "promotional text",
}


def marks(kit: Kit, app: KnownApp, span: Span) -> Mapping[date, tuple[str, ...]]:
    """Return what was changed on each day of the span, by days in UTC, the first day first."""
    found: dict[date, dict[str, None]] = {}
    start = datetime.combine(span.start, time(), UTC).timestamp()
    for entry in audit.since(kit.redis, start):
        day = datetime.fromtimestamp(entry.at, UTC).date()
        if day <= span.end and (mark := _mark(app, entry)):
            found.setdefault(day, {})[mark] = None
    return {day: tuple(reversed(found[day])) for day in sorted(found)}


def _mark(app: KnownApp, entry: AuditEntry) -> str:
    """Return what the entry changed in the store, "" if nothing."""
    if entry.app not in {app.id, app.bundle_id} or not audit.is_of(app.account, entry) or entry.answer != "ok":
        return ""
    mark = wording(entry.tag).mark
    if "{field}" in mark:
        return _FIELDS.get(entry.field, "")
    return mark.format(version=entry.version)
