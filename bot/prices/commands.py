"""`price`: what this channel's app costs, and where it is sold."""

from slack_bolt import App

from bot.dispatch import territories
from bot.dispatch.command_line import Option
from bot.dispatch.commands import APP, TERRITORY, Command, register_command
from bot.dispatch.context import CommandContext
from bot.dispatch.enqueue import enqueue
from cards.dispatch import errors
from cards.dispatch.help import Group
from records.messages import Message
from tasks.prices import jobs

WHERE = Option("where")


def price(ctx: CommandContext) -> Message | None:
    """Run `price [--territory DEU,JPN] [--where]`."""
    if ctx.words:
        return errors.surplus_words("price", ctx.words)
    options = ctx.invocation.options or {}
    chosen = territories.read(options["territory"]) if "territory" in options else ()
    if isinstance(chosen, Message):
        return chosen
    enqueue(ctx.with_options(territory=",".join(chosen)), jobs.show_where if "where" in options else jobs.show_price)
    return None


def register(_app: App) -> None:
    """Register the command."""
    register_command(
        Command(
            name="price",
            group=Group.PRICES,
            rank=1,
            usage="price [--territory DEU,JPN] [--where]",
            summary="shows prices by territory",
            details=(
                "shows the base territory, today's price and planned changes, then the territories with a price set by "
                "hand and those that follow the base, each in its currency; more than 20 are in a CSV. With `--where`, "
                "it lists where the app is sold and where not, and why"
            ),
            examples=("price", "price --territory DEU,JPN", "price --where"),
            options=(APP, TERRITORY, WHERE),
            run=price,
        )
    )
