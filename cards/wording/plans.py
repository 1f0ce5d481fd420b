"""The words for what a channel gets regularly."""

from cards.blocks import escape, text_message
from cards.wording.zones import with_offset
from records.messages import Message
from records.times.plans import DAYS, ChannelPlan


def plan_words(plan: ChannelPlan) -> str:
    """Return `Every Monday at 09:00 (Europe/Berlin, UTC+1)`, with the offset of the next time."""
    day = "day" if plan.weekday is None else DAYS[plan.weekday]
    return f"Every {day} at {plan.hour:02}:{plan.minute:02} ({with_offset(plan.timezone, plan.due)})"


def lower_first(text: str) -> str:
    """Return the words in the middle of a sentence."""
    return text[0].lower() + text[1:]


def not_a_day(word: str, command: str) -> Message:
    """A word that is no day of the week."""
    return text_message(
        f"`{escape(word)}` is not a day of the week. Write it in English, as in `/asc {command} weekly Monday 09:00`."
    )


def not_a_time(word: str, usage: str) -> Message:
    """A word that is no time of day."""
    return text_message(f"`{escape(word)}` is not a time of day. Use 00:00 to 23:59, as in {usage}.")
