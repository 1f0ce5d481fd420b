"""Records changes of reply templates in the audit trail."""

from cards.reviews import template_modals
from cards.reviews.audit_tags import TEMPLATES_CHANGED
from kit.wiring import Kit
from records.invocations import Invocation
from records.reviews.templates import Template
from tasks.dispatch import audit_log


def record_template(kit: Kit, invocation: Invocation, old: Template | None, new: Template | None) -> None:
    """Add the audit entry before the change, while the old template is known; a job that runs again adds no second."""
    audit_log.record(
        kit,
        TEMPLATES_CHANGED,
        invocation,
        idempotency_key=f"{invocation.id}.template",
        channel="",
        field="template",
        old=template_modals.in_words(old) if old is not None else "",
        new=template_modals.in_words(new) if new is not None else "",
        source="form",
    )
