"""Hands what was understood of a wish to the job that schedules it."""

from __future__ import annotations

from bot.dispatch.context import CommandContext, with_record
from bot.dispatch.enqueue import enqueue
from bot.schedules.parsing import ScheduleRequest
from cards.schedules import messages
from records import people
from records.schedules import cron, schedules
from records.schedules.schedules import Schedule
from tasks.schedules import jobs


def timezone(ctx: CommandContext) -> str:
    """The asker's time zone in Slack, as the check of the role has just learnt it."""
    known = people.PEOPLE.get(ctx.kit.redis, ctx.invocation.user)
    return known.timezone if known is not None else "UTC"


def begin(ctx: CommandContext, wanted: ScheduleRequest) -> None:
    """Store what was understood with the job that schedules it, once for all deliveries of the request."""
    kit, invocation, when = ctx.kit, ctx.invocation, wanted.when
    draft = Schedule(
        id=invocation.id,
        user=invocation.user,
        channel=invocation.channel,
        app_id="",
        app_name="",
        field=wanted.field,
        locales=wanted.locales,
        texts=wanted.texts,
        timezone=wanted.zone.key,
        next_at=when.start.at,
        created_at=kit.clock(),
        cron=when.cron,
        until=when.until.at if when.until is not None else 0.0,
        platform=wanted.platform,
        version=wanted.version,
    )
    notes = [
        note for moment in (when.start, when.until) if moment for note in messages.notes_on(moment, wanted.zone.key)
    ]
    if when.cron and cron.is_often(when.cron, kit.clock(), wanted.zone):
        notes.append(messages.often())
    notes += [messages.warning(warning) for warning in wanted.warnings]
    enqueue(with_record(ctx.with_options(notes="\n".join(notes)), schedules.DRAFTS, draft), jobs.add)
