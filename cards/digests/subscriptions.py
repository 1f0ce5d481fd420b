"""Messages about the digest subscription of a channel."""

from collections.abc import Sequence

from cards.blocks import (
    clock_time,
    escape,
    text_message,
)
from cards.wording.plans import lower_first, plan_words
from records.digests.subscriptions import Digest
from records.messages import Message

OPEN_FORM = "digests.open_form"
FORM = "digests.form"
USAGE = "`/asc digest daily 09:00` or `/asc digest weekly Monday 09:00`"


def in_channel(plan: Digest | None) -> str:
    """The digest of a channel, in a line of "What can I do here?"."""
    return f"Digest: {lower_first(plan_words(plan))}." if plan else "Digest: off."


def plan_on(plan: Digest, app_name: str, user: str) -> Message:
    """A plan was set."""
    following = clock_time(plan.due, "{date_short_pretty} {time}")
    return text_message(
        f"<@{user}> turned on the digest of *{escape(app_name)}* for this channel: {lower_first(plan_words(plan))}. "
        f"The next one is due {following}. `/asc digest off` turns it off."
    )


def plan_off(old: Digest | None, user: str) -> Message:
    """The plan was ended, or there was none."""
    if old is None:
        return text_message("This channel has no scheduled digest, so there is nothing to turn off.")
    return text_message(
        f"<@{user}> turned off the digest of this channel. It was posted {lower_first(plan_words(old))}."
    )


def plan_now(plan: Digest | None) -> Message:
    """What is on in this channel."""
    if plan is None:
        return text_message(
            f"This channel has no scheduled digest. Turn one on with {USAGE}, or post one with `/asc digest now`."
        )
    following = clock_time(plan.due, "{date_short_pretty} {time}")
    by = f", set up by {escape(plan.user_name)}" if plan.user_name else ""
    about = f" It covers the app `{escape(plan.app)}`." if plan.app else ""
    return text_message(
        f"{plan_words(plan)}{by}. The next one is due {following}.{about} `/asc digest off` turns it off."
    )


def coming() -> Message:
    """For the user of the slash command, while the digest is made."""
    return text_message("Reading the reviews. The digest will appear in this channel in a moment.")


def unknown_verb(word: str, close: Sequence[str]) -> Message:
    """`digest` with a word that it does not know."""
    near = f" Did you mean `/asc digest {close[0]}`?" if close else ""
    return text_message(
        f"I don't know `digest {escape(word)}`.{near} Use `/asc digest now`, {USAGE}, or `/asc digest off`."
    )


def closed(reason: str) -> Message:
    """The bot can't post in the channel that is to have a digest."""
    return text_message(f"{reason} The digest was not turned on, because I can't post it in this channel.")


def failed(reason: str) -> Message:
    """A digest that was due could not be made."""
    return text_message(f"The scheduled digest could not be posted. {reason} Try again with `/asc digest now`.")


def not_posted(plan: Digest, reason: str, *, ended: bool) -> Message:
    """To the person who set a digest up: it could not be posted; `ended`: and never will be, as the channel is gone."""
    after = "It is now turned off." if ended else "Turn it off with `/asc digest off` in that channel."
    return text_message(
        f"The digest of <#{plan.channel}> was due and could not be posted there: {reason} "
        f"You get this message because you set it up. {after}"
    )
