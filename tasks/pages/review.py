"""Submits a version of a custom product page to Apple's review: in a submission of its own, and once."""

from appstore.client import AppStore
from appstore.submissions import PAGE_VERSION, SubmissionState
from cards.pages import review as messages
from cards.pages.audit_tags import PAGE_SUBMITTED
from kit.wiring import Kit
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message
from tasks.dispatch.decisions import submitting
from tasks.dispatch.decisions.submitting import SubmissionRun
from tasks.dispatch.decisions.trail import record_change


def submit(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Submit the version, unless that is done. Raises WaitForApple, and UserError for what Apple does not accept."""

    def done(state: SubmissionState) -> Message:
        old = decision.shown.get(messages.STATE, "")
        record_change(
            kit, PAGE_SUBMITTED, decision, "state", messages.state_in_trail(old), messages.state_in_trail(state)
        )
        return messages.submitted(decision, state)

    run = SubmissionRun(
        kit=kit,
        apple=apple,
        decision=decision,
        version_id=decision.target_id,
        platform=decision.platform,
        relation=PAGE_VERSION,
        what=messages.SUBMITTABLE,
        done=done,
    )
    return submitting.submit(run)
