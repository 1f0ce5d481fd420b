"""Stores a parsed schedule with the job that adds it."""

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
    """Return the user's time zone in Slack; the check of their role has just stored it."""
    known = people.PEOPLE.get(ctx.kit.redis, ctx.invocation.user)
    return known.timezone if known is not None else "UTC"


def begin(ctx: CommandContext, request: ScheduleRequest) -> None:
    """Store the schedule with the job that adds it, once for all deliveries of the request."""
    kit, invocation, when = ctx.kit, ctx.invocation, request.when
    draft = Schedule(
        id=invocation.id,
        user=invocation.user,
        channel=invocation.channel,
        app_id="",
        app_name="",
        field=request.field,
        locales=request.locales,
        texts=request.texts,
        timezone=request.zone.key,
        next_at=when.start.at,
        created_at=kit.clock(),
        cron=when.cron,
        until=when.until.at if when.until is not None else 0.0,
        platform=request.platform,
        version=request.version,
    )
    notes = [
        note for moment in (when.start, when.until) if moment for note in messages.notes_on(moment, request.zone.key)
    ]
    if when.cron and cron.is_often(when.cron, kit.clock(), request.zone):
        notes.append(messages.often())
    notes += [messages.warning(warning) for warning in request.warnings]
    enqueue(with_record(ctx.with_options(notes="\n".join(notes)), schedules.DRAFTS, draft), jobs.add)
