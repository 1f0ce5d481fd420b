"""What the audit trail records about uploads, and how it reads."""

from cards.wording.audit_tags import audit_tag

UPLOADED = audit_tag("screenshots:set:uploaded", "changed the screenshots for", mark="screenshots")
UPLOAD_CANCELLED = audit_tag("screenshots:set:cancelled", "cancelled an upload of screenshots for")
UPLOAD_UNDONE = audit_tag("screenshots:set:undone", "undid an upload of screenshots for", mark="screenshots")
PLACED = audit_tag(
    "screenshots:library:placed", "changed the screenshots in the App Asset Library for", mark="screenshots"
)
PLACING_UNDONE = audit_tag(
    "screenshots:library:undone", "undid an upload to the App Asset Library for", mark="screenshots"
)
LIBRARY_CHOSEN = audit_tag("screenshots:backend:library", "chose the App Asset Library for all screenshots and videos")
SETS_CHOSEN = audit_tag(
    "screenshots:backend:sets", "chose the screenshot and preview sets for all screenshots and videos"
)
CHOICE_TAKEN_BACK = audit_tag(
    "screenshots:backend:taken_back", "took back the choice between the App Asset Library and the sets"
)
# Only an upload creates languages, whatever the tag says: a stored tag keeps its spelling.
LOCALE_CREATED = audit_tag("listing:locale:created", "added the language")
# Of custom product pages, treatments and products. No marks in charts: the page that most people see stays as it is.
UPLOADED_ELSEWHERE = audit_tag("screenshots:destination:uploaded", "changed the screenshots for")
UPLOAD_ELSEWHERE_UNDONE = audit_tag("screenshots:destination:undone", "undid an upload of screenshots for")
PLACED_ELSEWHERE = audit_tag(
    "screenshots:library:placed_elsewhere", "changed the screenshots in the App Asset Library for"
)
PLACING_ELSEWHERE_UNDONE = audit_tag(
    "screenshots:library:undone_elsewhere", "undid an upload to the App Asset Library for"
)
