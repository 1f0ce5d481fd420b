"""The commands `nominations` and `nominate`."""

from slack_bolt import App

from bot.dispatch import buttons
from bot.dispatch.commands import APP, DRY_RUN, Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.plain_text import slack_to_plain
from bot.releases import nomination_form
from cards.dispatch.help import Group
from cards.releases.nominations import listing
from records.messages import Message
from records.people import Role
from tasks.releases.nominations import jobs

_QUOTES = "\"'“”„«»` "


def nominations(ctx: CommandContext) -> Message | None:
    """Run `nominations [name]`."""
    enqueue(ctx.with_options(nomination=_named(ctx)), jobs.show_nominations)
    return None


def nominate(ctx: CommandContext) -> Message | None:
    """Run `nominate [draft]`: open the form, empty or with a draft."""
    return nomination_form.offer_or_open(ctx, _named(ctx))


def _named(ctx: CommandContext) -> str:
    """Return the name or id after a command, without quotation marks around it."""
    # The colon at the end of a line is taken for punctuation, but may end an emoji's name.
    words = [f"{word}:" if word.startswith(":") and not word.endswith(":") else word for word in ctx.words]
    return slack_to_plain(" ".join(words), ctx.name_of).text.strip(_QUOTES)


def show(ctx: CommandContext, chosen: str) -> Message | None:
    """Show the nomination that was chosen below a list."""
    app_id, _, nomination_id = chosen.partition("/")
    enqueue(ctx.with_options(app=app_id, nomination=nomination_id), jobs.show_nominations)
    return None


def register(app: App) -> None:
    """Register the commands, and the menu of the list."""
    register_command(
        Command(
            name="nominations",
            group=Group.RELEASES,
            rank=10,
            usage="nominations [NAME]",
            summary="lists featuring nominations",
            details=(
                "lists what you have proposed that Apple feature: drafts, submitted and archived nominations of the "
                "app, with dates, territories, languages, devices and in-app events. With the name or the id of one it "
                "shows that one whole, with buttons: an editor edits or removes a draft, a releaser submits a draft or "
                "archives a submitted nomination"
            ),
            examples=("nominations", "nominations Summer Regatta"),
            options=(APP, DRY_RUN),
            run=nominations,
        )
    )
    register_command(
        Command(
            name="nominate",
            group=Group.RELEASES,
            rank=11,
            usage="nominate [DRAFT]",
            summary="proposes the app for featuring",
            details=(
                "opens a form that creates a draft of a featuring nomination: texts, publish dates, in-app events, "
                "territories, devices, languages, links and notes. With the name or the id of a draft it changes that "
                "draft. The draft is posted with buttons; a releaser submits it to Apple"
            ),
            examples=("nominate", "nominate Summer Regatta"),
            role=Role.EDITOR,
            options=(APP, DRY_RUN),
            run=nominate,
        )
    )
    buttons.button(app, listing.SHOW, Role.VIEWER, show)
