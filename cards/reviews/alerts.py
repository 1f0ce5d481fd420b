"""Messages about alerts: which reviews a channel gets, and who decided it."""

from __future__ import annotations

from collections.abc import Sequence

from appstore.catalog import territories
from cards.blocks import card, clock_time, context, escape, listed, many, said, section
from records.messages import Card
from records.reviews.alerts import Alert

_USAGE = "`/asc alerts on --max-rating 2 --territory USA,DEU --contains crash`"


NO_ANSWER = "App Store Connect does not answer."


def wanted(alert: Alert) -> str:
    """Which reviews, in words of a card."""
    return _which(alert, f"*{escape(alert.app_name)}*", escape(alert.contains))


def wanted_plainly(alert: Alert) -> str:
    """The same for the audit trail, where nothing is bold."""
    return _which(alert, alert.app_name, alert.contains)


def _which(alert: Alert, app_name: str, contains: str) -> str:
    stars = "" if alert.max_rating >= 5 else f" with at most {alert.max_rating} of 5 stars"  # noqa: PLR2004 - stars
    places = listed(
        [f"{territories.flag(territory)} {territories.name(territory)}".strip() for territory in alert.territories],
        "or",
    )
    word = f" that contain “{contains}”" if contains else ""
    return f"new reviews of {app_name}{stars}{f' from {places}' if places else ''}{word}"


def turned_on(alert: Alert, known: int) -> Card:
    """Said in the channel: what will be posted here, and who wants it."""
    text = f"<@{alert.user}> turned alerts on: {wanted(alert)} are posted here, each with a drafted reply."
    there = f"What is there already ({many(known, 'review')}) is not posted." if known else "There are no reviews yet."
    small = f"{there} `/asc alerts off` stops it."
    return card(f"{text} {small}", section(text), context(small))


def changed(alert: Alert) -> Card:
    """Said in the channel: the alert wants something else from now on."""
    text = f"<@{alert.user}> changed the alerts: {wanted(alert)} are posted here from now on."
    return card(text, section(text), context("`/asc alerts off` stops it."))


def turned_off(user: str, alerts: Sequence[Alert]) -> Card:
    """Said in the channel."""
    apps = listed([f"*{escape(alert.app_name)}*" for alert in alerts])
    return said(f"<@{user}> turned alerts off: new reviews of {apps} are not posted here any more.")


def cut_off(alert: Alert, since: float, why: str) -> Card:
    """For the channel: its reviews could not be read for long."""
    head = f"⚠️ The reviews of *{escape(alert.app_name)}* could not be read since {clock_time(since, '{time}, {date}')}."
    small = "I go on trying. What is written meanwhile is posted here as soon as it can be read."
    return card(f"{head} {why} {small}", section(f"{head}\n{why}"), context(small))


def reading_again(alert: Alert, since: float) -> Card:
    """Said in the channel: the end of that."""
    return said(
        f"The reviews of *{escape(alert.app_name)}* can be read again; they could not be since "
        f"{clock_time(since, '{time}, {date}')}. What was written meanwhile is posted here."
    )


def not_posted(alert: Alert, reason: str, *, ended: bool) -> Card:
    """For the user who turned alerts on: the channel is closed to the bot; `ended`: for good."""
    after = "`/asc alerts off` in that channel stops them. What is written meanwhile is posted once I can post there."
    if ended:
        after = "They are turned off now."
    return said(
        f"New reviews of *{escape(alert.app_name)}* could not be posted in <#{alert.channel}>: {reason} "
        f"You get this message because you turned these alerts on. {after}"
    )


def none_on() -> Card:
    """`alerts` and `alerts off` where nothing is on."""
    return said(f"No alerts are on in this channel. Turn them on with {_USAGE}; every option may be left out.")


def shown(alerts: Sequence[Alert], every_seconds: int) -> Card:
    """`alerts`: what is on in this channel."""
    lines = "\n".join(f"• {wanted(alert)}; turned on by <@{alert.user}>" for alert in alerts)
    text = f"Posted in this channel:\n{lines}"
    small = f"Looked for every {many(every_seconds, 'second')}. `/asc alerts off` stops it."
    return card(f"{text}\n{small}", section(text), context(small))


def in_channel(alerts: Sequence[Alert]) -> str:
    """The alerts of a channel, in a line of "What can I do here?"."""
    return f"Alerts: {listed([wanted(alert) for alert in alerts])}." if alerts else "Alerts: off."


def unclear(word: str) -> Card:
    """A word after `alerts` that is none of its own."""
    return said(f"I don't know `alerts {escape(word)}`. It is `alerts on`, `alerts off`, or `alerts` alone.")


def wrong_rating(given: str) -> Card:
    """A number of stars that there is not."""
    return said(f"`{escape(given)}` is no number of stars: write 1 to 5, as in `--max-rating 2` or `--rating 1-2`.")


def wrong_territory(given: str) -> Card:
    """A country that has no App Store."""
    return said(
        f"I don't know a country or region `{escape(given)}`. Write its code or its name in English, several with "
        "commas: `--territory USA,DEU`."
    )
