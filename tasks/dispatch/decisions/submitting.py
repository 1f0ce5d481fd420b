"""Submits a thing by itself to Apple's review: waits where Apple asks for it, and sends it once.

Every run begins with what Apple has, so it can be killed at any instant and run again:
https://developer.apple.com/documentation/appstoreconnectapi/review-submissions
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

import structlog

from appstore import submissions
from appstore.client import AppStore
from appstore.errors import UPLOADS_IN_PROGRESS, Refused, Unauthorized, essential
from appstore.submissions import ENDING, SENT, ReviewItemState, ReviewSubmission, SubmissionItem, SubmissionState
from cards.dispatch import submissions as messages
from cards.dispatch.submissions import Submittable
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.decisions import DECISIONS, ReleaserDecision, note_steps
from records.messages import Message
from tasks.dispatch.decisions.kinds import WaitForApple
from tasks.dispatch.decisions.waits import next_attempt

# https://developer.apple.com/documentation/appstoreconnectapi/parsing-the-error-response-code; the texts are observed.
_TRY_LATER = re.compile("try again later", re.IGNORECASE)
_TAKEN = "STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION"
_OTHER = re.compile(r"reviewSubmission with id '?([\w-]+)'?")
# What ends by itself may hold its items for minutes, even when it is complete.
_OVER = ENDING | {SubmissionState.COMPLETE}

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class SubmissionRun:
    """What a decision submits: a version, whose id it is, for a platform, in Apple's words.

    `relation` is the one with which an item names the version; `done` records and reports that it is submitted.
    """

    kit: Kit
    apple: AppStore
    decision: ReleaserDecision
    version_id: str
    platform: str
    relation: str
    what: Submittable
    done: Callable[[SubmissionState], Message]

    def items(self, submission_id: str) -> tuple[SubmissionItem, ...]:
        """Return the items of a submission."""
        return submissions.items(self.apple, submission_id, self.relation)

    def is_mine(self, item: SubmissionItem) -> bool:
        """Whether an item is what is submitted."""
        return item.version_id == self.version_id


def submit(run: SubmissionRun) -> Message:
    """Submit it, unless that is done. Raises WaitForApple, and UserError for what Apple does not accept."""
    try:
        return _submit(run)
    except (Refused, Unauthorized):
        _take_back(run)
        raise


def _submit(run: SubmissionRun) -> Message:
    listed = submissions.open_ones(run.apple, run.decision.app_id, run.platform)
    known = [(found, run.items(found.id)) for found in listed]
    for found, items in known:
        if any(map(run.is_mine, items)):
            return _continue(run, found, items)
    # An earlier attempt may leave an empty draft.
    draft = next((found for found, items in known if found.is_draft and not items), None) or _create(run, listed)
    note_steps(run.kit.redis, run.decision, draft=draft.id)
    try:
        submissions.add_version(run.apple, draft.id, run.version_id, run.relation)
    except Refused as refused:
        _not_accepted(run, refused, draft.id)
    return _send(run, draft)


def _create(run: SubmissionRun, listed: Sequence[ReviewSubmission]) -> ReviewSubmission:
    note_steps(run.kit.redis, run.decision, created="yes")
    try:
        return submissions.create(run.apple, run.decision.app_id, run.platform, listed)
    except Refused as refused:
        draft = next((found for found in listed if found.is_draft), None)
        if not refused.conflict or draft is None:
            _not_accepted(run, refused)
        raise UserError(messages.draft_in_the_way(run.decision, run.what, draft.id, refused.detail)) from refused


def _continue(run: SubmissionRun, own: ReviewSubmission, items: Sequence[SubmissionItem]) -> Message:
    """Go on with the submission that has it: sent already, ending, rejected, or a draft."""
    if own.state in ENDING:
        _wait(run, messages.ENDING)
    if own.state in SENT:
        return run.done(own.state)
    if others := sum(not run.is_mine(item) for item in items):
        raise UserError(messages.belongs_to_others(run.decision, run.what, own.id, others))
    for item in items:
        if item.state is ReviewItemState.REJECTED:
            _resolve(run, item.id)
    return _send(run, own)


def _send(run: SubmissionRun, own: ReviewSubmission) -> Message:
    try:
        state = submissions.send(run.apple, own.id).state
    except Refused as refused:
        state = submissions.get(run.apple, own.id).state
        if state not in SENT:
            _not_accepted(run, refused, own.id)
    return run.done(state)


def _resolve(run: SubmissionRun, item_id: str) -> None:
    """Mark it as corrected. Where its content has changed, Apple may need no such mark, and refuse it."""
    try:
        submissions.resolve(run.apple, item_id)
    except Refused as refused:
        if not refused.conflict:
            raise
        log.info("item not resolved", item=item_id, code=refused.code)


def _not_accepted(run: SubmissionRun, refused: Refused, own: str = "") -> NoReturn:
    """Wait where Apple has only not finished something; otherwise take back what was added, and raise UserError."""
    if (reasons := essential(refused.reasons)) and all(reason.is_code(*UPLOADS_IN_PROGRESS) for reason in reasons):
        _wait(run, messages.uploads(run.what))
    if any(_TRY_LATER.search(f"{reason.title} {reason.detail}") for reason in refused.reasons):
        _wait(run, messages.settling(run.what))
    other = _named_in(refused)
    found = submissions.find(run.apple, other) if other and other != own else None
    if found.state in _OVER if found is not None else refused.is_code(_TAKEN):
        _wait(run, messages.ENDING)
    _take_back(run)
    if found is not None:
        raise UserError(messages.in_progress(run.decision, run.what, run.platform, found)) from refused
    log.warning("Apple refused a submission", request=refused.request, status=refused.status, code=refused.code)
    raise UserError(messages.not_accepted(run.decision, run.what, refused)) from refused


def _named_in(refused: Refused) -> str:
    """Return the id of the submission that a refusal names: "…already added to another reviewSubmission with id 7"."""
    found = (_OTHER.search(f"{reason.title} {reason.detail}") for reason in refused.reasons)
    return next((match[1] for match in found if match), "")


def _wait(run: SubmissionRun, why: str) -> NoReturn:
    """Raise WaitForApple; after half an hour take back what was added, and raise UserError."""
    until = next_attempt(run.kit, run.decision)
    if until is None:
        _take_back(run)
        raise UserError(messages.still_waiting(run.decision, run.what, why))
    raise WaitForApple(why, until)


def _take_back(run: SubmissionRun) -> None:
    """Remove it from the draft to which this decision has added it, and the draft if it has created that."""
    steps = (DECISIONS.get(run.kit.redis, run.decision.id) or run.decision).steps
    draft = steps.get("draft", "")
    if not draft:
        return
    try:
        items = run.items(draft)
        mine = [item for item in items if run.is_mine(item)]
        for item in mine:
            submissions.remove_item(run.apple, item.id)
        if steps.get("created") and len(mine) == len(items):
            submissions.cancel(run.apple, draft)
    except (Refused, Unauthorized) as refused:
        # It was sent or removed meanwhile.
        log.warning("draft not taken back", draft=draft, code=refused.code)
