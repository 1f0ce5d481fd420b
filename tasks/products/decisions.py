"""The decisions `Set` and `Undo` about the texts of a product: what must still be so, and what they do at Apple."""

from collections.abc import Mapping

from appstore.client import AppStore
from appstore.products import texts
from appstore.products.families import Family
from appstore.products.limits import ProductPart
from appstore.products.texts import ProductTexts
from appstore.texts.characters import normalized
from cards.products import audit_tags, errors, submission
from cards.products import changes as messages
from cards.products.changes import Pairs
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch import decisions
from records.dispatch.decisions import DECISIONS, ReleaserDecision
from records.messages import Message
from tasks.dispatch import audit_log
from tasks.dispatch.decisions.kinds import DecisionKind
from tasks.products.forms import require_unlocked
from tasks.products.write import write


def look(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    """Return what was shown. Raises UserError if the texts are different by now."""
    found, details = _newest(apple, decision), decision.details
    text = found.of(details["locale"])
    name, description = (text.name, text.description) if text is not None else ("", "")
    now, shown = (name, description), (details["shown_name"], details["shown_description"])
    if [*map(normalized, now)] != [*map(normalized, shown)]:
        raise UserError(errors.changed_meanwhile(details["product_id"], details["locale"], name, description))
    return decision.shown


def set_texts(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Write name and description, unless they are so already, and keep the old ones for Undo."""
    found = _unlocked(apple, decision)
    if "old_name" not in decision.steps:
        text = found.of(decision.details["locale"])
        # A language that is the only one can't be removed again, and neither can an older text.
        undoable = text is not None or (found.version is not None and bool(found.texts))
        decision = decisions.note_steps(
            kit.redis,
            decision,
            old_name=text.name if text else "",
            old_description=text.description if text else "",
            undoable="yes" if undoable else "",
        )
    pairs = pairs_of(decision)
    if not pairs:
        return messages.unchanged(decision)
    _write(apple, decision, found)
    _record(kit, audit_tags.PRODUCT_TEXT_CHANGED, decision, pairs)
    return report(decision, found, can_undo=is_undoable(decision))


def restore_texts(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Write the texts before a change, or remove its language again, and take `Undo` off the report of the change."""
    found, details = _unlocked(apple, decision), decision.details
    _write(apple, decision, found)
    done = DECISIONS.get(kit.redis, details["change"])
    pairs = {part: (new, old) for part, (old, new) in pairs_of(done).items()} if done is not None else {}
    if done is not None:
        _record(kit, audit_tags.PRODUCT_TEXT_RESTORED, decision, pairs)
        message = report(done, found, can_undo=False)
        kit.slack.update(done.message_channel, done.message_ts, message)
    return messages.restored(decision, pairs)


def is_undoable(decision: ReleaserDecision) -> bool:
    """Whether the texts before a change can be restored."""
    return bool(decision.steps.get("undoable"))


def pairs_of(decision: ReleaserDecision) -> Pairs:
    """Return old and new text of each part that a change changes."""
    pairs = {part: (decision.steps.get(f"old_{part}", ""), decision.details[part.value]) for part in ProductPart}
    return {part: (old, new) for part, (old, new) in pairs.items() if old != new}


def report(decision: ReleaserDecision, found: ProductTexts, *, can_undo: bool) -> Message:
    """Return the report of a change."""
    details = decision.details
    reaches = messages.reaches_whom(
        details["product_id"],
        has_versions=found.version is not None,
        was_approved=bool(details["was_approved"]),
    )
    return messages.changed(decision, pairs_of(decision), reaches=reaches, can_undo=can_undo)


def _newest(apple: AppStore, decision: ReleaserDecision) -> ProductTexts:
    return texts.newest(apple, Family(decision.details["family"]), decision.details["product"])


def _unlocked(apple: AppStore, decision: ReleaserDecision) -> ProductTexts:
    found = _newest(apple, decision)
    require_unlocked(found, decision.details["locale"], decision.details["product_id"])
    return found


def _write(apple: AppStore, decision: ReleaserDecision, found: ProductTexts) -> None:
    details = decision.details
    write(
        apple,
        Family(details["family"]),
        details["product"],
        found,
        details["locale"],
        name=details["name"],
        description=details["description"],
    )


def _record(kit: Kit, tag: str, decision: ReleaserDecision, pairs: Pairs) -> None:
    for part, (old, new) in pairs.items():
        audit_log.record(
            kit,
            tag,
            idempotency_key=f"{decision.id}.{part}",
            user=decision.decided_by,
            channel=decision.channel,
            source="form" if tag == audit_tags.PRODUCT_TEXT_CHANGED else "button",
            app=decision.app_id,
            account=decision.account,
            locale=decision.details["locale"],
            field=messages.audit_field(part, decision.details["product_id"]),
            old=old,
            new=new,
        )


def _texts_field(decision: ReleaserDecision) -> str:
    return submission.audit_field(decision.details["product_id"])


SET_TEXTS = DecisionKind(
    name="set_product_texts",
    label=messages.LABEL,
    command="products",
    look=look,
    act=set_texts,
    refused_tag=audit_tags.PRODUCT_TEXT_REFUSED,
    field=_texts_field,
)
RESTORE_TEXTS = DecisionKind(
    name="restore_product_texts",
    label=messages.UNDO_LABEL,
    command="products",
    look=look,
    act=restore_texts,
    refused_tag=audit_tags.PRODUCT_RESTORE_REFUSED,
    field=_texts_field,
)
