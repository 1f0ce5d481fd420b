"""The command `status`."""

from slack_bolt import App

from bot.dispatch.commands import Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from cards.dispatch.help import Group
from tasks.releases import jobs


def status(ctx: CommandContext) -> None:
    """Run `status`."""
    enqueue(ctx, jobs.show_status)


def register(_app: App) -> None:
    """Register the command."""
    register_command(
        Command(
            name="status",
            group=Group.RELEASES,
            rank=1,
            usage="status",
            summary="shows versions and their states",
            details="shows, by platform, versions with their states, builds and releases, phased releases, "
            "open submissions, and what is left of the hourly allowance",
            run=status,
        )
    )
