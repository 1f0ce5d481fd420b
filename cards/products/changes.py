"""What became of a change of a product's texts, and whom the new ones reach."""

from collections.abc import Mapping

from appstore.products.limits import ProductPart
from cards.blocks import Block, actions, button, confirm, escape, paragraph, quote, rich, span
from cards.dispatch import decisions
from cards.wording.accounts import title_of
from cards.wording.texts import language
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message

LABEL, UNDO_LABEL, UNDO = "Set", "Undo", "products.undo"

_PARTS = {ProductPart.NAME: "Display name", ProductPart.DESCRIPTION: "Description"}
_CONFIRM_UNDO = confirm("Restore the old text?", "Name and description go back to what they were.", "Undo")

# By product part: the text before and after.
Pairs = Mapping[ProductPart, tuple[str, str]]


def changed(decision: ReleaserDecision, pairs: Pairs, *, reaches: str, can_undo: bool) -> Message:
    """Report a change, before and after; `reaches` says who sees it when."""
    text = f"<@{decision.decided_by}> changed {_about(decision, pairs)}"
    undo = [actions(button(UNDO_LABEL, UNDO, decision.id, confirm=_CONFIRM_UNDO))] if can_undo else []
    return decisions.result(
        f"{text}. {reaches}",
        at=decision.decided_at,
        details=[*_before_and_after(decision, pairs), *undo],
    )


def restored(decision: ReleaserDecision, pairs: Pairs) -> Message:
    """Report that the old texts are back."""
    text = f"<@{decision.decided_by}> restored {_about(decision, pairs)}."
    return decisions.result(text, at=decision.decided_at, details=_before_and_after(decision, pairs))


def unchanged(decision: ReleaserDecision) -> Message:
    """Say that App Store Connect has these texts already."""
    return decisions.result(
        f"Nothing to change: `{escape(decision.details['product_id'])}` already has this name and description in "
        f"{language(decision.details['locale'])}.",
        at=decision.decided_at,
    )


def reaches_whom(product_id: str, *, has_versions: bool, was_approved: bool) -> str:
    """Return, in mrkdwn, whom a new text reaches and when."""
    how = "submit it in App Store Connect"
    if has_versions:
        how = f"`/asc product submit {escape(product_id)}` submits it"
    if not was_approved:
        return f"Customers see it once the product has passed its first review: {how}."
    return f"Customers see the old text until Apple has reviewed the new one: {how}."


def parts_of(part: ProductPart) -> str:
    """Return `Display name`."""
    return _PARTS[part]


def audit_field(part: ProductPart, product_id: str) -> str:
    """Return what the audit trail calls a text: `display name of tide.pro`."""
    return f"{_PARTS[part].lower()} of {product_id}"


def _about(decision: ReleaserDecision, pairs: Pairs) -> str:
    details = decision.details
    parts = " and ".join(_PARTS[part].lower() for part in pairs)
    product = f"*{escape(details['name_of_product'])}* (`{escape(details['product_id'])}`)"
    return f"the {parts} of {product} in *{escape(title_of(decision))}*"


def _before_and_after(decision: ReleaserDecision, pairs: Pairs) -> list[Block]:
    return [
        rich(
            paragraph(span(f"{language(decision.details['locale'])} · {_PARTS[part]}", "bold")),
            paragraph(span("Before", "italic")),
            quote(old or "(empty)"),
            paragraph(span("After", "italic")),
            quote(new or "(empty)"),
        )
        for part, (old, new) in pairs.items()
    ]
