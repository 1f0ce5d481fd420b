"""Submits a product: alone and at once, or into the draft of the app's version where it is the first one.

Every run begins with what Apple has, so it can be killed at any instant and run again.
"""

import re
from collections.abc import Mapping, Sequence

import structlog

from appstore.client import AppStore
from appstore.errors import Refused, Unauthorized
from appstore.products import review, texts, versions
from appstore.products.families import Family
from appstore.products.review import ProductSubmission
from appstore.products.texts import ProductText
from appstore.products.versions import ProductVersion
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
        known = review.open_ones(apple, decision.app_id, decision.details["platform"])
        run = _add_to_version if decision.details["app_version"] else _send_alone
        message = run(kit, apple, decision, known)
    except (Refused, Unauthorized):
        _take_back(kit, apple, decision)
        raise
    field = messages.audit_field(decision.details["product_id"])
    old = state_words(decision.shown.get("state", ""))
    new = state_words("READY_FOR_REVIEW" if decision.details["app_version"] else "WAITING_FOR_REVIEW")
    record_change(kit, audit_tags.PRODUCT_SUBMITTED, decision, field, old, new)
    return message


def _send_alone(kit: Kit, apple: AppStore, decision: ReleaserDecision, known: Sequence[ProductSubmission]) -> Message:
    target = decision.details["version"]
    own = next((found for found in known if found.item_of(target)), None)
    if own is None:
        draft = _draft(kit, apple, decision, known)
        review.add_product(apple, draft.id, Family(decision.details["family"]), target)
        _send(kit, apple, decision, draft.id)
    elif own.state not in review.SENT:
        item = own.item_of(target)
        if len(own.items) > 1 or not (own.is_draft or own.state == review.UNRESOLVED):
            raise UserError(messages.held_by(decision, len(own.items) - 1, own.state))
        if item is not None and item.is_rejected:
            _resolve(apple, item.id)
        _send(kit, apple, decision, own.id)
    return messages.submitted(decision)


def _send(kit: Kit, apple: AppStore, decision: ReleaserDecision, submission_id: str) -> None:
    """Send a submission, or wait where Apple asks for it."""
    try:
        review.send(apple, submission_id)
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
    known = review.open_ones(apple, decision.app_id, decision.details["platform"])
    return any(found.id != submission_id and not found.is_draft for found in known)


def _resolve(apple: AppStore, item_id: str) -> None:
    """Mark the product as corrected. Where its content has changed, Apple may need no such mark, and refuse it."""
    try:
        review.resolve(apple, item_id)
    except Refused as refused:
        if not refused.conflict:
            raise
        log.info("item not resolved", item=item_id, code=refused.code)


def _add_to_version(
    kit: Kit, apple: AppStore, decision: ReleaserDecision, known: Sequence[ProductSubmission]
) -> Message:
    target, app_version = decision.details["version"], decision.details["app_version"]
    own = next((found for found in known if found.item_of(target)), None)
    holder = next((found for found in known if found.item_of(app_version)), None)
    if own is not None and own is not holder and len(own.items) > 1:
        raise UserError(messages.held_by(decision, len(own.items) - 1, own.state))
    if holder is not None and not holder.is_draft:
        raise UserError(messages.version_sent(decision))
    if holder is None:
        # A draft with the product alone is one that an interrupted run, or somebody else, has begun.
        holder = own or _draft(kit, apple, decision, known)
        review.add_app_version(apple, holder.id, app_version)
    if own is None:
        decision = note_steps(kit.redis, decision, draft=holder.id)
        review.add_product(apple, holder.id, Family(decision.details["family"]), target)
    return messages.added(decision)


def _draft(
    kit: Kit, apple: AppStore, decision: ReleaserDecision, known: Sequence[ProductSubmission]
) -> ProductSubmission:
    """Return an empty draft, such as an earlier attempt may leave, or a new one."""
    draft = next((found for found in known if found.is_draft and not found.items), None)
    if draft is None:
        draft = review.create(apple, decision.app_id, decision.details["platform"], known)
        note_steps(kit.redis, decision, created="yes")
    note_steps(kit.redis, decision, draft=draft.id)
    return draft


def _take_back(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> None:
    """Remove what this decision has added to a draft, and the draft if it has created that."""
    steps = (DECISIONS.get(kit.redis, decision.id) or decision).steps
    if not steps.get("draft"):
        return
    try:
        known = review.open_ones(apple, decision.app_id, decision.details["platform"])
        draft = next((found for found in known if found.id == steps["draft"] and found.is_draft), None)
        item = draft.item_of(decision.details["version"]) if draft is not None else None
        if item is not None:
            review.remove_item(apple, item.id)
        if draft is not None and steps.get("created"):
            review.cancel(apple, draft.id)
    except (Refused, Unauthorized) as refused:
        # It was sent or removed meanwhile.
        log.warning("draft not taken back", draft=steps["draft"], code=refused.code)


SUBMIT_PRODUCT = register(
    DecisionKind(name="submit_product", label=messages.SUBMIT, command="products", look=look, act=submit)
)
