"""`sales`: what this channel's app sold on a day, or in the last days."""

import re
from datetime import date
from difflib import get_close_matches

from slack_bolt import App

from appstore.sales.days import ONE_DAY, today
from bot.dispatch import territories
from bot.dispatch.commands import APP, TERRITORY, Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from cards.dispatch.help import Group
from cards.sales import errors
from records.messages import Message
from records.people import Role
from records.times import dates
from tasks.sales import jobs

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SPAN = re.compile(r"(?:the )?(?:last )?(\d+) ?d(?:ays?)?")
_SPANS = (7, 30)
_WORDS = ("yesterday", "7d", "30d")


def sales(ctx: CommandContext) -> Message | None:
    """Run `sales [yesterday|DATE|7d|30d] [--territory USA]`; alone it is yesterday."""
    given = (ctx.invocation.options or {}).get("territory")
    chosen = territories.read(given) if given is not None else ()
    if isinstance(chosen, Message):
        return chosen
    span = read_span(" ".join(ctx.words).lower(), today(ctx.kit.clock()))
    if isinstance(span, Message):
        return span
    first, last = span
    enqueue(ctx.with_options(territory=",".join(chosen)), jobs.show_sales, first.isoformat(), last.isoformat())
    return None


def read_span(words: str, now: date) -> tuple[date, date] | Message:
    """Return the first and the last day, both over, or what is wrong with the words; `now` is Apple's day."""
    words = dates.plain(words)
    yesterday = now - ONE_DAY
    if words in {"", "yesterday"}:
        return yesterday, yesterday
    if (span := _SPAN.fullmatch(words)) and int(span[1]) in _SPANS:
        return now - int(span[1]) * ONE_DAY, yesterday
    day = now if words == "today" else _day(words)
    if day is None:
        return errors.unclear(words, get_close_matches(words, _WORDS, n=1, cutoff=0.6))
    return errors.not_over(day, now) if day >= now else (day, day)


def _day(words: str) -> date | None:
    found = _DAY.fullmatch(words)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def register(app: App) -> None:
    """Register the command."""
    del app  # it has neither buttons nor modals
    register_command(
        Command(
            name="sales",
            group=Group.FIGURES,
            rank=2,
            usage="sales [yesterday|DATE|7d|30d] [--territory USA]",
            summary="shows units and proceeds",
            details=(
                "shows units and proceeds of this channel's app by product and territory, from Apple's sales reports: "
                "each currency on its own, refunds apart, a day beside the same weekday of the week before; and a CSV. "
                "Alone it is yesterday, in Pacific time"
            ),
            examples=("sales", "sales 2026-11-24", "sales 7d", "sales 30d --territory DEU,USA"),
            role=Role.EDITOR,
            options=(APP, TERRITORY),
            run=sales,
        )
    )
