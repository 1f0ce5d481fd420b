"""The form for name and description of a product in one language."""

from collections.abc import Mapping
from typing import Any

from appstore.fields import count
from appstore.products.limits import ProductPart
from cards.blocks import Block, actions, button, context, escape, message, section, shorten
from cards.dispatch.prompts import Question
from cards.modals import input_block, modal, text_input, typed
from cards.wording.accounts import title_of
from cards.wording.texts import language
from records.messages import Message
from records.products.forms import ProductForm

FORM, OPEN_FORM = "products.text_form", "products.open_form"
QUESTION = Question("Change a product", "Product id", "Continue", "As products shows it, such as com.example.tide.pro")

_TITLE = "Name and description"
_LABELS = {ProductPart.NAME: "Display name", ProductPart.DESCRIPTION: "Description"}


def loading() -> dict[str, Any]:
    """Return the form before the texts are loaded."""
    return modal(FORM, _TITLE, [section("Loading the texts from App Store Connect…")])


def failed(reason: str) -> dict[str, Any]:
    """Show why there is nothing to fill in."""
    return modal(FORM, _TITLE, [section(reason)], close="Close")


def text_form(form: ProductForm, note: str) -> dict[str, Any]:
    """Return the form with the newest texts; `note` says whom a new text reaches, and when."""
    about = f"*{escape(form.reference_name)}* (`{escape(form.product_id)}`) of *{escape(title_of(form))}*"
    blocks: list[Block] = [section(f"{about}, in {language(form.locale)}")]
    for part, text in ((ProductPart.NAME, form.name), (ProductPart.DESCRIPTION, form.description)):
        hint = f"{count(text):,} of {part.limit} characters now."
        optional = part is ProductPart.DESCRIPTION
        blocks.append(input_block(_block_id(form, part), _LABELS[part], text_input(text), hint, optional=optional))
    return modal(FORM, _TITLE, [*blocks, context(note)], submit="Set", metadata=form.id)


def read_form(form: ProductForm, view: Mapping[str, Any]) -> list[tuple[ProductPart, str, str]]:
    """Return what was entered: each part with its text and the block for errors."""
    return [(part, typed(view, _block_id(form, part)), _block_id(form, part)) for part in ProductPart]


def offer(invocation_id: str, product_id: str) -> Message:
    """Offer a button that opens the form: a mention can't."""
    text = f"Name and description of `{escape(shorten(product_id, 100))}` are in a form."
    return message(text, section(text), actions(button("Open the form", OPEN_FORM, invocation_id)))


def _block_id(form: ProductForm, part: ProductPart) -> str:
    return f"{form.product}/{form.locale}/{part.value}"
