"""The commands `apps` and `use`."""

from slack_bolt import App

from bot.dispatch.commands import Command, register_command
from bot.dispatch.context import CommandContext
from bot.dispatch.enqueue import enqueue
from bot.dispatch.prompts import word_after
from cards.apps.list import which_app
from cards.dispatch.help import Group
from records.messages import Message
from records.people import Role
from tasks.apps import jobs

_which_app = word_after("use", lambda _kit, _channel: which_app())


def list_apps(ctx: CommandContext) -> None:
    """Run `apps`."""
    enqueue(ctx, jobs.list_apps)


def use(ctx: CommandContext) -> Message | None:
    """Run `use APP`."""
    if not ctx.words:
        return _which_app(ctx)
    enqueue(ctx, jobs.use_app, ctx.words[0])
    return None


def register(_app: App) -> None:
    """Register the commands."""
    register_command(
        Command(
            name="apps",
            group=Group.SETUP,
            rank=2,
            usage="apps",
            summary="lists the apps of the account",
            run=list_apps,
        )
    )
    register_command(
        Command(
            name="use",
            group=Group.SETUP,
            rank=3,
            usage="use APP",
            summary="sets the app of this channel",
            details="its commands are then about that app, unless `--app` names another one",
            examples=("use com.example.tide",),
            role=Role.EDITOR,
            run=use,
        )
    )
