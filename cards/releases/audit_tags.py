"""What the audit trail records about releases, and how it reads."""

from cards.wording.audit_tags import audit_tag

WEBHOOK_ON = audit_tag("releases:webhook:on", "turned on Apple's")
WEBHOOK_OFF = audit_tag("releases:webhook:off", "turned off Apple's")
RELEASE_ALERTS_CHANGED = audit_tag("releases:alerts:changed", "changed the release")
RELEASE_TYPE_CHANGED = audit_tag("releases:release_type:change", "changed the")
RELEASE_TYPE_RESTORED = audit_tag("releases:release_type:restore", "restored the")
PHASED_CHANGED = audit_tag("releases:phased:change", "changed the")
PHASED_RESTORED = audit_tag("releases:phased:restore", "restored the")
PHASED_COMPLETED = audit_tag("releases:phased:complete", "released the version to everyone, with its")
VERSION_RELEASED = audit_tag("releases:version:release", "released the version, with its", mark="{version} released")
SUBMITTED = audit_tag("releases:version:submit", "submitted the version for review, with its")
WITHDRAWN = audit_tag("releases:version:withdraw", "withdrew the version from review, with its")
VERSION_CREATED = audit_tag("releases:version:create", "created the version", shows_value=True)
VERSION_RENAMED = audit_tag("releases:version:rename", "renamed the version")
BUILD_ATTACHED = audit_tag("releases:build:attach", "changed the")
BUILD_RESTORED = audit_tag("releases:build:restore", "restored the")
ENCRYPTION_STATED = audit_tag("releases:build:encryption", "stated the export compliance of", shows_value=True)
DECLARATION_SET = audit_tag("releases:build:declaration", "set the encryption declaration of")
NOMINATION_CREATED = audit_tag("releases:nomination:create", "drafted the nomination", shows_value=True)
NOMINATION_SUBMITTED = audit_tag("releases:nomination:submit", "submitted the nomination", shows_value=True)
# Decisions that Apple refused.
SUBMIT_REFUSED = audit_tag("releases:version:submit_refused", "tried to submit the version for review")
WITHDRAW_REFUSED = audit_tag("releases:version:withdraw_refused", "tried to withdraw the version from review")
RELEASE_REFUSED = audit_tag("releases:version:release_refused", "tried to release the version")
COMPLETE_REFUSED = audit_tag("releases:phased:complete_refused", "tried to release the version to everyone")
NOMINATION_REFUSED = audit_tag("releases:nomination:submit_refused", "tried to submit the nomination")
