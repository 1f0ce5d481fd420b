"""What an experiment is created with."""

from collections.abc import Sequence

from cards.blocks import bullets, context, escape, join_words, message, plural, rich, section, spans, text_message
from cards.dispatch.prompts import Question
from cards.pages.experiments import wording
from cards.wording.states import platform_words
from records.messages import Message

_MOST_LOCALES = 8
NAME = Question("A new experiment", "Name and traffic", "Create", "For example: Summer icons --traffic 30")


def created(
    app_title: str,
    app_id: str,
    name: str,
    platform: str,
    user: str,
    percent: int,
    treatments: Sequence[str],
    locales: Sequence[str],
) -> Message:
    """Report an experiment, with what is still to be done before it starts."""
    head = (
        f"<@{user}> created the experiment {wording.quoted(name)} of *{escape(app_title)}* ({platform_words(platform)})"
    )
    lines = [_what(treatments, locales), f"Traffic: {wording.traffic(percent, len(treatments))}"]
    after = (
        f"Next: give each treatment its screenshots: mention me with pictures and "
        f"`{wording.upload(name, treatments[0])}`. Another icon is chosen in {wording.link(app_id)}. Then "
        f"{wording.command('submit', name)}. People whose language a treatment does not have see the original."
    )
    return message(
        f"{head}. {'. '.join(lines)}. {after}",
        section(head),
        rich(bullets([spans(line) for line in lines])),
        section(after),
        context(f"{wording.results(app_id)}."),
    )


def would_create(
    app_title: str, name: str, platform: str, percent: int, treatments: Sequence[str], locales: Sequence[str]
) -> Message:
    """Say in a dry run what would be created."""
    return text_message(
        f"Dry run: nothing was changed. The experiment {wording.quoted(name)} of *{escape(app_title)}* "
        f"({platform_words(platform)}) would be created. {_what(treatments, locales)}. "
        f"Traffic: {wording.traffic(percent, len(treatments))}."
    )


def _what(treatments: Sequence[str], locales: Sequence[str]) -> str:
    noun = "Treatment" if len(treatments) == 1 else "Treatments"
    where = f"in {plural(len(locales), 'language')} of the live version: {_locales(locales)}"
    return f"{noun} {escape(join_words(treatments))}, {where}"


def _locales(locales: Sequence[str]) -> str:
    rest = len(locales) - _MOST_LOCALES
    return join_words([*locales[:_MOST_LOCALES], *([f"{rest} more"] if rest > 0 else [])])
