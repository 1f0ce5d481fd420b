"""What the audit trail records about digests, and how it reads."""

from cards.wording.audit_tags import audit_tag

DIGEST_CHANGED = audit_tag("digests:plan:changed", "changed the review")
