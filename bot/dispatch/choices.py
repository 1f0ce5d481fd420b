"""Buttons that run a command again, with the answer to a question in it."""

from dataclasses import replace

from slack_bolt import App

from bot.dispatch import buttons
from bot.dispatch.commands import dispatch, parse
from bot.dispatch.context import CommandContext
from cards.dispatch import choices
from kit.slack import users
from records import invocations
from records.invocations import Origin
from records.keys import new_id
from records.messages import Message
from records.people import Role


def run_again(ctx: CommandContext, value: str) -> Message | None:
    """Run the command of a button as the user who pressed it, where the question was asked."""
    invocation_id, text = choices.read_value(value)
    question, pressed = invocations.get(ctx.kit.redis, invocation_id), ctx.invocation
    if question is None:
        return choices.expired(text)
    line = parse(text)
    is_public = question.origin in {Origin.MENTION, Origin.DIRECT} and not question.private
    invocation = replace(
        question,
        id=new_id(),
        user=pressed.user,
        team=pressed.team,
        ts="",
        origin=question.origin if is_public else Origin.BUTTON,
        response_url="" if is_public else pressed.response_url,
        words=line.words,
        options={**(question.options or {}), **line.options},
        by_bot=False,
        command="",
    )
    dispatch(replace(ctx, invocation=invocation, line=line), users.team_id_of_bot(ctx.kit))
    return None


def register(app: App) -> None:
    """Register the buttons; the command that one runs checks the role itself."""
    for action_id in choices.RUN:
        buttons.button(app, action_id, Role.VIEWER, run_again)
