"""Submits a product: alone and at once, or into the draft of the app's version where it is the first one.

Every run begins with what Apple has, so it can be killed at any instant and run again.
"""

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
    SUBSCRIPTION_VERSION,
    VERSION,
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
from tasks.dispatch.decisions import submitting
from tasks.dispatch.decisions.kinds import DecisionKind
from tasks.dispatch.decisions.submitting import SubmissionRun
from tasks.dispatch.decisions.trail import record_change

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
    if not decision.details["app_version"]:
        return _submit_alone(kit, apple, decision)
    try:
        message = _add_to_version(kit, apple, decision, _open_ones(apple, decision))
    except (Refused, Unauthorized):
        _take_back(kit, apple, decision)
        raise
    _record(kit, decision, "READY_FOR_REVIEW")
    return message


def _submit_alone(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    def done(state: SubmissionState) -> Message:
        _record(kit, decision, state)
        return messages.submitted(decision)

    run = SubmissionRun(
        kit=kit,
        apple=apple,
        decision=decision,
        version_id=decision.details["version"],
        platform=decision.details["platform"],
        relation=Family(decision.details["family"]).names.item,
        what=messages.submittable(decision),
        done=done,
    )
    return submitting.submit(run)


def _record(kit: Kit, decision: ReleaserDecision, state: str) -> None:
    old, new = state_words(decision.shown.get("state", "")), state_words(state)
    record_change(kit, audit_tags.PRODUCT_SUBMITTED, decision, _audit_field(decision), old, new)


def _audit_field(decision: ReleaserDecision) -> str:
    return messages.audit_field(decision.details["product_id"])


def _open_ones(apple: AppStore, decision: ReleaserDecision) -> tuple[FilledSubmission, ...]:
    listed = submissions.open_ones(apple, decision.app_id, decision.details["platform"])
    relations = (VERSION, PURCHASE_VERSION, SUBSCRIPTION_VERSION)
    return tuple(
        FilledSubmission(submission=found, items=submissions.items(apple, found.id, *relations)) for found in listed
    )


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
        relation = Family(decision.details["family"]).names.item
        submissions.add_version(apple, holder.submission.id, target, relation)
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


SUBMIT_PRODUCT = DecisionKind(
    name="submit_product",
    label=messages.SUBMIT,
    command="products",
    look=look,
    act=submit,
    refused_tag=audit_tags.PRODUCT_SUBMIT_REFUSED,
    field=_audit_field,
)
