"""What the audit trail records about analytics reports, and how it reads."""

from cards.wording.audit_tags import audit_tag

REPORTS_REQUESTED = audit_tag("analytics:reports:request", "requested Apple's", shows_value=True)
ANALYTICS_PLAN_CHANGED = audit_tag("analytics:plan:changed", "changed the scheduled")
