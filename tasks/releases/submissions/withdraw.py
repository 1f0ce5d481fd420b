"""Withdraws a version from review: cancels the submission that has it, once."""

from collections.abc import Mapping

from appstore import submissions
from appstore.client import AppStore
from appstore.errors import Refused
from appstore.submissions import CANCELABLE, ENDING, ReviewSubmission, SubmissionState
from appstore.versions import EDITABLE, AppVersionState, find
from cards.releases import withdrawals as messages
from cards.releases.audit_tags import WITHDRAW_REFUSED, WITHDRAWN
from cards.wording.states import state_words
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.decisions import ReleaserDecision, note_steps
from records.messages import Message
from tasks.dispatch.decisions.kinds import DecisionKind
from tasks.dispatch.decisions.trail import record_change

IN_REVIEW = frozenset(
    {AppVersionState.WAITING_FOR_REVIEW, AppVersionState.IN_REVIEW, AppVersionState.WAITING_FOR_EXPORT_COMPLIANCE}
)


def of_version(apple: AppStore, app_id: str, platform: str, version_id: str) -> ReviewSubmission | None:
    """Return the submission that has a version and can be cancelled, or is being cancelled."""
    every = submissions.open_ones(apple, app_id, platform)
    known = [found for found in every if found.state in CANCELABLE | ENDING and found.version_id in {version_id, ""}]
    # Apple may not say which version a submission has.
    known.sort(key=lambda found: found.version_id, reverse=True)
    return next((found for found in known if found.version_id or _has(apple, found, version_id)), None)


def _has(apple: AppStore, submission: ReviewSubmission, version_id: str) -> bool:
    return any(item.version_id == version_id for item in submissions.items(apple, submission.id))


def look(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    """Return what an offer to withdraw has shown, as it is now."""
    version = find(apple, decision.app_id, decision.target_id)
    return {"state": version.state.value if version is not None else ""}


def withdraw(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Cancel the submission, unless that is done."""
    begun, target = decision.steps.get("submission", ""), decision.target_id
    found = (
        of_version(apple, decision.app_id, decision.platform, target) if not begun else submissions.get(apple, begun)
    )
    if found is None:
        raise UserError(messages.not_withdrawn(decision))
    note_steps(kit.redis, decision, submission=found.id)
    ended = _cancel(apple, found)
    version = find(apple, decision.app_id, decision.target_id)
    state = version.state if version is not None else AppVersionState.UNKNOWN
    if ended.state is SubmissionState.COMPLETING or state not in EDITABLE | IN_REVIEW:
        # Approved meanwhile.
        raise UserError(messages.not_withdrawn(decision))
    # The version may follow its submission only minutes later.
    now = SubmissionState.CANCELING if state in IN_REVIEW else state
    record_change(
        kit, WITHDRAWN, decision, "state", state_words(decision.shown.get("state", "")), state_words(now.value)
    )
    return messages.withdrawn(decision, now.value)


def _cancel(apple: AppStore, found: ReviewSubmission) -> ReviewSubmission:
    """Cancel a submission unless it has ended, or ends. Raises Refused."""
    if found.state not in CANCELABLE:
        return found
    try:
        return submissions.cancel(apple, found.id)
    except Refused as refused:
        now = submissions.get(apple, found.id)
        if not refused.conflict or now.state in CANCELABLE:
            raise
        return now


WITHDRAWAL = DecisionKind(
    name="withdraw",
    label=messages.WITHDRAW,
    command="withdraw",
    look=look,
    act=withdraw,
    refused_tag=WITHDRAW_REFUSED,
)
