"""Asking about apps and versions: `apps`, `use`, `status`, and `help`."""

from __future__ import annotations

from slack_bolt import App

from bot.dispatch.commands import Command, register_command
from bot.dispatch.context import CommandContext
from bot.dispatch.enqueue import enqueue
from bot.dispatch.prompts import word_after
from cards.dispatch import prompts
from cards.dispatch.help import Group
from records.messages import Message
from records.people import Role
from tasks.apps import jobs

_which_app = word_after("use", lambda _kit, _channel: prompts.which_app())


def list_apps(ctx: CommandContext) -> Message | None:
    """`apps`."""
    enqueue(ctx, jobs.list_apps)
    return None


def use(ctx: CommandContext) -> Message | None:
    """`use APP`: this channel's app from now on."""
    if not ctx.words:
        return _which_app(ctx)
    enqueue(ctx, jobs.use_app, ctx.words[0])
    return None


def status(ctx: CommandContext) -> Message | None:
    """`status`."""
    enqueue(ctx, jobs.show_status)
    return None


def register(app: App) -> None:
    """What can be typed, and by whom."""
    del app
    register_command(
        Command(
            name="apps",
            group=Group.SETUP,
            usage="apps",
            summary="lists the apps of the account",
            role=Role.VIEWER,
            run=list_apps,
        )
    )
    register_command(
        Command(
            name="use",
            group=Group.SETUP,
            usage="use APP",
            summary="sets the app of this channel",
            details="its commands are then about that app, unless `--app` names another one",
            examples=("use com.example.tide",),
            role=Role.EDITOR,
            run=use,
        )
    )
    register_command(
        Command(
            name="status",
            group=Group.RELEASES,
            usage="status",
            summary="shows versions and their states",
            details="shows versions, their states, phased release, and what is left of the hourly allowance",
            role=Role.VIEWER,
            run=status,
        )
    )
