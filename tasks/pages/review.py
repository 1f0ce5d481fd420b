"""Submits a version of a custom product page to Apple's review: in a submission of its own, and once."""

import re
from collections.abc import Sequence
from typing import NoReturn

import structlog

from appstore import submissions
from appstore.client import AppStore
from appstore.errors import UPLOADS_IN_PROGRESS, Refused, Unauthorized
from appstore.submissions import (
    ENDING,
    PAGE_VERSION,
    SENT,
    ReviewItemState,
    ReviewSubmission,
    SubmissionItem,
    SubmissionState,
)
from cards.pages import review as messages
from cards.pages.audit_tags import PAGE_SUBMITTED
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.decisions import DECISIONS, ReleaserDecision, note_steps
from records.messages import Message
from tasks.dispatch.decisions.kinds import WaitForApple
from tasks.dispatch.decisions.trail import record_change
from tasks.dispatch.decisions.waits import next_attempt

# https://developer.apple.com/documentation/appstoreconnectapi/parsing-the-error-response-code; the texts are observed.
_TRY_LATER = re.compile("try again later", re.IGNORECASE)
_TAKEN = "STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION"

log = structlog.get_logger()

_Known = Sequence[tuple[ReviewSubmission, tuple[SubmissionItem, ...]]]


def submit(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Submit the version, unless that is done. Raises WaitForApple, and UserError for what Apple does not accept."""
    try:
        return _submit(kit, apple, decision)
    except (Refused, Unauthorized):
        _take_back(kit, apple, decision)
        raise


def _submit(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    listed = submissions.open_ones(apple, decision.app_id, decision.platform)
    known = [(found, submissions.items(apple, found.id, PAGE_VERSION)) for found in listed]
    for found, items in known:
        if any(item.version_id == decision.target_id for item in items):
            return _continue(kit, apple, decision, found, items)
    for found, _ in known:
        if found.state in ENDING:
            _wait(kit, apple, decision, messages.ENDING)
        if not found.is_draft:
            raise UserError(messages.in_progress(decision, found.id, found.state))
    return _add(kit, apple, decision, known)


def _add(kit: Kit, apple: AppStore, decision: ReleaserDecision, known: _Known) -> Message:
    """Add the version to an empty draft, such as an earlier attempt may leave, or to a new one, and send that."""
    draft = next((found for found, items in known if not items), None)
    if draft is None:
        note_steps(kit.redis, decision, created="yes")
        draft = submissions.create(apple, decision.app_id, decision.platform, [found for found, _ in known])
    note_steps(kit.redis, decision, draft=draft.id)
    try:
        submissions.add_version(apple, draft.id, decision.target_id, PAGE_VERSION)
    except Refused as refused:
        _not_accepted(kit, apple, decision, refused)
    return _send(kit, apple, decision, draft)


def _continue(
    kit: Kit, apple: AppStore, decision: ReleaserDecision, own: ReviewSubmission, items: Sequence[SubmissionItem]
) -> Message:
    """Go on with the submission that has the version: sent already, ending, rejected, or a draft."""
    if own.state in ENDING:
        _wait(kit, apple, decision, messages.ENDING)
    if own.state in SENT:
        return _done(kit, decision, own.state)
    others = [item for item in items if item.version_id != decision.target_id]
    if others:
        raise UserError(messages.belongs_to_others(decision, own.id, len(others)))
    for item in items:
        if item.state is ReviewItemState.REJECTED:
            _resolve(apple, item.id)
    return _send(kit, apple, decision, own)


def _resolve(apple: AppStore, item_id: str) -> None:
    """Mark the version as corrected. Where its content has changed, Apple may need no such mark, and refuse it."""
    try:
        submissions.resolve(apple, item_id)
    except Refused as refused:
        if not refused.conflict:
            raise
        log.info("item not resolved", item=item_id, code=refused.code)


def _send(kit: Kit, apple: AppStore, decision: ReleaserDecision, own: ReviewSubmission) -> Message:
    try:
        sent = submissions.send(apple, own.id)
    except Refused as refused:
        now = submissions.get(apple, own.id)
        if now.state in SENT:
            return _done(kit, decision, now.state)
        _not_accepted(kit, apple, decision, refused)
    return _done(kit, decision, sent.state)


def _done(kit: Kit, decision: ReleaserDecision, state: SubmissionState) -> Message:
    old = decision.shown.get("state", "")
    record_change(kit, PAGE_SUBMITTED, decision, "state", messages.state_in_trail(old), messages.state_in_trail(state))
    return messages.submitted(decision, state)


def _not_accepted(kit: Kit, apple: AppStore, decision: ReleaserDecision, refused: Refused) -> NoReturn:
    """Wait where Apple has only not finished something; otherwise take back what was added, and raise UserError."""
    if any(_TRY_LATER.search(f"{reason.title} {reason.detail}") for reason in refused.reasons):
        _wait(kit, apple, decision, messages.SETTLING)
    if refused.is_code(*UPLOADS_IN_PROGRESS):
        _wait(kit, apple, decision, messages.UPLOADS)
    if refused.is_code(_TAKEN):
        _wait(kit, apple, decision, messages.ENDING)
    _take_back(kit, apple, decision)
    log.warning("Apple refused a submission", request=refused.request, status=refused.status, code=refused.code)
    raise UserError(messages.not_accepted(decision, refused)) from refused


def _wait(kit: Kit, apple: AppStore, decision: ReleaserDecision, why: str) -> NoReturn:
    """Raise WaitForApple; after half an hour take back what was added, and raise UserError."""
    until = next_attempt(kit, decision)
    if until is None:
        _take_back(kit, apple, decision)
        raise UserError(messages.still_waiting(decision, why))
    raise WaitForApple(why, until)


def _take_back(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> None:
    """Remove the version from the draft to which this decision has added it, and the draft if it has created that."""
    steps = (DECISIONS.get(kit.redis, decision.id) or decision).steps
    draft = steps.get("draft", "")
    if not draft:
        return
    try:
        items = submissions.items(apple, draft, PAGE_VERSION)
        mine = [item for item in items if item.version_id == decision.target_id]
        for item in mine:
            submissions.remove_item(apple, item.id)
        if steps.get("created") and len(mine) == len(items):
            submissions.cancel(apple, draft)
    except (Refused, Unauthorized) as refused:
        # It was sent or removed meanwhile.
        log.warning("draft not taken back", draft=draft, code=refused.code)
