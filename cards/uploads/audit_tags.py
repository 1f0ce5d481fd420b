"""What the audit trail records about uploads, and how it reads."""

from cards.wording.audit_tags import audit_tag

UPLOADED = audit_tag("screenshots:set:uploaded", "changed the screenshots for", mark="screenshots")
UPLOAD_CANCELLED = audit_tag("screenshots:set:cancelled", "cancelled an upload of screenshots for")
UPLOAD_UNDONE = audit_tag("screenshots:set:undone", "undid an upload of screenshots for", mark="screenshots")
# Only an upload creates languages, whatever the tag says: a stored tag keeps its spelling.
LOCALE_CREATED = audit_tag("listing:locale:created", "added the language")
