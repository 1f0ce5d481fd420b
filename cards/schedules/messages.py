"""The cards of scheduled changes: what was scheduled, the calendar of what comes, and how a run ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appstore.fields import count
from cards.blocks import (
    Block,
    actions,
    bullets,
    button,
    clock_time,
    confirm,
    context,
    escape,
    join_words,
    message,
    paragraph,
    plural,
    quote,
    rich,
    section,
    shorten,
    span,
    text_message,
    zoned,
)
from cards.dispatch.prompts import Question
from cards.wording.texts import label, language
from records.dates import ClockChange, Moment
from records.messages import Message
from records.schedules.schedules import Schedule, ScheduledRun, ScheduleState

CANCEL, RUN_NOW = "schedules.cancel", "schedules.run_now"
LISTED_CANCEL, LISTED_RUN_NOW = "schedules.listed_cancel", "schedules.listed_run_now"

_MOST_TEXTS = 6
_MOST_RUNS, _MOST_KEPT = 19, 5


@dataclass(frozen=True)
class Buttons:
    """The ids of a row's buttons: a calendar is drawn anew after a press, any other card loses its buttons."""

    cancel: str = CANCEL
    run_now: str = RUN_NOW


LISTED = Buttons(LISTED_CANCEL, LISTED_RUN_NOW)


def when(at: float, schedule: Schedule) -> str:
    """`Thu 24 Dec 2026, 09:00 (Europe/Berlin)`, literally."""
    return zoned(at, schedule.timezone)


def what(schedule: Schedule) -> str:
    """`Promotional text of Tide in German (de-DE)`, literally."""
    owner = " ".join(one for one in (schedule.app_name, schedule.version) if one)
    return f"{label(schedule.field)} of {owner} in {join_words([language(locale) for locale in schedule.locales])}"


def which_schedule(found: Sequence[Schedule]) -> Question | Message:
    """Ask for the change of `schedule cancel`; `found` are the possible ones."""
    if not found:
        return text_message("Nothing is scheduled in this channel.")
    choices = tuple((f"{what(schedule)}: {schedule.text} ({schedule.id})", schedule.id) for schedule in found)
    return Question("Cancel which change?", "Scheduled change", "Cancel it", choices=choices)


def scheduled(
    schedule: Schedule, runs: Sequence[ScheduledRun], notes: Sequence[str] = (), *, dry_run: bool = False
) -> Message:
    """What was understood, with every text as Apple would get it; in a dry run nothing was kept."""
    if dry_run:
        head = f"Dry run: this would be scheduled. Nothing was. {what(schedule)}"
    else:
        head = f"Scheduled ({schedule.id}): {what(schedule)}"
    lines = [f"{when(run.at, schedule)}: {_does(run)}" for run in runs]
    texts = schedule.texts[:_MOST_TEXTS]
    limit = schedule.field.limit
    shown = [block for text in texts for block in (paragraph(span(_counted(text, limit), "bold")), quote(text))]
    more = len(schedule.texts) - len(texts)
    rest = [context(f"and {plural(more, 'other text')}")] if more > 0 else []
    turns = [context(f"Cron line `{escape(schedule.cron)}`; the texts take turns.")] if schedule.cron else []
    yours = context(f"In your own time the first change is at {own_time(schedule.next_at)}.")
    spoken = [f"“{shorten(' '.join(text.split()), 170)}”" for text in texts]
    return message(
        escape(". ".join([head, *lines, *spoken])) + "".join(f" {note}" for note in notes),
        section(f"*{escape(head)}*"),
        rich(bullets([[span(line)] for line in lines])),
        rich(*shown),
        *rest,
        *turns,
        *([context("\n".join(notes))] if notes else []),
        yours,
        *([] if dry_run else [row(schedule, Buttons())]),
    )


def _counted(text: str, limit: int) -> str:
    return f"{count(text):,} of {limit:,} characters"


def own_time(at: float) -> str:
    """A moment in every reader's own time zone, in mrkdwn."""
    return clock_time(at, "{date_short_pretty} {time}")


def _does(run: ScheduledRun) -> str:
    return "what was there before comes back" if run.text is None else f"“{shorten(' '.join(run.text.split()), 60)}”"


def row(schedule: Schedule, ids: Buttons) -> Block:
    """The buttons of one schedule."""
    value = f"{schedule.id}.{schedule.step}"
    does = "Puts back what was there before." if schedule.restoring else "It is changed at App Store Connect at once."
    sure = confirm("Run it now?", f"{what(schedule)}. {does}", "Run now")
    return actions(
        button("Run now", ids.run_now, value, confirm=sure, says=f"Run {schedule.id} now"),
        button("Cancel", ids.cancel, value, says=f"Cancel {schedule.id}"),
    )


def notes_on(moment: Moment, zone: str) -> tuple[str, ...]:
    """What to know about a moment at which clocks are set, in mrkdwn."""
    written, used = f"{moment.written:%H:%M}", f"{moment.local:%H:%M}"
    if moment.odd is ClockChange.MISSING:
        return (
            f"On {moment.written:%Y-%m-%d} clocks in {escape(zone)} are set forward over {written}: {used} is used.",
        )
    if moment.odd is ClockChange.TWICE:
        return (f"On {moment.written:%Y-%m-%d} clocks in {escape(zone)} show {written} twice: the first one is used.",)
    return ()


def often() -> str:
    """What a cron line means that comes every few minutes."""
    return "That is more often than every 5 minutes: each change is told here, and takes about 3 of Apple's calls."


def warning(what_is_odd: str) -> str:
    """Something about a text that Apple may or may not take."""
    return f"About the text: {escape(what_is_odd)}."


def calendar(
    runs: Sequence[ScheduledRun], kept: Sequence[Schedule], names: Mapping[str, str], note: str = ""
) -> Message:
    """What comes next, the earliest first, and what waits for somebody; each schedule has its buttons once.

    Slack shows 50 blocks in a message: the last ones are counted only.
    """
    if not runs and not kept:
        nothing = "Nothing is scheduled in this channel. `/asc help schedule` shows how."
        return text_message(f"{note} {nothing}".strip())
    blocks: list[Block] = [section(f"*{note or 'What comes next'}*")]
    spoken = [note or "What comes next:"]
    for schedule in kept[:_MOST_KEPT]:
        told = _kept_words(schedule, names)
        blocks += [rich(paragraph(span(told)), quote(shorten(schedule.text, 200))), row(schedule, LISTED)]
        spoken.append(escape(f"{told}: “{shorten(schedule.text, 170)}”."))
    seen: set[str] = set()
    for run in runs[:_MOST_RUNS]:
        schedule = run.schedule
        title, about = when(run.at, schedule), f"by {names.get(schedule.user, schedule.user)} ({schedule.id})"
        words = run.text if run.text is not None else "What was there before comes back."
        told = f"{what(schedule)}, {about}" if schedule.id not in seen else about
        blocks.append(rich(paragraph(span(title, "bold")), paragraph(span(told)), quote(shorten(words, 200))))
        spoken.append(escape(f"{title}, {told}: {shorten(' '.join(words.split()), 170)}."))
        if schedule.id not in seen:
            blocks.append(row(schedule, LISTED))
            seen.add(schedule.id)
    more = len(runs[_MOST_RUNS:]) + len(kept[_MOST_KEPT:])
    rest = [context(f"and {plural(more, 'other scheduled change')}")] if more else []
    return message("\n".join(spoken), *blocks, *rest)


def _kept_words(schedule: Schedule, names: Mapping[str, str]) -> str:
    why = (
        "was not made" if schedule.state is ScheduleState.FAILED else "was stopped, because the role no longer sufficed"
    )
    return f"{what(schedule)}, by {names.get(schedule.user, schedule.user)} ({schedule.id}), {why}"


def runs_now(schedule: Schedule, user: str) -> Message:
    """In place of the card whose button was pressed."""
    return text_message(f"<@{user}> runs it now: {escape(what(schedule))} (`{schedule.id}`). The result follows here.")


def cancelled(schedule: Schedule, user: str) -> Message:
    """It will not happen."""
    stays = " The text stays as it is now; what was there before does not come back." if schedule.restoring else ""
    return text_message(f"<@{user}> cancelled the scheduled change `{schedule.id}`: {escape(what(schedule))}.{stays}")


def done_already(schedule: Schedule) -> Message:
    """A button that came too late."""
    if schedule.state is ScheduleState.CANCELLED:
        return text_message(f"<@{schedule.ended_by}> has cancelled this already.")
    if schedule.state is ScheduleState.DONE:
        return text_message("This has been done already.")
    if schedule.asked_by:
        return text_message(f"<@{schedule.asked_by}> was first: it runs just now.")
    return text_message("This has run since. `/asc schedule list` shows what comes next.")


def unknown_id(schedule_id: str) -> Message:
    """No schedule has this id."""
    return text_message(
        f"There is no scheduled change `{escape(shorten(schedule_id, 20))}`. `/asc schedule list` shows the ids."
    )
