"""What the audit trail records about custom product pages, and how it reads."""

from cards.wording.audit_tags import audit_tag

PAGE_CREATED = audit_tag("pages:page:create", "created the custom product page", shows_value=True)
PAGE_VISIBILITY = audit_tag("pages:page:visibility", "changed the")
PAGE_SUBMITTED = audit_tag("pages:page:submit", "submitted the custom product page for review, with its")
PAGE_LINK = audit_tag("pages:page:link", "changed the")
# No mark in charts: people see them only once the page's version is approved.
PAGE_TEXT_CHANGED = audit_tag("pages:text:changed", "changed")
PAGE_TEXT_RESTORED = audit_tag("pages:text:restored", "restored")
# A decision that Apple refused.
PAGE_SUBMIT_REFUSED = audit_tag("pages:page:submit_refused", "tried to submit for review the custom product page")
