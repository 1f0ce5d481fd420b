"""The commands `apps` and `use`."""

from dataclasses import replace

from slack_bolt import App

from bot.dispatch import buttons
from bot.dispatch.commands import ACCOUNT, COMMON_OPTIONS, Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.prompts import word_after
from cards.apps.list import USE_IN, app_or_account, which_app
from cards.dispatch.help import Group
from records.messages import Message
from records.people import Role
from tasks.apps import jobs

_which_app = word_after("use", lambda _kit, _channel: which_app())


def list_apps(ctx: CommandContext) -> None:
    """Run `apps`."""
    enqueue(ctx, jobs.list_apps)


def use(ctx: CommandContext) -> Message | None:
    """Run `use APP [--account NAME]`, which sets the channel's app, or `use --account NAME`, which ties the channel."""
    account = ctx.line.options.get("account", "")
    if ctx.words:
        enqueue(ctx, jobs.use_app, ctx.words[0], account)
    elif account and ctx.invocation.app:
        return app_or_account()
    elif account:
        enqueue(ctx, jobs.tie_channel, account)
    else:
        return _which_app(ctx)
    return None


def use_in(ctx: CommandContext, chosen: str) -> None:
    """Use the app of the account whose button was pressed."""
    app_id, _, account = chosen.partition(" ")
    enqueue(replace(ctx, key=f"{ctx.key}.{chosen}"), jobs.use_app, app_id, account)


def register(app: App) -> None:
    """Register the commands and the button."""
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
            usage="use APP [--account NAME]",
            summary="sets the app of this channel",
            details=(
                "its commands are then about that app, unless `--app` names another one. Where two accounts have the "
                "app, `--account` says which. `use --account NAME`, without an app, ties the channel to an account: "
                "nothing of another one is shown or changed here; `use --account none` unties it"
            ),
            examples=("use com.example.tide", "use --account acme"),
            role=Role.EDITOR,
            roles=(("--account", Role.ADMIN),),
            options=(*COMMON_OPTIONS, ACCOUNT),
            run=use,
        )
    )
    for action_id in USE_IN:
        buttons.button(app, action_id, Role.EDITOR, use_in)
