"""The modal in which a change of a text is scheduled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appstore.catalog.locales import LOCALES
from appstore.fields import Field
from cards.blocks import Block, actions, button, context, entered, message, option, plain
from cards.wording.texts import label, language
from records.messages import Message

FORM = "schedules.form"
OPEN_FORM = "schedules.open_form"
FIELD, LANGUAGE, WHEN, CRON, UNTIL, TEXT = "field", "language", "when", "cron", "until", "text"
WHEN_OR_CRON = "Choose a date here, or write a cron line below."
NOT_BOTH = "Choose a date above or write a cron line here, not both."

_VALUE = "value"
_FIELDS = (Field.PROMO, Field.KEYWORDS)


@dataclass(frozen=True)
class ScheduleInput:
    """The submitted values; dates are epoch seconds, 0 if none was chosen."""

    field: Field
    locale: str
    at: float
    cron: str
    until: float
    text: str


def schedule_modal(
    invocation_id: str, timezone: str, field: Field | None = None, locale: str | None = None
) -> dict[str, Any]:
    """Return the modal; cron lines are in `timezone`, and `field` and `locale` are chosen already."""
    fields = [option(label(field), field.value) for field in _FIELDS]
    languages = [option(language(locale), locale) for locale in LOCALES]
    cron_hint = "Instead of a date: minute, hour, day, month, weekday. 0 9 * * 1 is Mondays at 9. Times are in {}."
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": invocation_id,
        "title": plain("Schedule a text"),
        "submit": plain("Schedule"),
        "close": plain("Cancel"),
        "blocks": [
            _menu(FIELD, "What", fields, (field or Field.PROMO).value),
            _menu(LANGUAGE, "Language", languages, locale),
            _input(WHEN, "When", {"type": "datetimepicker"}, optional=True),
            _input(CRON, "Or repeatedly (cron line)", _line(), cron_hint.format(timezone), optional=True),
            _input(TEXT, "Text", _lines(), "With a cron line, several texts separated by | take turns."),
            _input(UNTIL, "Until", {"type": "datetimepicker"}, "The old text is restored then.", optional=True),
            context("`/asc schedule list` shows what is scheduled and lets you cancel it."),
        ],
    }


def read_schedule_modal(view: Mapping[str, Any]) -> ScheduleInput:
    """Return the submitted values."""
    return ScheduleInput(
        Field(entered(view, FIELD)["selected_option"]["value"]),
        str(entered(view, LANGUAGE)["selected_option"]["value"]),
        float(entered(view, WHEN).get("selected_date_time") or 0),
        " ".join((entered(view, CRON).get("value") or "").strip().strip('"“„”«»\u00a0 ').split()),
        float(entered(view, UNTIL).get("selected_date_time") or 0),
        str(entered(view, TEXT).get("value") or ""),
    )


def offer(usage: Message) -> Message:
    """Offer a button that opens the modal: a mention can't."""
    return message(usage.text, *usage.blocks, actions(button("Open the form", OPEN_FORM, style="primary")))


def _line() -> Block:
    return {"type": "plain_text_input", "max_length": 100}


def _lines() -> Block:
    return {"type": "plain_text_input", "multiline": True, "max_length": 3000}


def _menu(name: str, title: str, options: list[dict[str, Any]], chosen: str | None) -> Block:
    element: Block = {"type": "static_select", "options": options}
    initial = next((option for option in options if option["value"] == chosen), None)
    if initial is not None:
        element["initial_option"] = initial
    return _input(name, title, element)


def _input(name: str, title: str, element: Block, hint: str = "", *, optional: bool = False) -> Block:
    made: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(title),
        "element": {**element, "action_id": _VALUE},
    }
    if hint:
        made["hint"] = plain(hint)
    if optional:
        made["optional"] = True
    return made
