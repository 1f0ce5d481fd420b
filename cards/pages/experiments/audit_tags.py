"""What the audit trail records about experiments, and how it reads."""

from cards.wording.audit_tags import audit_tag

EXPERIMENT_CREATED = audit_tag("pages:experiment:create", "created the experiment", shows_value=True)
EXPERIMENT_SUBMITTED = audit_tag("pages:experiment:submit", "submitted for review the")
EXPERIMENT_STARTED = audit_tag("pages:experiment:start", "started the", mark="experiment started")
TREATMENT_PROMOTED = audit_tag("pages:treatment:promote", "put on the version in preparation")
EXPERIMENT_STOPPED = audit_tag("pages:experiment:stop", "stopped the", mark="experiment stopped")
# Decisions that Apple refused.
EXPERIMENT_SUBMIT_REFUSED = audit_tag("pages:experiment:submit_refused", "tried to submit for review the")
EXPERIMENT_START_REFUSED = audit_tag("pages:experiment:start_refused", "tried to start the")
EXPERIMENT_STOP_REFUSED = audit_tag("pages:experiment:stop_refused", "tried to stop the")
PROMOTE_REFUSED = audit_tag("pages:treatment:promote_refused", "tried to put on the version in preparation the")
