"""The command `checklist`."""

from slack_bolt import App

from bot.dispatch.commands import COMMON_OPTIONS, PLATFORM, Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.platforms import with_platform
from cards.dispatch.help import Group
from records.messages import Message
from tasks.releases.checklist import jobs


def checklist(ctx: CommandContext) -> Message | None:
    """Run `checklist`."""
    return with_platform(ctx, _show)


def _show(ctx: CommandContext) -> None:
    enqueue(ctx, jobs.show_checklist)


def register(_app: App) -> None:
    """Register the command."""
    register_command(
        Command(
            name="checklist",
            group=Group.RELEASES,
            rank=5,
            usage="checklist",
            summary="finds what Apple would reject",
            details="finds what would make a submission fail or look bad, by language and device, and how to fix each",
            examples=("checklist", "checklist --platform MAC_OS"),
            options=(*COMMON_OPTIONS, PLATFORM),
            run=checklist,
        )
    )
