"""What the audit trail records about in-app purchases and subscriptions, and how it reads."""

from cards.wording.audit_tags import audit_tag

PRODUCT_TEXT_CHANGED = audit_tag("products:text:change", "changed the")
PRODUCT_TEXT_RESTORED = audit_tag("products:text:restore", "restored the")
PRODUCT_SUBMITTED = audit_tag("products:review:submit", "submitted the")
# Decisions that Apple refused.
PRODUCT_TEXT_REFUSED = audit_tag("products:text:change_refused", "tried to change the")
PRODUCT_RESTORE_REFUSED = audit_tag("products:text:restore_refused", "tried to restore the")
PRODUCT_SUBMIT_REFUSED = audit_tag("products:review:submit_refused", "tried to submit the")
