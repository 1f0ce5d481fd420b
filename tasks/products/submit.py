"""Submits a product: alone and at once, or into the draft of the app's version where it is the first one.

Every run begins with what Apple has, so it can be killed at any instant and run again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog

from appstore import submissions
from appstore.client import AppStore
from appstore.errors import Refused, Unauthorized
from appstore.products import texts, versions
from appstore.products.families import Family
from appstore.products.texts import ProductText
from appstore.products.versions import ProductVersion
from appstore.submissions import (
    PURCHASE_VERSION,
    SENT,
    SUBSCRIPTION_VERSION,
    VERSION,
    ReviewItemState,
    ReviewSubmission,
    SubmissionItem,
    SubmissionState,
)
from cards.dispatch.decisions import TEXTS
from cards.products import audit_tags
from cards.products import submission as messages
from cards.wording.states import state_words
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.decisions import DECISIONS, ReleaserDecision, note_steps
from records.messages import Message
from tasks.dispatch.decisions.kinds import DecisionKind, WaitForApple, register
from tasks.dispatch.decisions.trail import record_change

# Apple may take minutes to prepare what was added: how long to wait in all, and between two attempts.
PATIENCE_SECONDS, RETRY_SECONDS = 20 * 60.0, 30.0
# https://developer.apple.com/documentation/appstoreconnectapi/parsing-the-error-response-code; the text is observed.
_TRY_LATER = re.compile("try again later", re.IGNORECASE)

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class FilledSubmission:
    """A submission that is not complete, with its items."""

    submission: ReviewSubmission
    items: tuple[SubmissionItem, ...]

    def item_of(self, version_id: str) -> SubmissionItem | None:
        """Return the item of a version, of the app or of a product."""
        return next((item for item in self.items if item.version_id == version_id), None)


def shown_of(version: ProductVersion, found: Sequence[ProductText]) -> Mapping[str, str]:
    """Return what must still be so: the version with its state, and its texts."""
    shown = {f"{TEXTS}{text.locale}": f"{text.name}\n{text.description}" for text in found}
    return {"state": version.state, "version": str(version.number), **shown}


def look(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    """Return the same as Apple has it now."""
    family = Family(decision.details["family"])
    version = versions.read(apple, family, decision.details["product"])[-1]
    return shown_of(version, texts.of_version(apple, family, version.id))


def submit(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Submit the product, or add it to the draft of the app's version. Raises UserError for what is in the way."""
    try:
        run = _add_to_version if decision.details["app_version"] else _send_alone
        message = run(kit, apple, decision, _open_ones(apple, decision))
    except (Refused, Unauthorized):
        _take_back(kit, apple, decision)
        raise
    old = state_words(decision.shown.get("state", ""))
    new = state_words("READY_FOR_REVIEW" if decision.details["app_version"] else "WAITING_FOR_REVIEW")
    record_change(kit, audit_tags.PRODUCT_SUBMITTED, decision, _audit_field(decision), old, new)
    return message


def _audit_field(decision: ReleaserDecision) -> str:
    return messages.audit_field(decision.details["product_id"])


def _open_ones(apple: AppStore, decision: ReleaserDecision) -> tuple[FilledSubmission, ...]:
    listed = submissions.open_ones(apple, decision.app_id, decision.details["platform"])
    relations = (VERSION, PURCHASE_VERSION, SUBSCRIPTION_VERSION)
    return tuple(
        FilledSubmission(submission=found, items=submissions.items(apple, found.id, *relations)) for found in listed
    )


def _send_alone(kit: Kit, apple: AppStore, decision: ReleaserDecision, known: Sequence[FilledSubmission]) -> Message:
    own = next((found for found in known if found.item_of(decision.details["version"])), None)
    if own is None:
        draft = _draft(kit, apple, decision, known).submission
        _add_product(apple, decision, draft.id)
        _send(kit, apple, decision, draft.id)
    elif own.submission.state not in SENT:
        state, item = own.submission.state, own.item_of(decision.details["version"])
        if len(own.items) > 1 or not (own.submission.is_draft or state is SubmissionState.UNRESOLVED_ISSUES):
            raise UserError(messages.held_by(decision, len(own.items) - 1, state))
        if item is not None and item.state is ReviewItemState.REJECTED:
            _resolve(apple, item.id)
        _send(kit, apple, decision, own.submission.id)
    return messages.submitted(decision)


def _add_product(apple: AppStore, decision: ReleaserDecision, submission_id: str) -> None:
    relation = Family(decision.details["family"]).names.item
    submissions.add_version(apple, submission_id, decision.details["version"], relation)


def _send(kit: Kit, apple: AppStore, decision: ReleaserDecision, submission_id: str) -> None:
    """Send a submission, or wait where Apple asks for it."""
    try:
        submissions.send(apple, submission_id)
    except Refused as refused:
        settles = any(_TRY_LATER.search(f"{reason.title} {reason.detail}") for reason in refused.reasons)
        if settles and kit.clock() < decision.decided_at + PATIENCE_SECONDS:
            raise WaitForApple(messages.SETTLING, kit.clock() + RETRY_SECONDS) from refused
        if refused.conflict and _other_is_sent(apple, decision, submission_id):
            _take_back(kit, apple, decision)
            raise UserError(messages.other_in_progress(decision)) from refused
        raise


def _other_is_sent(apple: AppStore, decision: ReleaserDecision, submission_id: str) -> bool:
    """Whether another submission of the platform is with Apple, or waits there for corrections."""
    known = submissions.open_ones(apple, decision.app_id, decision.details["platform"])
    return any(found.id != submission_id and not found.is_draft for found in known)


def _resolve(apple: AppStore, item_id: str) -> None:
    """Mark the product as corrected. Where its content has changed, Apple may need no such mark, and refuse it."""
    try:
        submissions.resolve(apple, item_id)
    except Refused as refused:
        if not refused.conflict:
            raise
        log.info("item not resolved", item=item_id, code=refused.code)


def _add_to_version(
    kit: Kit, apple: AppStore, decision: ReleaserDecision, known: Sequence[FilledSubmission]
) -> Message:
    target, app_version = decision.details["version"], decision.details["app_version"]
    own = next((found for found in known if found.item_of(target)), None)
    holder = next((found for found in known if found.item_of(app_version)), None)
    if own is not None and own is not holder and (holder is not None or len(own.items) > 1):
        raise UserError(messages.held_by(decision, len(own.items) - 1, own.submission.state))
    if holder is not None and not holder.submission.is_draft:
        raise UserError(messages.version_sent(decision))
    if holder is None:
        # A draft with the product alone is one that an interrupted run, or somebody else, has begun.
        holder = own or _draft(kit, apple, decision, known)
        note_steps(kit.redis, decision, draft=holder.submission.id, with_version="yes")
        submissions.add_version(apple, holder.submission.id, app_version)
    if own is None:
        note_steps(kit.redis, decision, draft=holder.submission.id, with_product="yes")
        _add_product(apple, decision, holder.submission.id)
    return messages.added(decision)


def _draft(
    kit: Kit, apple: AppStore, decision: ReleaserDecision, known: Sequence[FilledSubmission]
) -> FilledSubmission:
    """Return an empty draft, such as an earlier attempt may leave, or a new one."""
    draft = next((found for found in known if found.submission.is_draft and not found.items), None)
    if draft is None:
        listed = [found.submission for found in known]
        created = submissions.create(apple, decision.app_id, decision.details["platform"], listed)
        draft = FilledSubmission(submission=created, items=())
        note_steps(kit.redis, decision, created="yes")
    note_steps(kit.redis, decision, draft=draft.submission.id, with_product="yes")
    return draft


def _take_back(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> None:
    """Remove what this decision has added to a draft, and the draft if it has created that."""
    steps = (DECISIONS.get(kit.redis, decision.id) or decision).steps
    added = {decision.details["version"]} if steps.get("with_product") else set()
    added |= {decision.details["app_version"]} if steps.get("with_version") else set()
    if not steps.get("draft"):
        return
    try:
        known = _open_ones(apple, decision)
        draft = next((found for found in known if found.submission.id == steps["draft"]), None)
        if draft is None or not draft.submission.is_draft:
            return
        mine = [item for item in draft.items if item.version_id in added]
        for item in mine:
            submissions.remove_item(apple, item.id)
        if steps.get("created") and len(mine) == len(draft.items):
            submissions.cancel(apple, draft.submission.id)
    except (Refused, Unauthorized) as refused:
        # It was sent or removed meanwhile.
        log.warning("draft not taken back", draft=steps["draft"], code=refused.code)


SUBMIT_PRODUCT = register(
    DecisionKind(
        name="submit_product",
        label=messages.SUBMIT,
        command="products",
        look=look,
        act=submit,
        refused_tag=audit_tags.PRODUCT_SUBMIT_REFUSED,
        field=_audit_field,
    )
)
