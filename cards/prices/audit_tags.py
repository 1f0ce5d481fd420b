"""What the audit trail records about prices, and how it reads."""

from cards.wording.audit_tags import audit_tag

PRICE_CHANGED = audit_tag("prices:price:change", "changed the", mark="{field}")
PRICE_PLANNED = audit_tag("prices:price:plan", "planned a change of the")
PRICE_RESTORED = audit_tag("prices:price:restore", "restored the", mark="{field}")
