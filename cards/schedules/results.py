"""The cards that a scheduled change posts when its moment has come: made, not made, stopped, missed."""

from __future__ import annotations

from cards.blocks import Block, escape, message, quote, rich, section, shorten, text_message
from cards.schedules.messages import Buttons, own_time, row, what
from records.messages import Message
from records.schedules.schedules import Schedule


def not_editor(schedule: Schedule) -> Message:
    """The person who scheduled it may not do that any more."""
    text = (
        f"Not changed: {escape(what(schedule))} (`{schedule.id}`) was due, but <@{schedule.user}>, who scheduled it, "
        "is no editor any more. An editor can run it, and takes it over with that."
    )
    return message(f"{text} “{escape(shorten(schedule.text, 300))}”", section(text), *_kept(schedule))


def failed(schedule: Schedule, reason: str) -> Message:
    """It could not be done; the text is kept. `reason` is mrkdwn."""
    again = (
        "I try again at its next moment."
        if schedule.cron and not schedule.restoring
        else "Nothing happens by itself now."
    )
    head = f"The scheduled change `{schedule.id}` was not made: {escape(what(schedule))}."
    text = f"{head}\n{reason}\nThe text is kept. {again}"
    return message(f"{text} “{escape(shorten(schedule.text, 300))}”", section(text), *_kept(schedule))


def _kept(schedule: Schedule) -> list[Block]:
    words = "What was there before comes back." if schedule.restoring else schedule.text
    return [rich(quote(shorten(words, 1200))), row(schedule, Buttons())]


def missed(schedule: Schedule) -> Message:
    """Both its moments passed while nobody was there."""
    return text_message(
        f"Missed: {escape(what(schedule))} (`{schedule.id}`) was due at {own_time(schedule.next_at)} and was to end at "
        f"{own_time(schedule.until)}, while the bot was not running. Its time is over, so nothing was changed."
    )


def unchanged(schedule: Schedule) -> Message:
    """Apple has that text already."""
    return text_message(
        f"Scheduled change `{schedule.id}`: {escape(what(schedule))} says that already. Nothing was sent."
    )


def left_alone(schedule: Schedule) -> Message:
    """Somebody changed the text meanwhile, so what was there before does not come back over it."""
    return text_message(
        f"Scheduled end of `{schedule.id}`: {escape(what(schedule))} was changed by somebody meanwhile, so it is left "
        "as it is; what was there before does not come back."
    )
