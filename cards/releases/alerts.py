"""Messages about alerts for releases: which channels follow which apps, and what stops them."""

from collections.abc import Sequence

from cards.blocks import clock_time, context, escape, join_words, message, plural, section, text_message
from cards.wording.accounts import title_of
from records.messages import Message
from records.releases.alerts import ReleaseAlert

NO_ANSWER = "App Store Connect does not answer."


def followed(alert: ReleaseAlert) -> str:
    """Return what is posted, in words of a message."""
    return f"changes of versions, submissions, builds and phased releases of *{escape(title_of(alert))}*"


def in_words(alert: ReleaseAlert) -> str:
    """Return the same for the audit trail, where nothing is bold."""
    return f"changes of releases of {title_of(alert)}"


def turned_on(alert: ReleaseAlert, every_seconds: int) -> Message:
    """Report in the channel what will be posted here, and who wants it."""
    text = f"<@{alert.user}> turned alerts on: {followed(alert)} are posted here, each once, from now on."
    small = f"Checked every {plural(every_seconds, 'second')}. `/asc alerts releases off` stops it."
    return message(f"{text} {small}", section(text), context(small))


def already_on(alert: ReleaseAlert) -> Message:
    """Reply to `alerts releases on` where it is on."""
    when = clock_time(alert.created_at, "{date_short_pretty}")
    return text_message(f"They are on already: <@{alert.user}> turned them on, {when}. Nothing was changed.")


def turned_off(user: str, alerts: Sequence[ReleaseAlert]) -> Message:
    """Report in the channel that nothing more is posted."""
    apps = join_words([f"*{escape(title_of(alert))}*" for alert in alerts])
    return text_message(f"<@{user}> turned alerts off: changes of releases of {apps} are not posted here any more.")


def none_on() -> Message:
    """Reply to `alerts releases` and `alerts releases off` where nothing is on."""
    return text_message("No alerts about releases are on in this channel. Turn them on with `/asc alerts releases on`.")


def unclear(word: str) -> Message:
    """Reply to a word after `alerts releases` that is none of its own."""
    return text_message(
        f"I don't know `alerts releases {escape(word)}`. Use `alerts releases on`, `alerts releases off`, or "
        "`alerts releases` alone."
    )


def lines(alerts: Sequence[ReleaseAlert]) -> list[str]:
    """Return a line for each app, for the list of alerts."""
    return [f"{followed(alert)}; turned on by <@{alert.user}>" for alert in alerts]


def hint(every_seconds: int) -> str:
    """Return how often releases are read, and what stops it."""
    return f"Releases are checked every {plural(every_seconds, 'second')}; `/asc alerts releases off` stops it."


def shown(alerts: Sequence[ReleaseAlert], every_seconds: int) -> Message:
    """Reply to `alerts releases`."""
    text = "\n".join(["Posted in this channel:", *(f"• {line}" for line in lines(alerts))])
    return message(f"{text}\n{hint(every_seconds)}", section(text), context(hint(every_seconds)))


def in_channel(alerts: Sequence[ReleaseAlert]) -> str:
    """Return a line of "What can I do here?", "" where nothing is on."""
    return f"Release alerts: {join_words([followed(alert) for alert in alerts])}." if alerts else ""


def cut_off(alert: ReleaseAlert, since: float, why: str) -> Message:
    """Report in the channel that its app could not be read for long."""
    head = f"⚠️ Releases of *{escape(title_of(alert))}* could not be read since {clock_time(since, '{time}, {date}')}."
    small = "I keep trying, and post what has changed as soon as I can read it."
    return message(f"{head} {why} {small}", section(f"{head}\n{why}"), context(small))


def reading_again(alert: ReleaseAlert, since: float) -> Message:
    """Report in the channel the end of that."""
    return text_message(
        f"Releases of *{escape(title_of(alert))}* can be read again, after an outage since "
        f"{clock_time(since, '{time}, {date}')}. What has changed in that time is posted here."
    )


def app_gone(alert: ReleaseAlert) -> str:
    """Return why an app can't be read that Apple does not know any more."""
    return (
        f"App Store Connect has no app {escape(title_of(alert))} (`{escape(alert.app_id)}`) any more: it may have been "
        "removed or transferred, or the key lost access to it. `/asc alerts releases off` stops these alerts."
    )


def not_posted(alert: ReleaseAlert, reason: str, *, ended: bool) -> Message:
    """Report to the user who turned alerts on that the channel is closed to the bot; `ended`: for good."""
    after = (
        "`/asc alerts releases off` in that channel stops them. I post what has changed as soon as I can post there."
    )
    if ended:
        after = "They are now turned off."
    return text_message(
        f"Changes of releases of *{escape(title_of(alert))}* could not be posted in <#{alert.channel}>: {reason} "
        f"You get this message because you turned these alerts on. {after}"
    )
