"""The modal in which a change of a text is scheduled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appstore.catalog.locales import LOCALES
from appstore.fields import Field
from cards.blocks import Block, actions, button, context, message, option
from cards.modals import chosen, entered, input_block, modal, select, text_input, typed
from cards.wording.texts import label, language
from records.messages import Message

FORM = "schedules.form"
OPEN_FORM = "schedules.open_form"
FIELD, LANGUAGE, WHEN, CRON, UNTIL, TEXT = "field", "language", "when", "cron", "until", "text"
WHEN_OR_CRON = "Choose a date here, or write a cron line below."
NOT_BOTH = "Choose a date above or write a cron line here, not both."

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
    """Return the modal; cron lines are in `timezone`, as shown, and `field` and `locale` are chosen already."""
    fields = [option(label(field), field.value) for field in _FIELDS]
    languages = [option(language(locale), locale) for locale in LOCALES]
    cron_hint = "Instead of a date: minute, hour, day, month, weekday. 0 9 * * 1 is Mondays at 9. Times are in {}."
    several = "With a cron line, several texts separated by | take turns."
    cron = text_input(most=100)
    date: Block = {"type": "datetimepicker"}
    blocks = [
        input_block(FIELD, "What", select(fields, (field or Field.PROMO).value)),
        input_block(LANGUAGE, "Language", select(languages, locale)),
        input_block(WHEN, "When", date, optional=True),
        input_block(CRON, "Or repeatedly (cron line)", cron, cron_hint.format(timezone), optional=True),
        input_block(TEXT, "Text", text_input(multiline=True), several),
        input_block(UNTIL, "Until", date, "The old text is restored then.", optional=True),
        context("`/asc schedule list` shows what is scheduled and lets you cancel it."),
    ]
    return modal(FORM, "Schedule a text", blocks, submit="Schedule", metadata=invocation_id)


def read_schedule_modal(view: Mapping[str, Any]) -> ScheduleInput:
    """Return the submitted values."""
    return ScheduleInput(
        Field(chosen(view, FIELD)),
        chosen(view, LANGUAGE),
        float(entered(view, WHEN).get("selected_date_time") or 0),
        " ".join(typed(view, CRON).strip().strip('"“„”«»\u00a0 ').split()),
        float(entered(view, UNTIL).get("selected_date_time") or 0),
        typed(view, TEXT),
    )


def offer(usage: Message) -> Message:
    """Offer a button that opens the modal: a mention can't."""
    return message(usage.text, *usage.blocks, actions(button("Open the form", OPEN_FORM, style="primary")))
