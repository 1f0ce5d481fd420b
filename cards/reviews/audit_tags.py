"""What the audit trail records about reviews, replies and alerts, and how it reads."""

from cards.wording.audit_tags import audit_tag

REPLY_DRAFTED = audit_tag("reviews:reply:drafted", "drafted the")
REPLY_EDITED = audit_tag("reviews:reply:edited", "edited the drafted")
REPLY_PUBLISHED = audit_tag("reviews:reply:published", "published the")
REPLY_WITHDRAWN = audit_tag("reviews:reply:withdrawn", "withdrew the")
REPLY_SKIPPED = audit_tag("reviews:reply:skipped", "skipped the")
TEMPLATES_CHANGED = audit_tag("reviews:template:changed", "changed a reply", everywhere=True)
ALERTS_CHANGED = audit_tag("alerts:rule:changed", "changed the review")
