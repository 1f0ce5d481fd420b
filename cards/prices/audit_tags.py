"""What the audit trail records about prices, and how it reads."""

from cards.wording.audit_tags import audit_tag

PRICE_CHANGED = audit_tag("prices:price:change", "changed the", mark="price")
PRICE_PLANNED = audit_tag("prices:price:plan", "planned a change of the")
PRICE_RESTORED = audit_tag("prices:price:restore", "restored the", mark="price")
# Before the day of the change: customers saw none.
PRICE_PLAN_UNDONE = audit_tag("prices:price:unplan", "restored the")
