"""`products`: the in-app purchases and subscriptions of this channel's app."""

from slack_bolt import App

from bot.dispatch.commands import APP, Command, register_command
from bot.dispatch.context import CommandContext
from bot.dispatch.enqueue import enqueue
from cards.dispatch import errors
from cards.dispatch.help import Group
from records.messages import Message
from tasks.products import jobs


def products(ctx: CommandContext) -> Message | None:
    """Run `products`."""
    if ctx.words:
        return errors.surplus_words("products", ctx.words)
    enqueue(ctx, jobs.show_products)
    return None


def register(_app: App) -> None:
    """Register the command."""
    register_command(
        Command(
            name="products",
            group=Group.PRICES,
            rank=3,
            usage="products",
            summary="shows what the app sells",
            details=(
                "shows each in-app purchase and subscription with its kind, state and price today, the languages of "
                "the app in which it has no name, and a missing screenshot for the review; more than 20 are in a CSV"
            ),
            examples=("products",),
            options=(APP,),
            run=products,
        )
    )
