"""What the audit trail records about releases, and how it reads."""

from cards.audit_tags import audit_tag

WEBHOOK_ON = audit_tag("releases:webhook:on", "turned on Apple's")
WEBHOOK_OFF = audit_tag("releases:webhook:off", "turned off Apple's")
RELEASE_ALERTS_CHANGED = audit_tag("releases:alerts:changed", "changed the release")
