"""The modal of `schedule`: opened when something is missing, read when it is submitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import App

from bot.dispatch import buttons
from bot.dispatch.context import CommandContext
from bot.dispatch.modals import modal, open_modal, open_or_offer
from bot.schedules.drafts import begin, timezone
from bot.schedules.parsing import Unclear, known_parts, read_form
from cards.schedules import modal as schedule_modal
from records.messages import Message
from records.people import Role


def offer_or_open(ctx: CommandContext, lacking: Unclear) -> Message | None:
    """Open the modal after a slash command; return a button that opens it after a mention."""
    view = schedule_modal.schedule_modal(ctx.invocation.id, timezone(ctx), *known_parts(ctx.words))
    return open_or_offer(ctx, view, schedule_modal.offer(lacking.message))


def pressed(ctx: CommandContext, _value: str) -> Message | None:
    """Open the modal that was offered to a mention."""
    return open_modal(ctx, schedule_modal.schedule_modal(ctx.invocation.id, timezone(ctx)))


def submitted(ctx: CommandContext, view: Mapping[str, Any]) -> dict[str, str]:
    """Enqueue the schedule that was entered; returns errors by block."""
    values = schedule_modal.read_schedule_modal(view)
    if not values.at and not values.cron:
        return {schedule_modal.WHEN: schedule_modal.WHEN_OR_CRON}
    if values.at and values.cron:
        return {schedule_modal.CRON: schedule_modal.NOT_BOTH}
    ctx = replace(ctx, invocation=replace(ctx.invocation, response_url="", private=True))
    try:
        begin(ctx, read_form(values, timezone(ctx), ctx.kit.clock()))
    except Unclear as unclear:
        return {unclear.part: unclear.message.text.replace("*", "").replace("`", "")}
    return {}


def register(app: App) -> None:
    """Register the modal and the button that opens it."""
    buttons.button(app, schedule_modal.OPEN_FORM, Role.EDITOR, pressed)
    modal(app, schedule_modal.FORM, Role.EDITOR, schedule_modal.FIELD, submitted, opened_by="schedule")
