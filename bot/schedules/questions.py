"""Replies to what can't be scheduled. Words after the date may be its end, its zone or the text: a button says so."""

from dataclasses import replace
from functools import partial

from slack_bolt import App

from bot.dispatch import buttons, user_text
from bot.dispatch.commands import parse
from bot.dispatch.context import CommandContext
from bot.dispatch.modals import store_copy
from bot.schedules.modals import begin, offer_or_open, timezone
from bot.schedules.parsing import Unclear, read
from cards.dispatch.errors import stale
from cards.schedules import errors
from records import invocations
from records.messages import Message
from records.people import Role

_LINE = "line"


def reply_to(ctx: CommandContext, unclear: Unclear) -> Message | None:
    """Ask with a button, for which the line is stored, or with the modal; or say what is wrong."""
    if unclear.is_question:
        return errors.with_button(unclear.message, store_copy(ctx.with_options(**{_LINE: ctx.line.as_sent})))
    return offer_or_open(ctx, unclear) if unclear.lacking else unclear.message


def as_text(ctx: CommandContext, invocation_id: str) -> Message | None:
    """Schedule the line, in which the words belong to the text; of several presses the first counts."""
    invocation = invocations.get(ctx.kit.redis, invocation_id)
    options = dict(invocation.options or {}) if invocation is not None else {}
    if invocation is None or _LINE not in options:
        return stale()
    line = replace(parse(options.pop(_LINE)), options=options)
    ctx = replace(ctx, invocation=invocation, line=line, key=f"schedule.{invocation_id}")
    text_of = partial(user_text.typed, ctx)
    try:
        new = begin(ctx, read(line, timezone(ctx), ctx.kit.clock(), text_of, no_questions=True))
    except Unclear as unclear:
        return unclear.message
    return None if new else errors.scheduled_already()


def register(app: App) -> None:
    """Register the button."""
    buttons.button(app, errors.AS_TEXT, Role.EDITOR, as_text)
