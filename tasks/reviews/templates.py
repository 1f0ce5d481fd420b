"""Jobs that store and remove reply templates."""

from __future__ import annotations

from cards.reviews import template_modals
from cards.reviews.audit_tags import TEMPLATES_CHANGED
from kit.jobs.define import NOW, job
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.invocations import Invocation
from records.reviews import templates
from records.reviews.templates import Template
from tasks import audit_log, failures


@job(NOW, on_failure=failures.report_failure, exclusive_by="template_id")
def save_template(kit: Kit, invocation: Invocation, template_id: str) -> None:
    """Store the template that the invocation carries, in place of the one with its id."""
    known, template = templates.of_team(kit.redis), templates.from_options(template_id, invocation.options or {})
    if templates.with_template(known, template) is None:
        raise UserError(template_modals.not_saved(templates.MOST))
    _write(kit, invocation, _find(known, template_id), template)
    if not templates.save(kit.redis, template):
        raise UserError(template_modals.not_saved(templates.MOST))


@job(NOW, on_failure=failures.report_failure, exclusive_by="template_id")
def remove_template(kit: Kit, invocation: Invocation, template_id: str) -> None:
    """Remove a template of the team."""
    found = _find(templates.of_team(kit.redis), template_id)
    if found is not None:
        _write(kit, invocation, found, None)
        templates.remove(kit.redis, template_id)


def _find(known: tuple[Template, ...], template_id: str) -> Template | None:
    return next((template for template in known if template.id == template_id), None)


def _write(kit: Kit, invocation: Invocation, old: Template | None, new: Template | None) -> None:
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
