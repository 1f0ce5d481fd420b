"""What an app sold: units and proceeds by product and territory, each currency on its own, refunds apart."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from appstore.catalog import territories as catalog
from appstore.sales.days import Frequency
from appstore.sales.product_types import SOLD, Kind
from appstore.sales.reports import Missing
from appstore.sales.totals import Totals, by
from cards.blocks import (
    Block,
    bullets,
    context,
    escape,
    header,
    join_words,
    message,
    plural,
    rich,
    section,
    shorten,
    spans,
)
from cards.sales import wording
from cards.sales.span import SpanSales
from records.messages import Message

MOST_PRODUCTS = 10
MOST_TERRITORIES = 10
# A name of a product, and the currencies in a line about one; the sums of all products have all currencies.
MOST_OF_NAME = 60
MOST_AMOUNTS = 4


def sales(
    app_title: str,
    span: SpanSales,
    before: SpanSales | None = None,
    territories: Sequence[str] = (),
    *,
    file: str = "",
) -> Message:
    """Show a span, beside the same weekday of the week `before`; `file` says where the CSV is."""
    where = f" in {join_words([catalog.name(code) for code in territories])}" if territories else ""
    head = f"{app_title}: sales{where}, {wording.span_words(span.first, span.last)}"
    facts = list(_facts(span, before))
    products, places = _products(span), _places(span)
    notes = [*_notes(span, before), *filter(None, [file])]
    blocks: list[Block] = [header(head), _list(facts)]
    text = [escape(head), *_lines(facts), *notes]
    for title, found, most in (("By product", products, MOST_PRODUCTS), ("By territory", places, MOST_TERRITORIES)):
        if found:
            more = [f"and {len(found) - most:,} more, in the CSV"] if len(found) > most else []
            blocks += [section(f"*{title}*"), _list([*found[:most], *more])]
            text += [f"{title}:", *_lines([*found[:most], *more])]
    return message("\n".join(text), *blocks, context(" ".join(notes)))


def file_says(app_title: str, span: SpanSales) -> str:
    """Return the text of the message with the CSV."""
    return f"{escape(app_title)}: sales, {wording.span_words(span.first, span.last)}, with exact values."


FILE_FOLLOWS = "The CSV with exact values follows."
FILE_IN_PRIVATE = "The CSV with exact values is in your direct messages with me."


def _list(lines: Sequence[str]) -> Block:
    return rich(bullets([spans(escape(line)) for line in lines]))


def _lines(lines: Sequence[str]) -> list[str]:
    return [f"• {escape(line)}" for line in lines]


def _facts(span: SpanSales, before: SpanSales | None) -> Iterator[str]:
    """Yield the sums; `before` only if it is known completely."""
    now = span.totals()
    old = before.totals() if before is not None and before.is_known else None
    kinds = wording.units(now, SOLD)
    of_kinds = f": {join_words(kinds)}" if kinds else ""
    yield f"{plural(now.sold, 'unit')}{of_kinds}{_compared(now, old, before)}"
    if others := wording.units(now, wording.UNCOUNTED):
        yield f"Not counted as units: {join_words(others)}"
    yield f"Proceeds: {_proceeds(now, old)}"
    if now.refunds:
        yield f"Refunds: {plural(now.refunds, 'unit')}, {wording.sums(now.refunded)}"
        yield f"Proceeds after refunds: {wording.sums(now.after_refunds())}"
    else:
        yield "Refunds: none"


def _compared(now: Totals, old: Totals | None, before: SpanSales | None) -> str:
    if old is None or before is None:
        return ""
    return f" ({wording.day_words(before.first)}: {old.sold:,}{wording.change(now.sold, old.sold)})"


def _proceeds(now: Totals, old: Totals | None) -> str:
    if old is None:
        return wording.sums(now.proceeds)
    currencies = dict.fromkeys((*now.proceeds, *old.proceeds))
    amounts = [(name, now.proceeds.get(name, Decimal()), old.proceeds.get(name, Decimal())) for name in currencies]
    return ", ".join(
        f"{wording.money(amount, name)} ({wording.money(earlier, name)}{wording.change(amount, earlier)})"
        for name, amount, earlier in amounts
    ) or wording.sums({})


def _products(span: SpanSales) -> list[str]:
    names = {line.apple_id or line.sku: line.product for line in span.lines}
    return [
        f"{shorten(names[product], MOST_OF_NAME)}: {_entry(sums, join_words(wording.units(sums, tuple(Kind))))}"
        for product, sums in by(span.lines, lambda line: line.apple_id or line.sku)
    ]


def _places(span: SpanSales) -> list[str]:
    return [
        f"{wording.territory_name(code)}: {_entry(sums, plural(sums.sold, 'unit'))}"
        for code, sums in by(span.lines, lambda line: line.territory)
    ]


def _entry(sums: Totals, count: str) -> str:
    parts = [part for part in (count, wording.sums(sums.proceeds, MOST_AMOUNTS) if sums.proceeds else "") if part]
    if sums.refunds:
        parts.append(f"refunds {plural(sums.refunds, 'unit')}, {wording.sums(sums.refunded, MOST_AMOUNTS)}")
    return "; ".join(parts)


def _notes(span: SpanSales, before: SpanSales | None) -> Iterator[str]:
    if zero := span.without(Missing.ZERO):
        yield f"No sales at all: {wording.days_words(zero)}."
    for reason, words in _REASONS.items():
        if days := span.without(reason):
            yield f"Not included: {wording.days_words(days)}, {words}."
    if span.skipped:
        yield f"{plural(span.skipped, 'row')} of Apple's reports can't be read and {_were(span.skipped)} left out."
    if before is not None and not before.is_known:
        yield f"No comparison: Apple has no report for {wording.day_words(before.first)}."
    longer = [(Frequency.MONTHLY, "month"), (Frequency.WEEKLY, "week")]
    if files := [plural(count, noun) for frequency, noun in longer if (count := span.count(frequency))]:
        yield f"Read from Apple's files of whole weeks and months: {join_words(files)}."
    yield "Days are Apple's, in Pacific time." + (
        "" if span.is_final else " Apple may amend a day for up to five days."
    )


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


_REASONS = {
    Missing.LATER: "for which Apple has no report yet",
    Missing.GONE: "which Apple no longer keeps",
    Missing.UNKNOWN: "for which Apple has no report",
}
