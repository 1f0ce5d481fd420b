"""Messages about the scheduled analytics of a channel."""

from datetime import date

from cards.blocks import clock_time, escape, text_message
from cards.wording.dates import day_words
from cards.wording.plans import lower_first, plan_words
from records.messages import Message
from records.times.plans import ChannelPlan

OPEN_FORM = "analytics.open_form"
FORM = "analytics.form"
USAGE = "`/asc analytics daily 09:00` or `/asc analytics weekly Monday 09:00`"


def in_channel(plan: ChannelPlan | None) -> str:
    """The line of "What can I do here?"."""
    return f"Analytics: {lower_first(plan_words(plan))}." if plan else "Analytics: not scheduled."


def plan_on(plan: ChannelPlan, app: str, user: str) -> Message:
    """A plan was set."""
    following = clock_time(plan.due, "{date_short_pretty} {time}")
    return text_message(
        f"<@{user}> turned on the analytics of *{escape(app)}* for this channel: {lower_first(plan_words(plan))}. "
        f"The next ones are due {following}. `/asc analytics off` turns them off."
    )


def plan_off(old: ChannelPlan | None, user: str) -> Message:
    """The plan was ended, or there was none."""
    if old is None:
        return text_message("This channel has no scheduled analytics, so there is nothing to turn off.")
    return text_message(
        f"<@{user}> turned off the analytics of this channel. They were posted {lower_first(plan_words(old))}."
    )


def nothing_new(app: str, until: date) -> Message:
    """Apple has published no newer complete day since the last post."""
    return text_message(
        f"There is nothing new in the analytics of *{escape(app)}*: Apple's data is still complete up to "
        f"{day_words(until)}, which I have posted."
    )


def closed(reason: str) -> Message:
    """The bot can't post in the channel."""
    return text_message(f"{reason} The analytics were not turned on, because I can't post them in this channel.")


def failed(reason: str) -> Message:
    """What was due could not be made."""
    return text_message(f"The scheduled analytics could not be posted. {reason}")


def not_posted(plan: ChannelPlan, reason: str) -> Message:
    """To the person who set it up: nothing could be posted."""
    return text_message(
        f"The analytics of <#{plan.channel}> were due and could not be posted there: {reason} You get this message "
        "because you set them up. Turn them off with `/asc analytics off` in that channel."
    )
