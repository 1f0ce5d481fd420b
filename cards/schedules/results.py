"""The messages of runs that did not change a text: failed, stopped, missed, unchanged."""

from collections.abc import Sequence

from cards.blocks import Block, escape, join_words, message, quote, rich, section, shorten, text_message
from cards.schedules.messages import Buttons, own_time, row, what
from records.messages import Message
from records.schedules.schedules import Schedule


def not_editor(schedule: Schedule) -> Message:
    """Say that the run was stopped because its user is no longer an editor."""
    text = (
        f"Not changed: {escape(what(schedule))} (`{schedule.id}`) was due, but <@{schedule.user}>, who scheduled it, "
        "is no longer an editor. If another editor runs it, it becomes theirs."
    )
    return message(f"{text} “{escape(shorten(schedule.text, 300))}”", section(text), *_kept(schedule))


def failed(schedule: Schedule, reason: str) -> Message:
    """Say why the run failed; the text is kept. `reason` is mrkdwn."""
    again = (
        "I will try again at the next scheduled time."
        if schedule.cron and not schedule.restoring
        else "It will not run again by itself."
    )
    head = f"The scheduled change `{schedule.id}` was not made: {escape(what(schedule))}."
    text = f"{head}\n{reason}\nThe text is kept. {again}"
    return message(f"{text} “{escape(shorten(schedule.text, 300))}”", section(text), *_kept(schedule))


def _kept(schedule: Schedule) -> list[Block]:
    words = "The old text is restored." if schedule.restoring else schedule.text
    return [rich(quote(shorten(words, 1200))), row(schedule, Buttons())]


def missed(schedule: Schedule) -> Message:
    """Say that the start and the end passed while the bot was not running."""
    return text_message(
        f"Missed: {escape(what(schedule))} (`{schedule.id}`) was due at {own_time(schedule.next_at)} and was to end at "
        f"{own_time(schedule.until)}, while the bot was not running. It has already ended, so nothing was changed."
    )


def tied_elsewhere(schedule: Schedule) -> Message:
    """Report, to the user who scheduled it, that a change of another account than the channel's was not made."""
    return text_message(
        f"The scheduled change `{schedule.id}` was not made: <#{schedule.channel}> is tied to another App Store "
        "Connect account now. It is kept; once an admin has untied the channel, `schedule list` there shows it with "
        "the buttons to run or cancel it."
    )


def unchanged(schedule: Schedule) -> Message:
    """Say that App Store Connect has that text already."""
    return text_message(
        f"Scheduled change `{schedule.id}`: {escape(what(schedule))} already has this text. Nothing was sent."
    )


def covered(schedule: Schedule, others: Sequence[str]) -> Message:
    """Say that other schedules (their ids) show their texts now, and restore the old one when they end."""
    ids = join_words([f"`{escape(other)}`" for other in others])
    return text_message(
        f"Scheduled end of `{schedule.id}`: {escape(what(schedule))} shows the text of the scheduled change {ids} now. "
        "What was there before both is restored when that one ends."
    )


def left_alone(schedule: Schedule) -> Message:
    """Say that the old text was not restored because the text was changed meanwhile."""
    return text_message(
        f"Scheduled end of `{schedule.id}`: {escape(what(schedule))} was changed by someone meanwhile, so it was left "
        "as it is; the old text was not restored."
    )
