"""The modal of `schedule`, and what it and the command have in common: storing the parsed request with its job."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt import App

from bot.dispatch import buttons, user_text
from bot.dispatch.context import CommandContext, enqueue, with_record
from bot.dispatch.modals import modal, open_modal, open_or_offer
from bot.schedules.parsing import ScheduleRequest, Unclear, known_parts, read_form
from cards.schedules import messages
from cards.schedules import modal as schedule_modal
from cards.wording.zones import with_offset
from records import people
from records.messages import Message
from records.people import Role
from records.schedules import cron, schedules
from records.schedules.schedules import Schedule
from records.times import dates
from tasks.schedules import jobs


def timezone(ctx: CommandContext) -> str:
    """Return the user's time zone in Slack; the check of their role has just stored it."""
    known = people.PEOPLE.get(ctx.kit.redis, ctx.invocation.user)
    return known.timezone if known is not None else "UTC"


def _own_zone(ctx: CommandContext) -> str:
    """Return the user's time zone as it is shown; Slack may know one that this machine does not."""
    own = dates.zone(timezone(ctx))
    return with_offset(own.key, ctx.kit.clock()) if own is not None else timezone(ctx)


def begin(ctx: CommandContext, request: ScheduleRequest) -> bool:
    """Store the schedule with the job that adds it, once for all deliveries of the request; False for the others."""
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
    return enqueue(with_record(ctx.with_options(notes="\n".join(notes)), schedules.DRAFTS, draft), jobs.add)


def offer_or_open(ctx: CommandContext, lacking: Unclear) -> Message | None:
    """Open the modal after a slash command; return a button that opens it after a mention."""
    view = schedule_modal.schedule_modal(ctx.invocation.id, _own_zone(ctx), *known_parts(ctx.words))
    return open_or_offer(ctx, view, schedule_modal.offer(lacking.message))


def pressed(ctx: CommandContext, _value: str) -> Message | None:
    """Open the modal that was offered to a mention."""
    return open_modal(ctx, schedule_modal.schedule_modal(ctx.invocation.id, _own_zone(ctx)))


def submitted(ctx: CommandContext, view: Mapping[str, Any]) -> dict[str, str]:
    """Enqueue the schedule that was entered; returns errors by block."""
    values = schedule_modal.read_schedule_modal(view)
    if not values.at and not values.cron:
        return {schedule_modal.WHEN: schedule_modal.WHEN_OR_CRON}
    if values.at and values.cron:
        return {schedule_modal.CRON: schedule_modal.NOT_BOTH}
    ctx = replace(ctx, invocation=replace(ctx.invocation, response_url="", private=True))
    try:
        begin(ctx, read_form(values, timezone(ctx), ctx.kit.clock(), partial(user_text.entered, ctx.kit)))
    except Unclear as unclear:
        return {unclear.part: unclear.message.text.replace("*", "").replace("`", "")}
    return {}


def register(app: App) -> None:
    """Register the modal and the button that opens it."""
    buttons.button(app, schedule_modal.OPEN_FORM, Role.EDITOR, pressed)
    modal(app, schedule_modal.FORM, Role.EDITOR, schedule_modal.FIELD, submitted, opened_by="schedule")
