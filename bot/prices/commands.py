"""`price`: what this channel's app costs, where it is sold, and what it shall cost."""

from slack_bolt import App

from bot.dispatch import buttons, territories
from bot.dispatch.command_line import Option
from bot.dispatch.commands import APP, DRY_RUN, TERRITORY, Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.prices import changes
from cards.dispatch.help import Group
from cards.prices import errors
from cards.prices.changes import UNDO
from records.messages import Message
from records.people import Role
from tasks.prices import jobs

WHERE = Option("where")
ON, UNTIL = Option("on", "2026-12-24"), Option("until", "2027-01-02")
_CHANGES = {"set": changes.set_price, "adjust": changes.adjust_price}


def price(ctx: CommandContext) -> Message | None:
    """Run `price [--territory DEU,JPN] [--where]`, or change the price."""
    if ctx.words:
        run = _CHANGES.get(ctx.words[0].lower())
        return errors.unclear_words(ctx.words) if run is None else run(ctx)
    options = ctx.invocation.options or {}
    if {"on", "until"} & options.keys():
        return errors.usage()
    chosen = territories.read(options["territory"]) if "territory" in options else ()
    if isinstance(chosen, Message):
        return chosen
    enqueue(ctx.with_options(territory=",".join(chosen)), jobs.show_where if "where" in options else jobs.show_price)
    return None


def register(app: App) -> None:
    """Register the command and the button."""
    register_command(
        Command(
            name="price",
            group=Group.PRICES,
            rank=1,
            usage="price [--territory DEU,JPN] [--where] · price set 4.99 · price adjust -20%",
            summary="shows and sets prices",
            details=(
                "shows the base territory, today's price and planned changes, then the territories with a price set by "
                "hand and those that follow the base, each in its currency; more than 20 are in a CSV. With `--where`, "
                "it lists where the app is sold and where not, and why · shows every price that would change, with a "
                "button that sets it: the price of the base territory, which the others follow, or of those after "
                "`--territory`; from `--on` and until before `--until`, or from today on"
            ),
            examples=("price --territory DEU,JPN", "price set 4.99 --on 2026-12-24", "price adjust -20%"),
            roles=tuple((verb, Role.RELEASER) for verb in _CHANGES),
            options=(APP, TERRITORY, WHERE, ON, UNTIL, DRY_RUN),
            dry_run=True,
            run=price,
        )
    )
    buttons.button(app, UNDO, Role.RELEASER, changes.undo)
