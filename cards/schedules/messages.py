"""The messages of scheduled changes: what was scheduled, and the calendar."""

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
)
from cards.dispatch.prompts import Question
from cards.wording.accounts import title_of
from cards.wording.texts import label, language
from cards.wording.zones import zoned
from records.messages import Message
from records.schedules.schedules import Schedule, ScheduledRun, ScheduleState
from records.times.dates import ClockChange, Moment

CANCEL, RUN_NOW = "schedules.cancel", "schedules.run_now"
LISTED_CANCEL, LISTED_RUN_NOW = "schedules.listed_cancel", "schedules.listed_run_now"

_MOST_TEXTS = 6
_MOST_RUNS, _MOST_KEPT = 19, 5


@dataclass(frozen=True)
class Buttons:
    """The ids of a row's buttons: a press updates the calendar, and removes the buttons of any other message."""

    cancel: str = CANCEL
    run_now: str = RUN_NOW


LISTED = Buttons(LISTED_CANCEL, LISTED_RUN_NOW)


def when(at: float, schedule: Schedule) -> str:
    """`Thu 24 Dec 2026, 09:00 (Europe/Berlin, UTC+1)`, literally."""
    return zoned(at, schedule.timezone)


def what(schedule: Schedule) -> str:
    """`Promotional text of Tide in German (de-DE)`, literally."""
    owner = " ".join(part for part in (title_of(schedule), schedule.version) if part)
    return f"{label(schedule.field)} of {owner} in {join_words([language(locale) for locale in schedule.locales])}"


def which_schedule(found: Sequence[Schedule]) -> Question | Message:
    """Ask for the change of `schedule cancel`; `found` are the possible ones."""
    if not found:
        return text_message("Nothing is scheduled in this channel.")
    choices = tuple((f"{what(schedule)}: {schedule.text} ({schedule.id})", schedule.id) for schedule in found)
    return Question("Cancel which change?", "Scheduled change", "Cancel it", choices=choices)


REPORTED_TO_YOU = "I can't post in this channel, so I report every change in your direct messages with me."


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
    rotation = [context(f"Cron line `{escape(schedule.cron)}`; the texts take turns.")] if schedule.cron else []
    yours = context(f"In your own time the first change is at {own_time(schedule.next_at)}.")
    fallback = [f"“{shorten(' '.join(text.split()), 170)}”" for text in texts]
    return message(
        escape(". ".join([head, *lines, *fallback])) + "".join(f" {note}" for note in notes),
        section(f"*{escape(head)}*"),
        rich(bullets([[span(line)] for line in lines])),
        rich(*shown),
        *rest,
        *rotation,
        *([context("\n".join(notes))] if notes else []),
        yours,
        *([] if dry_run else [row(schedule, Buttons())]),
    )


def _counted(text: str, limit: int) -> str:
    return f"{count(text):,} of {limit:,} characters"


def own_time(at: float) -> str:
    """Return the date in every reader's own time zone, in mrkdwn."""
    return clock_time(at, "{date_short_pretty} {time}")


def _does(run: ScheduledRun) -> str:
    return "the old text is restored" if run.text is None else f"“{shorten(' '.join(run.text.split()), 60)}”"


def row(schedule: Schedule, ids: Buttons) -> Block:
    """Return the buttons of one schedule."""
    value = f"{schedule.id}.{schedule.step}"
    does = "Restores the old text." if schedule.restoring else "It is changed in App Store Connect at once."
    sure = confirm("Run it now?", f"{what(schedule)}. {does}", "Run now")
    return actions(
        button("Run now", ids.run_now, value, confirm=sure, says=f"Run {schedule.id} now"),
        button("Cancel", ids.cancel, value, says=f"Cancel {schedule.id}"),
    )


def notes_on(moment: Moment, zone: str) -> tuple[str, ...]:
    """Return notes on a time at which clocks change, in mrkdwn."""
    written, used = f"{moment.written:%H:%M}", f"{moment.local:%H:%M}"
    if moment.odd is ClockChange.MISSING:
        return (
            f"On {moment.written:%Y-%m-%d} clocks in {escape(zone)} are set forward over {written}: {used} is used.",
        )
    if moment.odd is ClockChange.TWICE:
        return (f"On {moment.written:%Y-%m-%d} clocks in {escape(zone)} show {written} twice: the first one is used.",)
    return ()


def often() -> str:
    """Warn about a cron line that runs every few minutes."""
    return "That is more often than every 5 minutes: each change is posted here and takes about 3 calls to Apple."


def warning(problem: str) -> str:
    """Warn about a text that Apple may refuse."""
    return f"About the text: {escape(problem)}."


def calendar(
    runs: Sequence[ScheduledRun], kept: Sequence[Schedule], names: Mapping[str, str], note: str = ""
) -> Message:
    """List the next runs, earliest first, and what waits for a user; each schedule has its buttons once.

    Slack shows 50 blocks in a message: the last ones are counted only.
    """
    if not runs and not kept:
        nothing = "Nothing is scheduled in this channel. `/asc help schedule` shows how."
        return text_message(f"{note} {nothing}".strip())
    blocks: list[Block] = [section(f"*{note or 'What comes next'}*")]
    fallback = [note or "What comes next:"]
    for schedule in kept[:_MOST_KEPT]:
        about_it = _kept_words(schedule, names)
        blocks += [rich(paragraph(span(about_it)), quote(shorten(schedule.text, 200))), row(schedule, LISTED)]
        fallback.append(escape(f"{about_it}: “{shorten(schedule.text, 170)}”."))
    seen: set[str] = set()
    for run in runs[:_MOST_RUNS]:
        schedule = run.schedule
        title, about = when(run.at, schedule), f"by {names.get(schedule.user, schedule.user)} ({schedule.id})"
        words = run.text if run.text is not None else "The old text is restored."
        about_it = f"{what(schedule)}, {about}" if schedule.id not in seen else about
        blocks.append(rich(paragraph(span(title, "bold")), paragraph(span(about_it)), quote(shorten(words, 200))))
        fallback.append(escape(f"{title}, {about_it}: {shorten(' '.join(words.split()), 170)}."))
        if schedule.id not in seen:
            blocks.append(row(schedule, LISTED))
            seen.add(schedule.id)
    more = len(runs[_MOST_RUNS:]) + len(kept[_MOST_KEPT:])
    rest = [context(f"and {plural(more, 'other scheduled change')}")] if more else []
    return message("\n".join(fallback), *blocks, *rest)


def _kept_words(schedule: Schedule, names: Mapping[str, str]) -> str:
    why = (
        "was not made"
        if schedule.state is ScheduleState.FAILED
        else "was stopped, because the user is no longer an editor"
    )
    return f"{what(schedule)}, by {names.get(schedule.user, schedule.user)} ({schedule.id}), {why}"


def runs_now(schedule: Schedule, user: str) -> Message:
    """Say that the run was started; it replaces the message whose button was pressed."""
    return text_message(f"<@{user}> runs it now: {escape(what(schedule))} (`{schedule.id}`). The result follows here.")


def cancelled(schedule: Schedule, user: str, below: Sequence[str] = ()) -> Message:
    """Say who cancelled it; `below` are the ids of schedules whose end takes down its text as well."""
    stays = " The text stays as it is now; the old text is not restored." if schedule.restoring else ""
    if below:
        ends = join_words([f"`{other}`" for other in below])
        stays = f" The text stays as it is now until {ends} ends, which restores what was there before both."
    return text_message(f"<@{user}> cancelled the scheduled change `{schedule.id}`: {escape(what(schedule))}.{stays}")


def done_already(schedule: Schedule) -> Message:
    """Say why the button no longer works."""
    if schedule.state is ScheduleState.CANCELLED:
        return text_message(f"<@{schedule.ended_by}> has cancelled this already.")
    if schedule.state is ScheduleState.DONE:
        return text_message("This has already been done.")
    if schedule.asked_by:
        return text_message(f"<@{schedule.asked_by}> was first: it is running now.")
    return text_message("This has run since. `/asc schedule list` shows what comes next.")


def unknown_id(schedule_id: str) -> Message:
    """Say that there is no such schedule."""
    return text_message(
        f"There is no scheduled change `{escape(shorten(schedule_id, 20))}`. `/asc schedule list` shows the ids."
    )
