"""Messages about alerts: which reviews a channel gets, and who decided it."""

from collections.abc import Sequence

from appstore.catalog import territories
from cards.blocks import clock_time, context, escape, join_words, message, plural, section, text_message
from cards.wording.accounts import title_of
from records.messages import Message
from records.reviews.alerts import Alert

_TURN_ON = (
    "Turn them on with `/asc alerts on --max-rating 2 --territory USA,DEU --contains crash`; all options are optional."
)
_OTHERS = "`/asc alerts releases on` posts changes of versions, submissions and builds."


NO_ANSWER = "App Store Connect does not answer."


def wanted(alert: Alert) -> str:
    """Which reviews, in words of a card."""
    return _which(alert, f"*{escape(title_of(alert))}*", escape(alert.contains))


def in_words(alert: Alert) -> str:
    """The same for the audit trail, where nothing is bold."""
    return _which(alert, title_of(alert), alert.contains)


def _which(alert: Alert, app_name: str, contains: str) -> str:
    stars = "" if alert.max_rating >= 5 else f" with at most {alert.max_rating} of 5 stars"  # noqa: PLR2004 - stars
    places = join_words(
        [f"{territories.flag(territory)} {territories.name(territory)}".strip() for territory in alert.territories],
        "or",
    )
    word = f" that contain “{contains}”" if contains else ""
    return f"new reviews of {app_name}{stars}{f' from {places}' if places else ''}{word}"


def turned_on(alert: Alert, known: int) -> Message:
    """Said in the channel: what will be posted here, and who wants it."""
    text = f"<@{alert.user}> turned alerts on: {wanted(alert)} are posted here, each with a drafted reply."
    there = f"Existing reviews ({known:,}) are not posted." if known else "There are no reviews yet."
    small = f"{there} `/asc alerts off` stops it."
    return message(f"{text} {small}", section(text), context(small))


def changed(alert: Alert) -> Message:
    """Said in the channel: the alert wants something else from now on."""
    text = f"<@{alert.user}> changed the alerts: {wanted(alert)} are posted here from now on."
    return message(text, section(text), context("`/asc alerts off` stops it."))


def turned_off(user: str, alerts: Sequence[Alert]) -> Message:
    """Said in the channel."""
    apps = join_words([f"*{escape(title_of(alert))}*" for alert in alerts])
    return text_message(f"<@{user}> turned alerts off: new reviews of {apps} are not posted here any more.")


def held_back(alert: Alert, count: int, until: float) -> Message:
    """For the channel: more new reviews than it may get in an hour wait until then (epoch seconds)."""
    return text_message(
        f"{plural(count, 'more new review')} of *{escape(title_of(alert))}* so far. To keep this channel readable, I "
        f"post them in one message at about {clock_time(until, '{time}')}. `/asc reviews` lists them now."
    )


def cut_off(alert: Alert, since: float, why: str) -> Message:
    """For the channel: its reviews could not be read for long."""
    head = (
        f"⚠️ The reviews of *{escape(title_of(alert))}* could not be read since {clock_time(since, '{time}, {date}')}."
    )
    small = "I keep trying, and post new reviews here as soon as I can read them."
    return message(f"{head} {why} {small}", section(f"{head}\n{why}"), context(small))


def reading_again(alert: Alert, since: float) -> Message:
    """Said in the channel: the end of that."""
    return text_message(
        f"The reviews of *{escape(title_of(alert))}* can be read again, after an outage since "
        f"{clock_time(since, '{time}, {date}')}. Reviews from that time are posted here."
    )


def not_posted(alert: Alert, reason: str, *, ended: bool) -> Message:
    """For the user who turned alerts on: the channel is closed to the bot; `ended`: for good."""
    after = "`/asc alerts off` in that channel stops them. New reviews are posted as soon as I can post there."
    if ended:
        after = "They are now turned off."
    return text_message(
        f"New reviews of *{escape(title_of(alert))}* could not be posted in <#{alert.channel}>: {reason} "
        f"You get this message because you turned these alerts on. {after}"
    )


def none_on() -> Message:
    """`alerts off` where nothing is on."""
    return text_message(f"No alerts about reviews are on in this channel. {_TURN_ON}")


def none_of_any_kind() -> Message:
    """`alerts` where nothing is on."""
    return text_message(f"No alerts are on in this channel. {_TURN_ON}", context(_OTHERS))


def shown(lines: Sequence[str], hints: Sequence[str]) -> Message:
    """`alerts`: what is on in this channel, of every kind."""
    text = "\n".join(["Posted in this channel:", *(f"• {line}" for line in lines)])
    small = " ".join(hints)
    return message(f"{text}\n{small}", section(text), context(small))


def lines(alerts: Sequence[Alert]) -> list[str]:
    """What is on, in a line for each."""
    return [f"{wanted(alert)}; turned on by <@{alert.user}>" for alert in alerts]


def hint(every_seconds: int) -> str:
    """How often reviews are read, and what stops it."""
    return f"Reviews are checked every {plural(every_seconds, 'second')}; `/asc alerts off` stops it."


def in_channel(alerts: Sequence[Alert]) -> str:
    """The alerts of a channel, in a line of "What can I do here?"."""
    return f"Alerts: {join_words([wanted(alert) for alert in alerts])}." if alerts else "Alerts: off."


def unclear(word: str, others: Sequence[str]) -> Message:
    """A word after `alerts` that is none of its own, nor begins one of the `others`."""
    known = ["`alerts on`", "`alerts off`", *(f"`{name}`" for name in others), "`alerts` alone"]
    return text_message(f"I don't know `alerts {escape(word)}`. Use {join_words(known, 'or')}.")


def swapped(meant: str) -> Message:
    """The words of another command in the other order."""
    return text_message(f"Did you mean `/asc {meant}`? `alerts on` and `alerts off` are about reviews.")


def wrong_rating(given: str) -> Message:
    """A number of stars that there is not."""
    return text_message(
        f"`{escape(given)}` is not a star rating. Use 1 to 5, as in `--max-rating 2` or `--rating 1-2`."
    )
