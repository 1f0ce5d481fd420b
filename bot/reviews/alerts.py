"""Alerts about new reviews: `alerts on`, `alerts off`, `alerts`."""

from dataclasses import replace

from slack_bolt import App

from bot.dispatch.command_line import Option
from bot.dispatch.commands import (
    APP,
    DRY_RUN,
    TERRITORY,
    Command,
    longer_names,
    register_channel_line,
    register_command,
)
from bot.dispatch.context import CommandContext, enqueue
from bot.reviews import filters as review_filters
from cards.dispatch.help import Group
from cards.reviews import alerts as alert_cards
from kit.wiring import Kit
from records.messages import Message
from records.people import Role
from records.reviews import alerts as alert_records
from tasks.reviews import jobs


def change_alerts(ctx: CommandContext) -> Message | None:
    """`alerts`, `alerts on` with filters, `alerts off`."""
    word = ctx.words[0].lower() if ctx.words else ""
    other = f"alerts {ctx.words[-1].lower()}" if ctx.words else ""
    if word in {"on", "off"} and other in longer_names("alerts"):
        return alert_cards.swapped(f"{other} {word}")
    if word == "on":
        rest = replace(ctx, line=ctx.line.rest())
        filters = review_filters.read(rest, "alerts on")
        if filters.unclear is not None:
            return filters.unclear
        enqueue(ctx.with_options(**filters.options), jobs.turn_on_alerts)
    elif word == "off":
        enqueue(ctx, jobs.turn_off_alerts)
    elif word:
        return alert_cards.unclear(ctx.words[0], longer_names("alerts"))
    else:
        enqueue(ctx, jobs.show_alerts)
    return None


def in_channel(kit: Kit, channel: str) -> str:
    """The alerts of a channel, in a line."""
    return alert_cards.in_channel(alert_records.shown_in(kit.redis, channel))


def register(app: App) -> None:
    """What can be typed, and by whom."""
    del app
    register_channel_line("alerts", in_channel)
    register_command(
        Command(
            name="alerts",
            group=Group.REVIEWS,
            rank=1,
            usage="alerts [on|off] [--max-rating 2] [--territory USA] [--contains word]",
            summary="posts new reviews here",
            details=(
                "posts new reviews to this channel with a drafted reply to approve, edit or skip; alone it says "
                "what is on"
            ),
            examples=("alerts on --max-rating 2", "alerts on --territory USA,DEU --contains crash", "alerts off"),
            role=Role.VIEWER,
            roles=(("on", Role.EDITOR), ("off", Role.EDITOR)),
            options=(APP, DRY_RUN, TERRITORY, Option("max-rating", "2"), Option("contains", "crash")),
            run=change_alerts,
        )
    )
