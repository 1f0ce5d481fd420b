"""Prompts for the argument that a command lacks: in a modal, or after a mention with a button that opens it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import App

from bot.dispatch import buttons
from bot.dispatch.commands import dispatch, parse
from bot.dispatch.context import CommandContext
from bot.dispatch.modals import modal, open_modal, store_copy
from cards.dispatch import errors, prompts
from cards.dispatch.prompts import Question
from kit.slack import users
from kit.wiring import Kit
from records import invocations
from records.invocations import Origin
from records.messages import Message
from records.people import Role

# Returns the question for a channel, or the reply if there is nothing to choose.
Ask = Callable[[Kit, str], Question | Message]

_asks: dict[str, Ask] = {}


def word_after(line: str, ask: Ask) -> Callable[[CommandContext], Message | None]:
    """Return a command that prompts for the word that must follow `line`."""
    _asks[line] = ask
    return lambda ctx: _offer_or_open(ctx.with_options(lacks=line), line)


def _offer_or_open(ctx: CommandContext, line: str) -> Message | None:
    question = _asks[line](ctx.kit, ctx.invocation.channel)
    if isinstance(question, Message):
        return question
    if ctx.invocation.origin is Origin.COMMAND:
        return open_modal(ctx, prompts.question_modal(ctx.invocation.id, question))
    return prompts.offer(store_copy(ctx), question)


def _opened(ctx: CommandContext, invocation_id: str) -> Message | None:
    invocation = invocations.get(ctx.kit.redis, invocation_id)
    if invocation is None or not invocation.options:
        return errors.stale()
    question = _asks[invocation.options["lacks"]](ctx.kit, invocation.channel)
    if isinstance(question, Message):
        return question
    return open_modal(ctx, prompts.question_modal(invocation_id, question), keep=False)


def _submitted(ctx: CommandContext, view: Mapping[str, Any]) -> dict[str, str]:
    """Run the whole command line as if the user had typed it."""
    lacks = (ctx.invocation.options or {}).get("lacks")
    if lacks is None:
        return {prompts.WORD: errors.expired_modal("")}
    line = parse(f"{lacks} {prompts.read_question_modal(view)}")
    whole = replace(ctx, line=line, invocation=replace(ctx.invocation, words=line.words))
    dispatch(whole, users.team_id_of_bot(ctx.kit))
    return {}


def register(app: App) -> None:
    """Register the modal and the button that opens it; every command that prompts needs the role editor."""
    buttons.button(app, prompts.OPEN_FORM, Role.EDITOR, _opened)
    modal(app, prompts.FORM, Role.EDITOR, prompts.WORD, _submitted, opened_by="")
