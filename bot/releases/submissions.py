"""The commands `submit` and `withdraw`."""

from slack_bolt import App

from bot.dispatch.commands import COMMON_OPTIONS, PLATFORM, Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.platforms import with_platform
from cards.dispatch import errors
from cards.dispatch.help import Group
from records.messages import Message
from records.people import Role
from tasks.releases.submissions import jobs


def submit(ctx: CommandContext) -> Message | None:
    """Run `submit`."""
    return with_platform(ctx, lambda known: _offer(known, "submit"))


def withdraw(ctx: CommandContext) -> Message | None:
    """Run `withdraw`."""
    return with_platform(ctx, lambda known: _offer(known, "withdraw"))


def _offer(ctx: CommandContext, name: str) -> Message | None:
    if ctx.words:
        return errors.surplus_words(name, ctx.words)
    enqueue(ctx, jobs.offer_submission if name == "submit" else jobs.offer_withdrawal)
    return None


def register(_app: App) -> None:
    """Register the commands."""
    register_command(
        Command(
            name="submit",
            group=Group.RELEASES,
            rank=6,
            usage="submit",
            summary="submits the version for review",
            details=(
                "runs the checklist, and shows what would be submitted with a button that does so, unless something "
                "prevents it. In-app purchases, subscriptions and custom pages in the same draft go with it, and are "
                "named. After a rejection the version goes back into its submission. `--platform IOS` chooses the "
                "platform; `--dry-run` only shows it"
            ),
            examples=("submit", "submit --platform IOS"),
            role=Role.RELEASER,
            options=(*COMMON_OPTIONS, PLATFORM),
            dry_run=True,
            run=submit,
        )
    )
    register_command(
        Command(
            name="withdraw",
            group=Group.RELEASES,
            rank=7,
            usage="withdraw",
            summary="withdraws the version from review",
            details=(
                "shows what is in review, with a button that withdraws it and what went with it; all of it can then be "
                "changed and submitted again. Apple lets nobody withdraw an approved version through the API"
            ),
            examples=("withdraw", "withdraw --platform MAC_OS"),
            role=Role.RELEASER,
            options=(*COMMON_OPTIONS, PLATFORM),
            dry_run=True,
            run=withdraw,
        )
    )
