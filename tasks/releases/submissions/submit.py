"""Submits a version: finds or creates its submission, adds it, waits where Apple asks for it, and sends it once.

Every run begins with what Apple has, so it can be killed at any instant and run again:
https://developer.apple.com/documentation/appstoreconnectapi/review-submissions
"""

import re
from collections.abc import Sequence

import structlog

from appstore import submissions
from appstore.client import AppStore
from appstore.errors import UPLOADS_IN_PROGRESS, Refused, Unauthorized, essential
from appstore.releases import companions
from appstore.submissions import (
    ENDING,
    SENT,
    ReviewItemState,
    ReviewSubmission,
    SubmissionItem,
    SubmissionState,
)
from cards.releases import audit_tags
from cards.releases import submissions as messages
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.decisions import ReleaserDecision, note_steps
from records.messages import Message
from tasks.dispatch.decisions.kinds import DecisionKind
from tasks.releases.submissions import facts, refusals
from tasks.releases.submissions.waits import wait

# https://developer.apple.com/documentation/appstoreconnectapi/parsing-the-error-response-code; the texts are observed.
_TAKEN = "STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION"
_TRY_LATER = re.compile("try again later", re.IGNORECASE)
# What ends by itself may hold a version for minutes, even when it is complete.
OVER = ENDING | {SubmissionState.COMPLETE}
_OTHER = re.compile(r"reviewSubmission with id '?([\w-]+)'?")

log = structlog.get_logger()


# The drafts of a platform, each with its items.
Drafts = tuple[tuple[ReviewSubmission, tuple[SubmissionItem, ...]], ...]


def submit(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Submit the version, unless that is done. Raises WaitForApple, and UserError for what Apple does not accept."""
    try:
        return _submit(kit, apple, decision)
    except (Refused, Unauthorized):
        refusals.take_back(kit, apple, decision)
        raise


def _submit(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    known, target = submissions.open_ones(apple, decision.app_id, decision.platform), decision.target_id
    own = next((submission for submission in known if submission.version_id == target), None)
    if own is not None:
        return _continue(kit, apple, decision, own)
    unnamed = (found for found in known if not found.version_id and found.state not in ENDING)
    with_items = tuple((found, companions.items(apple, found.id)) for found in unnamed)
    # Apple may not say which version a submission has.
    own = next((found for found, items in with_items if any(item.version_id == target for item in items)), None)
    if own is not None:
        return _continue(kit, apple, decision, own)
    drafts = tuple((found, items) for found, items in with_items if found.is_draft)
    return _add(kit, apple, decision, known, drafts)


def _add(
    kit: Kit, apple: AppStore, decision: ReleaserDecision, known: tuple[ReviewSubmission, ...], drafts: Drafts
) -> Message:
    """Add the version to an empty draft, such as an earlier attempt may leave, or to a new one, and send that."""
    if facts.names_of(decision):
        raise UserError(messages.left_the_draft(decision))
    draft = next((draft for draft, items in drafts if not items), None)
    draft = draft or _create(kit, apple, decision, known)
    note_steps(kit.redis, decision, draft=draft.id, added="yes")
    try:
        submissions.add_version(apple, draft.id, decision.target_id)
    except Refused as refused:
        return _continue(kit, apple, decision, _held_by_another(kit, apple, decision, draft, refused))
    return _send(kit, apple, decision, draft)


def _create(
    kit: Kit, apple: AppStore, decision: ReleaserDecision, known: tuple[ReviewSubmission, ...]
) -> ReviewSubmission:
    note_steps(kit.redis, decision, created="yes")
    try:
        return submissions.create(apple, decision.app_id, decision.platform, known)
    except Refused as refused:
        if not refused.conflict:
            raise
        if any(submission.state in ENDING for submission in known):
            wait(kit, apple, decision, messages.ENDING)
        draft = next((submission for submission in known if submission.is_draft), None)
        if draft is None:
            raise UserError(refusals.report(kit, apple, decision, refused)) from refused
        raise UserError(messages.draft_in_the_way(decision, draft.id, refused.detail)) from refused


def _held_by_another(
    kit: Kit, apple: AppStore, decision: ReleaserDecision, draft: ReviewSubmission, refused: Refused
) -> ReviewSubmission:
    """Return the submission that has the version already. Raises WaitForApple, or UserError if none can have it."""
    _wait_if_requested(kit, apple, decision, refused)
    other = _named_in(refused)
    found = submissions.find(apple, other) if other and other != draft.id else None
    if found is not None:
        if refused.is_code(_TAKEN) and found.state not in OVER:
            refusals.take_back(kit, apple, decision)
            return found
        _wait_for_other(kit, apple, decision, found)
    raise UserError(refusals.report(kit, apple, decision, refused)) from refused


def _wait_if_requested(kit: Kit, apple: AppStore, decision: ReleaserDecision, refused: Refused) -> None:
    """Wait if Apple has only not finished something."""
    if (reasons := essential(refused.reasons)) and all(reason.is_code(*UPLOADS_IN_PROGRESS) for reason in reasons):
        wait(kit, apple, decision, messages.UPLOADS)
    if any(_TRY_LATER.search(f"{reason.title} {reason.detail}") for reason in refused.reasons):
        wait(kit, apple, decision, messages.SETTLING)


def _wait_for_other(kit: Kit, apple: AppStore, decision: ReleaserDecision, other: ReviewSubmission) -> None:
    """Wait for a submission that ends by itself. Raises UserError for one that does not."""
    if other.state in OVER:
        wait(kit, apple, decision, messages.ENDING)
    refusals.take_back(kit, apple, decision)
    raise UserError(messages.in_progress(decision, other.id, other.state))


def _continue(kit: Kit, apple: AppStore, decision: ReleaserDecision, own: ReviewSubmission) -> Message:
    """Go on with the submission that has the version: sent already, ending, rejected, or a draft."""
    if own.state in ENDING:
        wait(kit, apple, decision, messages.ENDING)
    if own.state in SENT:
        return refusals.done(kit, decision, own.state)
    items = companions.items(apple, own.id)
    others = companions.beside(items, decision.target_id)
    mine = [item for item in items if item not in others]
    if own.state is SubmissionState.READY_FOR_REVIEW:
        _require_as_shown(decision, own, others)
    if own.state is SubmissionState.UNRESOLVED_ISSUES and not mine:
        # The version was taken out of it, and sending it would send the rest.
        raise UserError(messages.in_progress(decision, own.id, own.state))
    rejected = [item for item in others if item.state is ReviewItemState.REJECTED]
    if rejected:
        raise UserError(messages.other_items_rejected(decision, own.id, len(rejected)))
    for item in mine:
        if item.state is ReviewItemState.REJECTED:
            _resolve(apple, item.id)
    return _send(kit, apple, decision, own)


def _require_as_shown(decision: ReleaserDecision, own: ReviewSubmission, others: Sequence[SubmissionItem]) -> None:
    """Raise UserError unless a draft has beside the version exactly what was shown by name."""
    names = facts.names_of(decision)
    if not all(names.get(item.id) for item in others):
        raise UserError(messages.belongs_to_others(decision, own.id, len(others)))
    if len(names) > len(others):
        raise UserError(messages.left_the_draft(decision))


def _send(kit: Kit, apple: AppStore, decision: ReleaserDecision, own: ReviewSubmission) -> Message:
    try:
        sent = submissions.send(apple, own.id)
    except Refused as refused:
        return _not_sent(kit, apple, decision, own, refused)
    return refusals.done(kit, decision, sent.state)


def _resolve(apple: AppStore, item_id: str) -> None:
    """Mark the version as corrected. Where its content has changed, Apple may need no such mark, and refuse it."""
    try:
        submissions.resolve(apple, item_id)
    except Refused as refused:
        if not refused.conflict:
            raise
        log.info("item not resolved", item=item_id, code=refused.code)


def _not_sent(
    kit: Kit, apple: AppStore, decision: ReleaserDecision, own: ReviewSubmission, refused: Refused
) -> Message:
    """Wait where Apple asks for it; otherwise look whether it is sent all the same, and report why not."""
    _wait_if_requested(kit, apple, decision, refused)
    now = submissions.get(apple, own.id)
    if now.state in SENT:
        return refusals.done(kit, decision, now.state)
    other = _named_in(refused)
    found = submissions.find(apple, other) if other and other != own.id else None
    if found is not None:
        _wait_for_other(kit, apple, decision, found)
    raise UserError(refusals.report(kit, apple, decision, refused)) from refused


def _named_in(refused: Refused) -> str:
    """Return the id of the submission that a refusal names: "…already added to another reviewSubmission with id 7"."""
    found = (_OTHER.search(f"{reason.title} {reason.detail}") for reason in refused.reasons)
    return next((match[1] for match in found if match), "")


SUBMISSION = DecisionKind(
    name="submit",
    label=messages.SUBMIT,
    command="submit",
    look=facts.look,
    act=submit,
    refused_tag=audit_tags.SUBMIT_REFUSED,
)
