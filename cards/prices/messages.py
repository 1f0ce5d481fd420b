"""What an app costs, by territory: those with a price set by hand first, then those that follow the base territory."""

from collections.abc import Iterator, Sequence
from datetime import date

from appstore.prices.schedule import ManualPrice, Price
from appstore.texts.tables import csv_of
from cards.blocks import Block, bullets, context, escape, header, join_words, message, rich, section, spans
from cards.prices import wording
from cards.prices.overview import PriceOverview, TerritoryPrices
from cards.wording.money import price_words
from records.messages import Message

MOST_TERRITORIES = 20
FILE_FOLLOWS = "All territories are in the CSV that follows."
FILE_IN_PRIVATE = "All territories are in the CSV in your direct messages with me."

_COLUMNS = ("territory", "code", "currency", "price", "from", "until", "set by hand", "today")


def never_priced(app_title: str, base_territory: str) -> Message:
    """Say that nobody has set a price yet."""
    return _single(
        f"{app_title} has no price yet: nobody has set one, not even that it is free, so it can't be sold. Its base "
        f"territory is {wording.territory_name(base_territory)}. `/asc price set 4.99` sets the first one, "
        "and `/asc price set free` makes the app free."
    )


def prices(app_title: str, overview: PriceOverview, *, file: str = "") -> Message:
    """Show the prices of today and the planned changes; `file` says where the CSV is."""
    manual = [each for each in overview.shown if each.is_manual]
    automatic = [each for each in overview.shown if not each.is_manual]
    facts = list(_facts(overview))
    head = f"{app_title}: price"
    blocks: list[Block] = [header(head), _list(facts)]
    text, room = [escape(head), *_lines(facts)], MOST_TERRITORIES
    for title, found in (("Set by hand", manual), ("Follow the base territory", automatic)):
        lines = [_line(each) for each in found[:room]]
        room -= len(lines)
        if rest := len(found) - len(lines):
            lines.append(f"and {rest} more, in the CSV" if lines else f"{wording.territory_count(rest)}, in the CSV")
        if found:
            blocks += [section(f"*{title}*"), _list(lines)]
            text += [f"{title}:", *_lines(lines)]
    notes = " ".join(filter(None, [wording.DAYS, file]))
    return message("\n".join([*text, notes]), *blocks, context(notes))


def table(overview: PriceOverview) -> bytes:
    """Return a row for each territory and price, as Apple has them."""
    rows: list[tuple[str, ...]] = [_COLUMNS]
    for each in overview.shown:
        for price in each.prices:
            days = (_iso(price.start), _iso(price.end))
            flags = ["yes" if holds else "no" for holds in (isinstance(price, ManualPrice), price == each.current)]
            name = wording.plain_name(each.territory)
            rows.append((name, each.territory, price.currency, f"{price.amount:f}", *days, *flags))
    return csv_of(rows)


def file_says(app_title: str) -> str:
    """Return the text of the message with the CSV."""
    return f"{escape(app_title)}: prices of all territories."


def _facts(overview: PriceOverview) -> Iterator[str]:
    base = overview.base
    if overview.is_free:
        yield "Free in every territory, today and later"
    yield f"Base territory: {wording.territory_name(base.territory)}, {overview.schedule.base_currency}"
    if base.current is not None:
        yield f"Price today: {_amount(base.current)}"
    for price in base.planned:
        yield f"Planned: {_amount(price)} from {wording.day_words(price.start or overview.today)}"
    if not base.planned:
        yield "No change of the base price is planned"
    known = {each.territory for each in overview.shown}
    if absent := [code for code in overview.territories if code not in known]:
        yield f"No price in {join_words([wording.territory_name(code) for code in absent])}"


def _line(each: TerritoryPrices) -> str:
    first = "no price today" if each.current is None else _amount(each.current)
    return "; ".join([f"{wording.territory_name(each.territory)}: {first}", *map(_change, _changes(each))])


def _changes(each: TerritoryPrices) -> Iterator[tuple[Price, bool]]:
    """Yield each planned price, and whether the territory follows the base from then on but did not before."""
    before = each.current
    for price in each.planned:
        yield price, isinstance(before, ManualPrice) and not isinstance(price, ManualPrice)
        before = price


def _change(change: tuple[Price, bool]) -> str:
    price, follows = change
    day = "" if price.start is None else f" from {wording.day_words(price.start)}"
    return f"{_amount(price)}{day}{', following the base territory' if follows else ''}"


def _amount(price: Price) -> str:
    return price_words(price.amount, price.currency)


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _single(text: str) -> Message:
    return message(escape(text), section(escape(text)))


def _list(lines: Sequence[str]) -> Block:
    return rich(bullets([spans(escape(line)) for line in lines]))


def _lines(lines: Sequence[str]) -> list[str]:
    return [f"• {escape(line)}" for line in lines]
