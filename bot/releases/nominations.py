"""The commands `nominations` and `nominate`, and the form of the latter."""

from dataclasses import replace
from datetime import date

from slack_bolt import App

from appstore.catalog import pacific
from bot.dispatch import buttons
from bot.dispatch.commands import APP, DRY_RUN, Command, register_command
from bot.dispatch.context import CommandContext, enqueue, with_record
from bot.dispatch.modals import View, modal, open_modal, store_copy
from cards.dispatch.help import Group
from cards.releases import nominations as messages
from cards.releases.nominations import NominationInput
from records.messages import Message
from records.people import Role
from records.releases.nominations import NOMINATIONS, NominationRequest
from tasks.releases.nominations import jobs


def nominations(ctx: CommandContext) -> Message | None:
    """Run `nominations`."""
    if ctx.words:
        return messages.no_words("nominations")
    enqueue(ctx, jobs.show_nominations)
    return None


def nominate(ctx: CommandContext) -> Message | None:
    """Open the form after a slash command; return a button that opens it after a mention."""
    if ctx.words:
        return messages.no_words("nominate")
    if ctx.trigger_id:
        return open_modal(ctx, messages.form(ctx.invocation.id, _today(ctx)))
    return messages.offer_form(store_copy(ctx))


def _open_for(ctx: CommandContext, invocation_id: str) -> Message | None:
    """Open the form that was offered to a mention."""
    return open_modal(ctx, messages.form(invocation_id, _today(ctx)), keep=False)


def submitted(ctx: CommandContext, view: View) -> dict[str, str]:
    """Store what was entered with the job that creates it; returns errors by block."""
    values = messages.read_form(view)
    if errors := _errors(values, _today(ctx)):
        return errors
    ctx = replace(ctx, invocation=replace(ctx.invocation, ts="", response_url="", private=True))
    request = NominationRequest(
        id=ctx.invocation.id,
        name=values.name,
        type=values.type,
        description=values.description,
        start=values.start,
        end=values.end,
        notes=values.notes,
    )
    enqueue(with_record(ctx, NOMINATIONS, request), jobs.create_nomination)
    return {}


def _errors(values: NominationInput, today: date) -> dict[str, str]:
    required = {messages.NAME: values.name, messages.DESCRIPTION: values.description, messages.START: values.start}
    errors = {block: messages.EMPTY for block, value in required.items() if not value}
    if errors:
        return errors
    start = date.fromisoformat(values.start)
    if start < today:
        errors[messages.START] = messages.past_day(today)
    if values.end and date.fromisoformat(values.end) < start:
        errors[messages.END] = messages.wrong_order(start)
    return errors


def _today(ctx: CommandContext) -> date:
    return pacific.today(ctx.kit.clock())


def register(app: App) -> None:
    """Register the commands, the form and the button that opens it."""
    register_command(
        Command(
            name="nominations",
            group=Group.RELEASES,
            rank=10,
            usage="nominations",
            summary="lists featuring nominations",
            details=(
                "lists what you have proposed that Apple feature: drafts, submitted and archived nominations of the "
                "app, with type and publish dates"
            ),
            examples=("nominations",),
            options=(APP, DRY_RUN),
            run=nominations,
        )
    )
    register_command(
        Command(
            name="nominate",
            group=Group.RELEASES,
            rank=11,
            usage="nominate",
            summary="proposes the app for featuring",
            details=(
                "opens a form that creates a draft of a featuring nomination: name, type, description, publish dates "
                "and notes. The draft is posted with a button, with which a releaser submits it to Apple"
            ),
            examples=("nominate",),
            role=Role.EDITOR,
            options=(APP, DRY_RUN),
            run=nominate,
        )
    )
    modal(app, messages.FORM, Role.EDITOR, messages.NAME, submitted, opened_by="nominate")
    buttons.button(app, messages.OPEN_FORM, Role.EDITOR, _open_for)
