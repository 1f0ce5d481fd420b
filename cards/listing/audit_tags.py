"""What the audit trail records about store texts, and how it reads."""

from __future__ import annotations

from cards.audit_tags import audit_tag

TEXT_CHANGED = audit_tag("listing:text:changed", "changed")
TEXT_RESTORED = audit_tag("listing:text:restored", "put back")
LOCALE_CREATED = audit_tag("listing:locale:created", "added the language")
