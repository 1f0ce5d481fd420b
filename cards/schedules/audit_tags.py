"""The audit tags of scheduled changes and their sentences."""

from cards.wording.audit_tags import audit_tag

SCHEDULE_ADDED = audit_tag("schedules:change:added", "scheduled a change of", shows_value=True)
SCHEDULE_CANCELLED = audit_tag("schedules:change:cancelled", "cancelled the scheduled change of", shows_value=True)
SCHEDULE_STOPPED = audit_tag(
    "schedules:change:stopped", "is no longer an editor, which stopped the scheduled change of", shows_value=True
)
