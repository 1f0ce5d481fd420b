"""The offer to change prices, with every territory whose price changes, and what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from appstore.prices.schedule import ManualPrice, Price
from appstore.prices.timeline import PriceChange, PriceDays
from appstore.texts.tables import csv_of
from cards.blocks import Block, actions, bullets, button, confirm, context, escape, join_words, plural, rich, spans
from cards.dispatch import decisions
from cards.prices import wording
from cards.wording.accounts import title_of
from cards.wording.money import price_words
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message

LABEL, UNDO_LABEL, UNDO = "Apply", "Undo", "prices.undo"
# What the audit trail calls all prices together.
AUDIT_FIELD = "price"
MOST_ROWS = 20
FILE = "All territories are in the CSV in your direct messages with me."

_COLUMNS = ("territory", "code", "currency", "old price", "new price", "percent", "follows the base territory")
# Changes that are worth a second look: a misplaced point makes ten times the price.
_DOUBLE, _HALF = 100, -50


def offer(
    decision: ReleaserDecision,
    rows: Sequence[PriceChange],
    period: PriceDays,
    *,
    dropped: Sequence[ManualPrice],
    fixed: Sequence[str],
) -> Message:
    """Offer a change. `dropped` are planned prices that it replaces; `fixed` no longer follow the base before it."""
    head = f"Change the price of *{escape(title_of(decision))}* {period_words(period)}?"
    notes = [*_warnings(rows), *_side_effects(period, dropped, fixed), wording.DAYS]
    if len(rows) > MOST_ROWS:
        notes.append(FILE)
    return decisions.offer(
        decision.id,
        head,
        table(rows),
        context(escape(" ".join(notes))),
        label=LABEL,
        question="Change the price?",
        consequence=f"{title_of(decision)}, {period_words(period)}: {summary(rows)}.",
    )


def applied(decision: ReleaserDecision, rows: Sequence[PriceChange], period: PriceDays, *, can_undo: bool) -> Message:
    """Report a change, with `Undo` unless there was no price before, or it was undone."""
    text = f"<@{decision.decided_by}> changed the price of *{escape(title_of(decision))}* {period_words(period)}"
    return decisions.result(
        f"{text}: {escape(summary(rows))}.",
        at=decision.decided_at,
        details=[table(rows), *([_undo(decision)] if can_undo else [])],
        note="The App Store shows new prices within hours.",
    )


def restored(decision: ReleaserDecision) -> Message:
    """Report that the prices before a change hold again."""
    text = f"<@{decision.decided_by}> restored the former prices of *{escape(title_of(decision))}*"
    return decisions.result(f"{text}, planned ones included.", at=decision.decided_at)


def table(rows: Sequence[PriceChange]) -> Block:
    """Return a line for each territory: the first 20, largest changes first."""
    lines = [_line(row) for row in rows[:MOST_ROWS]]
    if rest := len(rows) - MOST_ROWS:
        lines += [f"and {rest} more"] if rest > 0 else []
    return rich(bullets([spans(escape(line)) for line in lines]))


def summary(rows: Sequence[PriceChange]) -> str:
    """Return `Germany (DEU) 5.99 EUR → 4.99 EUR (-16.7 %), and 3 more territories`."""
    first, rest = rows[0], len(rows) - 1
    more = f", and {plural(rest, 'more territory').replace('territorys', 'territories')}" if rest else ""
    return f"{wording.territory_name(first.territory)} {_values(first)}{more}"


def csv_table(rows: Sequence[PriceChange]) -> bytes:
    """Return a row for each territory."""
    lines: list[tuple[str, ...]] = [_COLUMNS]
    for row in rows:
        old = "" if row.old is None else f"{row.old:f}"
        percent = "" if row.percent is None else f"{row.percent:+.1f}"
        follows = "yes" if row.follows else "no"
        name = wording.plain_name(row.territory)
        lines.append((name, row.territory, row.currency, old, f"{row.new:f}", percent, follows))
    return csv_of(lines)


def file_says(app_title: str) -> str:
    """Return the text of the message with the CSV."""
    return f"{escape(app_title)}: every territory whose price would change. Nothing is changed yet."


def period_words(period: PriceDays) -> str:
    """Return `from today on`, `from 24 Dec 2026 until 2 Jan 2027`."""
    start = f"from {wording.day_words(period.start)}" if period.start else "from today"
    return f"{start} until {wording.day_words(period.end)}" if period.end else f"{start} on"


def name_of_price(territory: str) -> str:
    """Return what an offer shows of a territory, by name."""
    return f"the price in {wording.territory_name(territory)}"


def schedule_words(prices: Sequence[Price]) -> str:
    """Return the prices of a territory, in order of their days: `4.99 USD; 9.99 USD from 1 Dec 2026`."""
    parts = [_part(price) for price in prices]
    end = prices[-1].end if prices else None
    return "; ".join([*parts, f"following the base territory from {wording.day_words(end)}"] if end else parts)


def _part(price: Price) -> str:
    amount = price_words(price.amount, price.currency)
    day = f" from {wording.day_words(price.start)}" if price.start else ""
    return f"{amount}{day}{'' if isinstance(price, ManualPrice) else ', following the base territory'}"


def _line(row: PriceChange) -> str:
    return f"{wording.territory_name(row.territory)}: {_values(row)}"


def _values(row: PriceChange) -> str:
    old = "no price" if row.old is None else price_words(row.old, row.currency)
    return f"{old} → {price_words(row.new, row.currency)}{_percent(row)}"


def _percent(row: PriceChange) -> str:
    if row.percent is None:
        return ""
    return f" ({row.percent:+.1f} %)" if row.old != row.new else " (unchanged)"


def _warnings(rows: Sequence[PriceChange]) -> Iterator[str]:
    percents = [row.percent for row in rows if row.percent is not None]
    if any(percent >= _DOUBLE or percent <= _HALF for percent in percents):
        yield "⚠️ That is at least twice or at most half the price: is the amount right?"
    if any(row.old == 0 and row.new for row in rows):
        yield "Selling a free app takes the agreement for paid apps in App Store Connect."
    if any(row.old and not row.new for row in rows):
        yield "Everyone can then download the app for nothing."


def _side_effects(period: PriceDays, dropped: Sequence[ManualPrice], fixed: Sequence[str]) -> Iterator[str]:
    if dropped:
        planned = [f"{_part(price)} in {wording.plain_name(price.territory)}" for price in dropped]
        yield f"Replaces what is planned: {join_words(planned)}."
    if fixed:
        names = join_words([wording.plain_name(code) for code in fixed])
        yield f"Until {_day(period.start)}, the price in {names} stays as it is and does not follow the base territory."
    if period.end:
        yield f"From {_day(period.end)} the old prices hold again, without any further step."


def _day(day: date | None) -> str:
    return wording.day_words(day) if day else "then"


def _undo(decision: ReleaserDecision) -> Block:
    dialog = confirm(
        "Restore the old prices?",
        f"All prices of {title_of(decision)} are again as they were before, planned ones included.",
        UNDO_LABEL,
    )
    return actions(button(UNDO_LABEL, UNDO, f"{decision.id} {decision.target_id}", confirm=dialog))


def audit_values(rows: Sequence[PriceChange], period: PriceDays) -> Mapping[str, str]:
    """Return field, old and new value for the audit trail; of many territories the first one."""
    first, rest = rows[0], len(rows) - 1
    more = f" and {rest} more" if rest else ""
    when = "" if period == PriceDays() else f" {period_words(period)}"
    return {
        "field": f"price in {wording.territory_name(first.territory)}{more}",
        "old": "none" if first.old is None else price_words(first.old, first.currency),
        "new": f"{price_words(first.new, first.currency)}{when}",
    }
