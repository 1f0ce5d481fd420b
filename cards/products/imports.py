"""Texts of many products in a file: its errors, what an import would change, and what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from appstore.products.limits import ProductPart
from appstore.texts.tables import csv_of
from cards.blocks import (
    Block,
    actions,
    bullets,
    button,
    confirm,
    context,
    escape,
    join_words,
    message,
    plural,
    rich,
    section,
    shorten,
    spans,
    text_message,
)
from cards.dispatch import decisions
from cards.modals import input_block, modal
from cards.products.changes import parts_of
from cards.wording.accounts import title_of
from cards.wording.texts import language
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message
from records.products.imports import ImportedText

LABEL, UNDO_LABEL, UNDO, OPEN_FORM, FORM = (
    "Apply",
    "Undo",
    "products.undo_import",
    "products.open_import",
    "products.import",
)
FILE = "file"
# What the audit trail calls all texts of an import together.
AUDIT_FIELD = "texts of the products in the file"
MOST_LINES = 20
WHOLE = "All changes are in the CSV in your direct messages with me."

_LONGEST = 60
_CONFIRM_UNDO = confirm("Restore the old texts?", "All names and descriptions go back to what they were.", UNDO_LABEL)


def file_needed(invocation_id: str) -> Message:
    """Ask for the file."""
    text = "Attach a CSV or Excel workbook, as from `products export`, to your message, or choose it in the form."
    return message(text, section(text), actions(button("Open the form", OPEN_FORM, invocation_id)))


def form(invocation_id: str) -> dict[str, Any]:
    """Return the modal of `/asc products import`: a slash command can't have files."""
    hint = (
        "A CSV or Excel workbook as from products export. Empty cells leave a text as it is. You see a preview first."
    )
    chooser: Block = {"type": "file_input", "filetypes": ["csv", "xlsx", "txt", "tsv"], "max_files": 1}
    blocks = [input_block(FILE, "CSV or Excel workbook", chooser, hint)]
    return modal(FORM, "Import product texts", blocks, submit="Preview", metadata=invocation_id)


def so_already(app_title: str, name: str) -> Message:
    """Say that a file changes nothing."""
    return text_message(f"*{escape(app_title)}* has every text of {escape(name)} already. Nothing was changed.")


def offer(decision: ReleaserDecision, texts: Sequence[ImportedText], *, ignored: Sequence[str]) -> Message:
    """Show what an import would change, the first lines of it, with `Apply`."""
    head = f"Change {_count(texts)} of *{escape(title_of(decision))}*?"
    notes = ["Customers see new texts after Apple's review: `/asc product submit PRODUCT_ID` submits them."]
    if ignored:
        notes.append(f"Not used: the columns {join_words([f'`{escape(each)}`' for each in ignored])}.")
    if len(texts) > MOST_LINES:
        notes.append(WHOLE)
    return decisions.offer(
        decision.id,
        head,
        _table(texts),
        context(" ".join(notes)),
        label=LABEL,
        question="Change these texts?",
        consequence=f"{_count(texts)} of {title_of(decision)}. Undo restores the old texts.",
        by_editors=True,
    )


def imported(
    decision: ReleaserDecision, texts: Sequence[ImportedText], failed: Mapping[str, str], *, can_undo: bool
) -> Message:
    """Report an import; `failed` has Apple's reason by product id for what could not be changed, in mrkdwn."""
    done = [text for text in texts if text.product_id not in failed]
    head = f"<@{decision.decided_by}> changed {_count(done)} of *{escape(title_of(decision))}*." if done else ""
    lost = [f"`{escape(product_id)}` was not changed: {why}" for product_id, why in failed.items()]
    undo = [actions(button(UNDO_LABEL, UNDO, decision.id, confirm=_CONFIRM_UNDO))] if can_undo and done else []
    text = " ".join(filter(None, [head, "Customers see them after Apple's review." if done else ""]))
    return decisions.result(
        "\n".join([*filter(None, [text]), *lost]),
        at=decision.decided_at,
        details=[*([_table(done)] if done else []), *undo],
    )


def restored(decision: ReleaserDecision, texts: Sequence[ImportedText], failed: Mapping[str, str]) -> Message:
    """Report that the texts before an import are back."""
    done = [text for text in texts if text.product_id not in failed]
    lost = [f"`{escape(product_id)}` was not changed: {why}" for product_id, why in failed.items()]
    text = f"<@{decision.decided_by}> restored {_count(done)} of *{escape(title_of(decision))}*."
    return decisions.result("\n".join([text, *lost]), at=decision.decided_at)


def exported(app_title: str, products: int) -> str:
    """Return the text of the message with the exported CSV."""
    return (
        f"The texts of {plural(products, 'product')} of {escape(app_title)}. Edit it and attach it to "
        "`products import`: empty cells leave a text as it is."
    )


def exported_to_you(app_title: str) -> Message:
    """Say that the file is in a direct message: a reply that only one user sees can't have files."""
    return text_message(f"The texts of {escape(app_title)}'s products are in your direct messages with me, as a CSV.")


def csv_table(texts: Iterable[ImportedText]) -> bytes:
    """Return a row for each text that would change, old and new."""
    header = ("line", "product_id", "locale", "old name", "new name", "old description", "new description")
    rows = [
        (
            str(each.line),
            each.product_id,
            each.locale,
            each.old_name,
            each.name,
            each.old_description,
            each.description,
        )
        for each in texts
    ]
    return csv_of([header, *rows])


def file_says(app_title: str) -> str:
    """Return the text of the message with the CSV of changes."""
    return f"{escape(app_title)}: every text of a product that would change. Nothing is changed yet."


def shown_name(text: ImportedText, part: ProductPart) -> str:
    """Return what an offer shows of a text, by name."""
    return f"{parts_of(part).lower()} of {text.product_id} in {text.locale}"


def _count(texts: Sequence[ImportedText]) -> str:
    products = len({text.product_id for text in texts})
    return f"{plural(len(texts), 'text')} of {plural(products, 'product')}"


def _table(texts: Sequence[ImportedText]) -> Block:
    lines = [_line(text) for text in texts[:MOST_LINES]]
    if (rest := len(texts) - MOST_LINES) > 0:
        lines.append(f"and {rest} more")
    return rich(bullets([spans(escape(line)) for line in lines]))


def _line(text: ImportedText) -> str:
    pairs = [(text.old_name, text.name), (text.old_description, text.description)]
    changes = [f"“{shorten(old, _LONGEST)}” → “{shorten(new, _LONGEST)}”" for old, new in pairs if old != new]
    if text.is_new:
        changes = [f"new: “{text.name}”, “{shorten(text.description, _LONGEST)}”"]
    return f"{text.product_id}, {language(text.locale)}: {'; '.join(changes)}"
