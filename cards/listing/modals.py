"""The modals of store texts: one text in one language or in all, or every text of one language."""

from collections.abc import Mapping, Sequence
from typing import Any

from appstore.fields import Field, count
from cards.blocks import Block, context, option, plain, section, shorten
from cards.wording.texts import label, language
from records.listing.open_modals import EVERY_LANGUAGE, OpenModal, ShownField

FORM, IMPORT_FORM = "listing.text_form", "listing.import_form"
APP, LOCALE = "listing.form_app", "listing.form_locale"
FILE = "file"

NEXT_VERSION = "the next version: there is none in preparation now, and I can keep the text for it"

# A field of a modal takes 3,000 characters and a description 4,000: a longer text than this is split into two fields.
HALF = 2500

_FIELD_TAKES = 3000
_VALUE = "value"
_ONE_LINE = {Field.NAME, Field.SUBTITLE, Field.KEYWORDS, Field.SUPPORT_URL, Field.MARKETING_URL}


def loading(field: Field | None) -> dict[str, Any]:
    """Return the modal before the texts are loaded."""
    return _modal(field, [section("Loading the texts from App Store Connect…")])


def failed(field: Field | None, reason: str) -> dict[str, Any]:
    """Show why the texts could not be loaded."""
    return _modal(field, [section(reason)])


def text_modal(modal: OpenModal) -> dict[str, Any]:
    """Return the modal with the current texts."""
    blocks: list[Block] = []
    if len(modal.apps) > 1 or not modal.app:
        apps = [option(name, app_id) for app_id, name in modal.apps[:100]]
        blocks.append(_menu(f"app/{modal.app}", APP, "App", apps, modal.app))
    if modal.locales:
        several = (
            [option("All languages", EVERY_LANGUAGE)] if modal.field is not None and len(modal.locales) > 1 else []
        )
        languages = [option(language(code), code) for code in modal.locales]
        blocks.append(_menu(f"locale/{modal.app}", LOCALE, "Language", [*several, *languages], modal.locale))
    if modal.missing:
        blocks.append(
            context(f"There is no {language(modal.missing)} yet: add the language in App Store Connect first.")
        )
    for field in modal.shown:
        blocks += _inputs(modal, field)
    if modal.app and not modal.shown:
        blocks.append(
            section("There is no version whose texts could be changed now. `/asc status` shows the versions.")
        )
    made = _modal(modal.field, blocks) | {"private_metadata": modal.id}
    # Slack takes no inputs in a modal without a submit button.
    fields = any(block["type"] == "input" for block in blocks)
    return made | ({"submit": plain("Preview" if modal.field is None else "Set")} if fields else {})


def import_modal(invocation_id: str) -> dict[str, Any]:
    """Return the modal of `/asc listing import`: a slash command can't have files."""
    chooser: Block = {
        "type": "input",
        "block_id": FILE,
        "label": plain("CSV or zip"),
        "hint": plain(
            "A CSV as from listing export, or a zip with folders such as en-US/description.txt. "
            "Empty cells leave a text as it is. You see a preview before anything is changed."
        ),
        "element": {
            "type": "file_input",
            "action_id": _VALUE,
            "filetypes": ["csv", "zip", "txt", "tsv"],
            "max_files": 1,
        },
    }
    made = _modal(None, [chooser]) | {"callback_id": IMPORT_FORM, "private_metadata": invocation_id}
    return made | {"title": plain("Import store texts"), "submit": plain("Preview")}


def read_text_modal(modal: OpenModal, view: Mapping[str, Any]) -> list[tuple[ShownField, str, str]]:
    """Return what was entered: (the field as it was shown, the text, the block for errors) each."""
    values = view["state"]["values"]
    found = []
    for field in modal.shown:
        blocks = [name for part in range(2) if (name := _block_id(modal, field, part)) in values]
        written = [str(values[name][_VALUE].get("value") or "") for name in blocks]
        if written:
            text = field.joint.join(half for half in written if half)
            found.append((field, text, blocks[0]))
    return found


def halves(text: str) -> tuple[tuple[str, ...], str]:
    """Split a long text for two inputs; also return what was between them: a line break or a space."""
    if len(text) <= HALF:
        return (text, ""), "\n"
    for joint in ("\n\n", "\n", " "):
        at = text.rfind(joint, 1, HALF)
        if at > HALF // 2:
            return (text[:at], text[at + len(joint) :]), joint
    return (text[:HALF], text[HALF:]), ""


def _inputs(modal: OpenModal, field: ShownField) -> list[Block]:
    name = language(field.locale) if modal.locale == EVERY_LANGUAGE else label(field.field)
    hint = f"{count(field.text):,} of {field.field.limit:,} characters now. Goes to {field.where}."
    parts = field.halves or (field.text,)
    made: list[Block] = []
    for part, text in enumerate(parts):
        element: Block = {
            "type": "plain_text_input",
            "action_id": _VALUE,
            "multiline": field.field not in _ONE_LINE,
            "max_length": _FIELD_TAKES,
        }
        if text:
            element["initial_value"] = text[:_FIELD_TAKES]
        block: Block = {
            "type": "input",
            "block_id": _block_id(modal, field, part),
            "optional": True,
            "label": plain(name if part == 0 else f"{name}, continued"),
            "element": element,
        }
        if part == len(parts) - 1:
            block["hint"] = plain(shorten(hint, 1900))
        made.append(block)
    return made


def _block_id(modal: OpenModal, field: ShownField, part: int) -> str:
    # An input keeps what was entered as long as its block id stays the same.
    return f"{modal.app}/{field.locale}/{field.field.value}/{part}"


def _menu(block_id: str, action_id: str, title: str, options: Sequence[dict[str, Any]], chosen: str) -> Block:
    element: Block = {"type": "static_select", "action_id": action_id, "options": list(options)}
    initial = next((option for option in options if option["value"] == chosen), None)
    if initial is not None:
        element["initial_option"] = initial
    return {
        "type": "input",
        "block_id": block_id,
        "dispatch_action": True,
        "label": plain(title),
        "element": element,
    }


def _modal(field: Field | None, blocks: Sequence[Block]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": plain("Store texts" if field is None else label(field)),
        "close": plain("Cancel"),
        "blocks": list(blocks),
    }
