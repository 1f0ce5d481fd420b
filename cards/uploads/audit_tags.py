"""What the audit trail records about uploads, and how it reads."""

from cards.wording.audit_tags import audit_tag

UPLOADED = audit_tag("screenshots:set:uploaded", "changed the screenshots for", mark="screenshots")
UPLOAD_CANCELLED = audit_tag("screenshots:set:cancelled", "cancelled an upload of screenshots for")
UPLOAD_UNDONE = audit_tag("screenshots:set:undone", "undid an upload of screenshots for", mark="screenshots")
# Only an upload creates languages, whatever the tag says: a stored tag keeps its spelling.
LOCALE_CREATED = audit_tag("listing:locale:created", "added the language")
# Of custom product pages, treatments and products. No marks in charts: the page that most people see stays as it is.
UPLOADED_ELSEWHERE = audit_tag("screenshots:destination:uploaded", "changed the screenshots for")
UPLOAD_ELSEWHERE_UNDONE = audit_tag("screenshots:destination:undone", "undid an upload of screenshots for")
