"""The form of `schedule`: opened when something is missing, read when it is sent."""

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
    """Something is missing: after a slash command the form opens, a mention gets a button for it."""
    view = schedule_modal.schedule_modal(ctx.invocation.id, timezone(ctx), *known_parts(ctx.words))
    return open_or_offer(ctx, view, schedule_modal.offer(lacking.message))


def pressed(ctx: CommandContext, _value: str) -> Message | None:
    """The button that a mention got."""
    return open_modal(ctx, schedule_modal.schedule_modal(ctx.invocation.id, timezone(ctx)))


def submitted(ctx: CommandContext, view: Mapping[str, Any]) -> dict[str, str]:
    """Enqueue the schedule that was entered; returns what is wrong with it, by block."""
    filled = schedule_modal.read_schedule_modal(view)
    if not filled.at and not filled.cron:
        return {schedule_modal.WHEN: schedule_modal.WHEN_OR_CRON}
    if filled.at and filled.cron:
        return {schedule_modal.CRON: schedule_modal.NOT_BOTH}
    ctx = replace(ctx, invocation=replace(ctx.invocation, response_url="", private=True))
    try:
        begin(ctx, read_form(filled, timezone(ctx), ctx.kit.clock()))
    except Unclear as unclear:
        return {unclear.part: unclear.message.text.replace("*", "").replace("`", "")}
    return {}


def register(app: App) -> None:
    """What can be pressed and sent, and by whom."""
    buttons.button(app, schedule_modal.OPEN_FORM, Role.EDITOR, pressed)
    modal(app, schedule_modal.FORM, Role.EDITOR, schedule_modal.FIELD, submitted, opened_by="schedule")
