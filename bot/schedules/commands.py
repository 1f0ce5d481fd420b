"""The command `schedule`, and the buttons of its messages."""

from dataclasses import replace
from functools import partial

from slack_bolt import App

from bot.dispatch import buttons, user_text
from bot.dispatch.commands import COMMON_OPTIONS, PLATFORM, TIME_ZONE, Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.prompts import word_after
from bot.schedules import questions
from bot.schedules.modals import begin, timezone
from bot.schedules.parsing import Unclear, read
from cards.dispatch.errors import no_dry_run
from cards.dispatch.help import Group
from cards.dispatch.prompts import Question
from cards.schedules import messages
from kit.wiring import Kit
from records.dispatch import channels
from records.messages import Message
from records.people import Role
from records.schedules import schedules
from tasks.schedules import jobs

_LIST, _CANCEL = "list", "cancel"


def _open_here(kit: Kit, channel: str) -> Question | Message:
    here = [schedule for schedule in schedules.all_open(kit.redis) if schedule.channel == channel]
    found = [schedule for schedule in here if channels.shows(kit.redis, channel, schedule.account)]
    return messages.which_schedule(sorted(found, key=lambda schedule: schedule.next_at))


_which_schedule = word_after("schedule cancel", _open_here)


def schedule(ctx: CommandContext) -> Message | None:
    """Schedule a text, or list or cancel: `schedule promo|keywords LOCALE WHEN …text`, `schedule list|cancel ID`."""
    verb = ctx.words[0].lower() if ctx.words else ""
    if verb == _LIST:
        enqueue(ctx, jobs.show)
        return None
    if verb == _CANCEL:
        if ctx.invocation.dry_run:
            return no_dry_run("schedule cancel")
        if len(ctx.words) == 1:
            return _which_schedule(ctx)
        enqueue(ctx, jobs.cancel, ctx.words[1].lower(), "")
        return None
    try:
        begin(
            ctx, read(ctx.line, timezone(ctx), ctx.kit.clock(), partial(user_text.typed, ctx, prose=verb != "keywords"))
        )
    except Unclear as unclear:
        return questions.reply_to(ctx, unclear)
    return None


def cancel(ctx: CommandContext, value: str, listed: str = "") -> Message | None:
    """Enqueue the end of a schedule."""
    schedule_id = value.partition(".")[0]
    enqueue(_about(ctx, value), jobs.cancel, schedule_id, listed)
    return None


def run_now(ctx: CommandContext, value: str, listed: str = "") -> Message | None:
    """Enqueue the next run; the job decides which press was first."""
    schedule_id, _, step = value.partition(".")
    enqueue(_about(ctx, value), jobs.run_now, schedule_id, step, listed)
    return None


def _about(ctx: CommandContext, value: str) -> CommandContext:
    return replace(ctx, key=f"{ctx.key}.{value}")


def register(app: App) -> None:
    """Register the command and the buttons."""
    register_command(
        Command(
            name="schedule",
            group=Group.TEXTS,
            rank=4,
            usage="schedule promo|keywords LOCALE WHEN …text · schedule list|cancel ID",
            summary="changes a text on a date",
            details=(
                "changes a text at a time in your time zone (or in `--tz`); with `until` the old text is restored. "
                "A cron line in double quotes repeats it; texts separated by `|` take turns. Viewers may see the list, "
                "too"
            ),
            examples=(
                "schedule promo de-DE 2026-12-24T09:00 until 2026-12-27 Frohe Feiertage!",
                'schedule promo en-US "0 9 * * 1" First text | Second text',
                "schedule list",
            ),
            role=Role.EDITOR,
            roles=((_LIST, Role.VIEWER),),
            options=(*COMMON_OPTIONS, PLATFORM, TIME_ZONE),
            takes_text=True,
            without_text=(_LIST, _CANCEL),
            dry_run=True,
            run=schedule,
        )
    )
    buttons.button(app, messages.CANCEL, Role.EDITOR, cancel)
    buttons.button(app, messages.RUN_NOW, Role.EDITOR, run_now)
    buttons.button(app, messages.LISTED_CANCEL, Role.EDITOR, lambda ctx, value: cancel(ctx, value, "listed"))
    buttons.button(app, messages.LISTED_RUN_NOW, Role.EDITOR, lambda ctx, value: run_now(ctx, value, "listed"))
