"""The modals of store texts: one text in one language or in all, or every text of one language."""

from collections.abc import Mapping, Sequence
from typing import Any

from appstore.fields import Field, count
from cards.blocks import Block, context, escape, option, section
from cards.modals import input_block, modal, select, text_input, typed
from cards.wording.texts import FIRST_VERSION, how_to_add, label, language
from records.listing.open_modals import EVERY_LANGUAGE, OpenModal, ShownField

FORM, IMPORT_FORM = "listing.text_form", "listing.import_form"
APP, LOCALE = "listing.form_app", "listing.form_locale"
FILE = "file"

NEXT_VERSION = "the next version: there is none in preparation now, and I can keep the text for it"

_ONE_LINE = {Field.NAME, Field.SUBTITLE, Field.KEYWORDS, Field.SUPPORT_URL, Field.MARKETING_URL}


def loading(field: Field | None) -> dict[str, Any]:
    """Return the modal before the texts are loaded."""
    return _modal(field, [section("Loading the texts from App Store Connect…")])


def failed(field: Field | None, reason: str) -> dict[str, Any]:
    """Show why the texts could not be loaded."""
    return _modal(field, [section(reason)])


def text_modal(opened: OpenModal) -> dict[str, Any]:
    """Return the modal with the current texts."""
    blocks: list[Block] = []
    if len(opened.apps) > 1 or not opened.app:
        apps = [option(name, app_id) for app_id, name in opened.apps[:100]]
        blocks.append(_menu(f"app/{opened.app}", APP, "App", apps, opened.app))
    if opened.locales:
        several = (
            [option("All languages", EVERY_LANGUAGE)] if opened.field is not None and len(opened.locales) > 1 else []
        )
        languages = [option(language(code), code) for code in opened.locales]
        blocks.append(_menu(f"locale/{opened.app}", LOCALE, "Language", [*several, *languages], opened.locale))
    if opened.missing:
        blocks.append(context(f"There is no {language(opened.missing)} yet: {how_to_add(opened.locked)}."))
    for field in opened.shown:
        blocks += _inputs(opened, field)
    if opened.first:
        blocks.append(context(f"{escape(opened.first)} has no What's New: {FIRST_VERSION}."))
    elif opened.app and not opened.shown:
        blocks.append(
            section("There is no version whose texts could be changed now. `/asc status` shows the versions.")
        )
    has_inputs = any(block["type"] == "input" for block in blocks)
    submit = "" if not has_inputs else "Preview" if opened.field is None else "Set"
    return _modal(opened.field, blocks, submit=submit, metadata=opened.id)


def import_modal(invocation_id: str) -> dict[str, Any]:
    """Return the modal of `/asc listing import`: a slash command can't have files."""
    hint = (
        "A CSV as from listing export, or a zip with folders such as en-US/description.txt. "
        "Empty cells leave a text as it is. You see a preview before anything is changed."
    )
    chooser: Block = {"type": "file_input", "filetypes": ["csv", "xlsx", "zip", "txt", "tsv"], "max_files": 1}
    blocks = [input_block(FILE, "CSV, Excel workbook or zip", chooser, hint)]
    return modal(IMPORT_FORM, "Import store texts", blocks, submit="Preview", metadata=invocation_id)


def read_text_modal(opened: OpenModal, view: Mapping[str, Any]) -> list[tuple[ShownField, str, str]]:
    """Return what was entered: (the field as it was shown, the text, the block for errors) each."""
    values = view["state"]["values"]
    found = []
    for field in opened.shown:
        blocks = [name for part in range(2) if (name := _block_id(opened, field, part)) in values]
        written = [typed(view, name) for name in blocks]
        if written:
            text = field.joint.join(half for half in written if half)
            found.append((field, text, blocks[0]))
    return found


def _inputs(opened: OpenModal, field: ShownField) -> list[Block]:
    name = language(field.locale) if opened.locale == EVERY_LANGUAGE else label(field.field)
    hint = f"{count(field.text):,} of {field.field.limit:,} characters now. Goes to {field.where}."
    parts = field.halves or (field.text,)
    made: list[Block] = []
    for part, text in enumerate(parts):
        element = text_input(text, multiline=field.field not in _ONE_LINE)
        title, last = name if part == 0 else f"{name}, continued", part == len(parts) - 1
        made.append(input_block(_block_id(opened, field, part), title, element, hint if last else "", optional=True))
    return made


def _block_id(opened: OpenModal, field: ShownField, part: int) -> str:
    # An input keeps what was entered as long as its block id stays the same.
    return f"{opened.app}/{field.locale}/{field.field.value}/{part}"


def _menu(block_id: str, action_id: str, title: str, options: Sequence[dict[str, Any]], value: str) -> Block:
    element = select(options, value) | {"action_id": action_id}
    return input_block(block_id, title, element) | {"dispatch_action": True}


def _modal(field: Field | None, blocks: Sequence[Block], *, submit: str = "", metadata: str = "") -> dict[str, Any]:
    return modal(FORM, label(field) if field else "Store texts", blocks, submit=submit, metadata=metadata)
