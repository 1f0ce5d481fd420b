"""The forms in which a team keeps its reply templates: the list, and one template."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from appstore.reviews import REPLY_LIMIT
from cards.blocks import (
    Block,
    actions,
    button,
    confirm,
    context,
    divider,
    menu,
    message,
    option,
    plain,
    section,
    shorten,
    text_message,
)
from cards.modals import chosen, input_block, modal, select, text_input, typed
from cards.reviews.templates import built_in
from cards.wording.languages import LANGUAGES
from cards.wording.review_blocks import clean
from records.messages import Message
from records.reviews.templates import ANY, PLACEHOLDERS, Template, unknown_placeholders

LIST_FORM, FORM = "templates.list", "templates.form"
OPEN, ADD, EDIT, REMOVE, BEGIN_WITH = (
    "templates.open",
    "templates.add",
    "templates.edit",
    "templates.remove",
    "templates.begin_with",
)
LANGUAGE, LOWEST, HIGHEST, WORDS, TEXT = "language", "lowest", "highest", "words", "text"
_PLACES = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)


def offer() -> Message:
    """Where only a button can open the form."""
    text = "Your team's reply templates open in a form."
    return message(text, section(text), actions(button("Open templates", OPEN)))


def templates_modal(known: Sequence[Template]) -> dict[str, Any]:
    """Every template of the team, and the built-in ones to begin with."""
    blocks: list[Block] = [
        section(
            "The template that fits a new review best becomes its drafted reply: yours before the built-in ones, those "
            "about a word before those about stars alone. Nothing is published until an approver approves it."
        ),
        actions(button("Add template", ADD, style="primary"), _menu_of_built_in()),
        divider(),
    ]
    for template in known:
        edit = button("Edit", EDIT, template.id, says=f"Edit the template {_named(template)}")
        summary: Block = {
            "type": "section",
            "text": plain(f"{shorten(_named(template), 200)}\n{shorten(template.text, 200)}"),
            "accessory": edit,
        }
        blocks.append(summary)
    if not known:
        blocks.append(context("Your team has no templates yet, so the built-in ones are used."))
    return modal(LIST_FORM, "Reply templates", blocks, close="Close")


def template_modal(template: Template | None, *, is_kept: bool) -> dict[str, Any]:
    """One template: new, begun with a built-in one, or one of the team's."""
    shown = template or Template(id="", language="en", lowest=1, highest=5, words=(), text="")
    about = json.dumps({"template": shown.id if is_kept else ""})
    words = text_input(", ".join(shown.words))
    blocks: list[Block] = [
        input_block(LANGUAGE, "Language of the review", select(_languages(), shown.language)),
        input_block(LOWEST, "From", select(_stars(), str(shown.lowest))),
        input_block(HIGHEST, "To", select(_stars(), str(shown.highest))),
        input_block(WORDS, "Only when the review contains one of these words", words, optional=True),
        input_block(TEXT, "Reply", text_input(shown.text, multiline=True), f"Filled in for each review: {_PLACES}"),
    ]
    if is_kept:
        sure = confirm("Remove this template?", "Replies already drafted with it are kept.", "Remove", danger=True)
        blocks.append(actions(button("Remove template", REMOVE, shown.id, style="danger", confirm=sure)))
    return modal(FORM, "Reply template", blocks, submit="Save", metadata=about)


def read_template_modal(view: Mapping[str, Any]) -> Template:
    """What was entered; a new template is named after the view, so that a modal that is sent twice adds one."""
    words = typed(view, WORDS).replace("，", ",").replace("、", ",")
    return Template(
        id=str(json.loads(view["private_metadata"])["template"]) or f"{view['id']}.{view.get('hash', '')}",
        language=chosen(view, LANGUAGE),
        lowest=int(chosen(view, LOWEST)),
        highest=int(chosen(view, HIGHEST)),
        words=tuple(dict.fromkeys(word.strip() for word in words.split(",") if word.strip())),
        text=clean(typed(view, TEXT)),
    )


def errors_in(template: Template) -> dict[str, str]:
    """Return what is wrong, by block."""
    if template.lowest > template.highest:
        return {HIGHEST: "This is fewer stars than in the field above."}
    if not template.text:
        return {TEXT: "Please write the reply."}
    if len(template.text) > REPLY_LIMIT:
        return {TEXT: f"App Store Connect accepts at most {REPLY_LIMIT:,} characters."}
    if wrong := unknown_placeholders(template.text):
        return {TEXT: f"{{{wrong[0]}}} is not a placeholder. Available: {_PLACES}"}
    return {}


def not_saved(most: int) -> Message:
    """The list was full by the time the template was to be stored."""
    return text_message(f"The template was not saved: your team has {most} templates already. Remove one first.")


def too_many(most: int) -> dict[str, str]:
    """The list is full."""
    return {TEXT: f"Your team has {most} templates already. Remove one first."}


def in_words(template: Template) -> str:
    """A template for the audit trail."""
    return f"{_named(template)}: {template.text}"


def _named(template: Template) -> str:
    stars = f"{template.lowest}" if template.lowest == template.highest else f"{template.lowest} to {template.highest}"
    about = f", about {', '.join(template.words[:5])}" if template.words else ""
    return f"{_language(template.language)}, {stars} stars{about}"


def _language(code: str) -> str:
    return "Any language" if code == ANY else LANGUAGES.get(code, code)


def _languages() -> list[dict[str, Any]]:
    return [option("Any language", ANY), *(option(name, code) for code, name in LANGUAGES.items())]


def _stars() -> list[dict[str, Any]]:
    return [option(f"{count} of 5 stars", str(count)) for count in range(1, 6)]


def _menu_of_built_in() -> Block:
    options = [
        option(f"{_language(template.language)}: {template.id.partition('.')[2]}", template.id)
        for template in built_in()
    ]
    return menu("Start from a built-in one", BEGIN_WITH, options[:100])
