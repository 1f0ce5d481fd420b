"""The errors of requests to schedule a change: what is unclear, and how to write it."""

from collections.abc import Sequence
from datetime import datetime

from appstore.fields import Field, FieldFault
from cards.blocks import actions, button, context, escape, join_words, message, section, shorten, text_message
from cards.wording import texts
from cards.wording.texts import label
from cards.wording.zones import offsets, unclear, with_offset
from records.messages import Message
from records.schedules.cron import CronFault

AS_TEXT = "schedules.as_text"

_NOTHING = "Nothing was scheduled."
_EXAMPLES = (
    "`/asc schedule promo de-DE 2026-12-24T09:00 Frohe Feiertage!`\n"
    "`/asc schedule promo en-US 2026-12-24T09:00 until 2026-12-27 Happy holidays!`\n"
    '`/asc schedule promo en-US "0 9 * * 1" First text | Second text`\n'
    "`/asc schedule list` · `/asc schedule cancel ID`"
)
_CRON = 'A cron line has five parts: minute, hour, day, month, weekday. For example `"0 9 * * 1"`: Mondays at 9.'


def usage(lacks: str = "") -> Message:
    """Explain how to schedule; `lacks` says what is missing."""
    head = f"{lacks} {_NOTHING}" if lacks else "Schedule a text like this:"
    after = "Times are in your Slack time zone; `--tz Europe/Berlin` names another one."
    return message(f"{head}\n{_EXAMPLES}\n{after}", section(f"{head}\n{_EXAMPLES}"), context(after))


def unknown_field(word: str) -> Message:
    """Say which texts can be scheduled."""
    return usage(f"I can schedule `promo` (promotional text) and `keywords`, not `{_short(word)}`.")


def unknown_language(word: str, closest: Sequence[str]) -> Message:
    """Say that there is no such language."""
    return text_message(f"{texts.unknown_language(word, closest)} {_NOTHING}")


def no_moment(word: str, *, date_only: bool) -> Message:
    """Say that a word is not a date with a time."""
    if date_only:
        return text_message(f"At what time on {_short(word)}? Write it like `{_short(word)}T09:00`. {_NOTHING}")
    return text_message(
        f"I can't read `{_short(word)}` as a date with a time. Write it like `2026-12-24T09:00`, or a cron line in "
        f'double quotes like `"0 9 * * 1"`. {_NOTHING}'
    )


def no_end(word: str) -> Message:
    """Say that the word after `until` is not a date."""
    return text_message(
        f"I can't read `{_short(word)}` after `until`. Write it like `2026-12-27` or `2026-12-27T18:00`. {_NOTHING}"
    )


def quotes_needed(cron: str) -> Message:
    """Ask for quotes around a cron line."""
    return text_message(f'Put the cron line in double quotes: `"{_short(cron)}"`. {_NOTHING}')


def past(local: datetime, now: datetime, zone: str) -> Message:
    """Say that the date is in the past."""
    where = escape(with_offset(zone, now.timestamp()))
    return text_message(f"{local:%Y-%m-%d %H:%M} is in the past: it is {now:%Y-%m-%d %H:%M} now ({where}). {_NOTHING}")


def ends_too_early(until: datetime, start: datetime) -> Message:
    """Say that `until` is not after the first change."""
    return text_message(
        f"`until` must come after the change: {until:%Y-%m-%d %H:%M} is not after {start:%Y-%m-%d %H:%M}. {_NOTHING}"
    )


def unclear_zone(name: str, locations: Sequence[str], now: float) -> Message:
    """Offer the places that may be meant by what is no time zone, or by what may be several."""
    return text_message(f"{unclear(name, locations, now)} {_NOTHING}")


def with_button(question: Message, invocation_id: str) -> Message:
    """Add the button that says that the words belong to the text."""
    return message(
        question.text, *question.blocks, actions(button("It is the text", AS_TEXT, invocation_id, style="primary"))
    )


def scheduled_already() -> Message:
    """Reply to the second press of the button."""
    return text_message("This is scheduled already. `/asc schedule list` shows it.")


def end_or_text(words: str) -> Message:
    """Ask whether the words after the date are its end."""
    return text_message(
        f"Is `{_short(words)}` the end, or the start of the text? {_NOTHING} For an end, write it after the date like "
        "`until 2026-12-27` or `until 2026-12-27T18:00`."
    )


def zone_or_text(word: str, locations: Sequence[str], now: float) -> Message:
    """Ask whether the word after the date is its time zone."""
    options = [f"`--tz {location}` ({offsets(location, now)})" for location in locations]
    return text_message(
        f"Is `{_short(word)}` the time zone, or the start of the text? {_NOTHING} For the time zone, write "
        f"{join_words(options, 'or')} instead."
    )


def bad_cron(cron: str, wrong: CronFault) -> Message:
    """Say what is wrong with a cron line."""
    why = {
        CronFault.FIELDS: f"`{_short(cron)}` is neither a date nor a cron line. {_CRON}",
        CronFault.INVALID: f"I can't read the cron line `{_short(cron)}`. {_CRON}",
        CronFault.NEVER: f"The cron line `{_short(cron)}` names a day that never comes.",
    }
    return text_message(f"{why[wrong]} {_NOTHING}")


def text_needed(field: Field) -> Message:
    """Say that the text is missing."""
    return usage(f"The {label(field).lower()} is missing: write it after the date.")


def unseparated(text: str) -> Message:
    """Ask whether keywords without commas are several; a comma at the end says that they are one."""
    return text_message(
        f"{texts.one_keyword(text)}. Write them like that, or put a comma after the last word if it is one keyword. "
        f"{_NOTHING}"
    )


def empty_text(number: int) -> Message:
    """Say which of several texts is empty."""
    return text_message(f"Text {number} between the `|` is empty. {_NOTHING}")


def unusable_text(problem: str) -> Message:
    """Say why the text can't be used."""
    return text_message(f"{problem} {_NOTHING}")


def faulty(field: Field, found: Sequence[tuple[int, FieldFault]]) -> Message:
    """List texts that Apple would refuse: (number, fault) each, 0 if there is only one."""
    lines = [
        f"{label(field)}{f', text {number}' if number else ''}: {escape(texts.fault(fault))}."
        for number, fault in found
    ]
    return text_message("\n".join([*lines, _NOTHING]))


def unknown_platform(word: str) -> Message:
    """Say that there is no such platform."""
    return text_message(f"{texts.unknown_platform(word)} {_NOTHING}")


def _short(word: str) -> str:
    return escape(shorten(word, 60))
