"""The audit tags of store texts and their sentences."""

from cards.wording.audit_tags import audit_tag

TEXT_CHANGED = audit_tag("listing:text:changed", "changed", mark="{field}")
TEXT_RESTORED = audit_tag("listing:text:restored", "restored", mark="{field}")
