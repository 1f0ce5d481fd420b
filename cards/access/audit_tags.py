"""The audit tags for roles, and their words."""

from cards.wording.audit_tags import audit_tag

ROLE_GRANTED = audit_tag("access:role:granted", "granted a role to", everywhere=True)
ROLE_REVOKED = audit_tag("access:role:revoked", "revoked the role of", everywhere=True)
