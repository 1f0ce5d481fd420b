"""What the audit trail records about prices, and how it reads."""

from cards.wording.audit_tags import audit_tag

PRICE_CHANGED = audit_tag("prices:price:change", "changed the", mark="price")
PRICE_PLANNED = audit_tag("prices:price:plan", "planned a change of the")
PRICE_RESTORED = audit_tag("prices:price:restore", "restored the", mark="price")
# Before the day of the change: customers saw none.
PRICE_PLAN_UNDONE = audit_tag("prices:price:unplan", "restored the")
# Decisions that Apple refused.
PRICE_REFUSED = audit_tag("prices:price:change_refused", "tried to change the")
PRICE_RESTORE_REFUSED = audit_tag("prices:price:restore_refused", "tried to restore the")
