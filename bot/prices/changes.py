"""`price set` and `price adjust`: read what is typed, and enqueue the offer; the button `Undo`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from appstore.catalog import pacific
from appstore.catalog import territories as catalog
from appstore.prices.amounts import read_amount, read_percent
from bot.dispatch import territories
from bot.dispatch.context import CommandContext, enqueue
from cards.prices import errors
from records.messages import Message
from records.times.dates import InvalidDate, read_moment
from tasks.prices import jobs

MOST_TERRITORIES = 20
_NOTHING_LEFT = -100
_DAYS = {"today": 0, "tomorrow": 1}


def set_price(ctx: CommandContext) -> Message | None:
    """Run `price set 4.99 [--territory USA,CAN] [--on DATE] [--until DATE]`."""
    return _offer(ctx, _wrong_amount)


def adjust_price(ctx: CommandContext) -> Message | None:
    """Run `price adjust -20% [--territory USA,CAN] [--on DATE] [--until DATE]`."""
    return _offer(ctx, _wrong_percent)


def undo(ctx: CommandContext, value: str) -> None:
    """Enqueue that a change is undone; the job decides which press counts."""
    change_id, _, target_id = value.partition(" ")
    about = replace(ctx.with_options(decision=ctx.invocation.id), key=f"{ctx.key}.{change_id}")
    enqueue(about, jobs.undo_price, change_id, target_id)


def _offer(ctx: CommandContext, wrong: Callable[[Sequence[str]], Message | None]) -> Message | None:
    words, options = ctx.words[1:], ctx.invocation.options or {}
    if not words:
        return errors.usage()
    if refused := wrong(words):
        return refused
    chosen = territories.read(options["territory"]) if "territory" in options else ()
    if isinstance(chosen, Message):
        return chosen
    if len(chosen) > MOST_TERRITORIES:
        return errors.too_many(len(chosen), MOST_TERRITORIES)
    days = _read_days(ctx)
    if isinstance(days, Message):
        return days
    enqueue(ctx.with_options(territory=",".join(chosen), **days), jobs.offer_price, " ".join(words))
    return None


def _wrong_amount(words: Sequence[str]) -> Message | None:
    text = " ".join(words)
    if read_percent(text) is not None:
        return errors.percent_instead(text)
    *before, last = words
    code = catalog.find(last) if before and read_amount(" ".join(before)) else None
    if code is not None:
        return errors.territory_as_word(" ".join(before), code)
    return None if read_amount(text) is not None else errors.unclear_amount(text)


def _wrong_percent(words: Sequence[str]) -> Message | None:
    text = " ".join(words)
    percent = read_percent(text)
    if percent is None:
        return errors.unclear_percent(text)
    return errors.too_low(text) if percent <= _NOTHING_LEFT else None


def _read_days(ctx: CommandContext) -> dict[str, str] | Message:
    """Return the days of `--on` and `--until` as Apple writes them, or what is wrong with them."""
    today, found = pacific.today(ctx.kit.clock()), {}
    for name in ("on", "until"):
        if typed := (ctx.invocation.options or {}).get(name):
            day = _read_day(typed, today)
            if day is None:
                return errors.unclear_day(name, typed)
            if day < today:
                return errors.past_day(name, day, today)
            found[name] = day
    start, end = found.get("on", today), found.get("until")
    if end is not None and end <= start:
        return errors.wrong_order(start, end)
    # From today on is what Apple calls no start.
    return {name: day.isoformat() for name, day in found.items() if day > today}


def _read_day(typed: str, today: date) -> date | None:
    if typed.lower() in _DAYS:
        return today + timedelta(days=_DAYS[typed.lower()])
    try:
        moment = read_moment(typed, pacific.PACIFIC, date_alone=True)
    except InvalidDate:
        return None
    return moment.written.date() if "t" not in typed.lower() else None
