"""The prices of an app from today on, and how a new price changes them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from appstore.prices.points import PricePoint
from appstore.prices.schedule import ManualPrice, Price, PriceSchedule

_Price = TypeVar("_Price", bound=Price)


@dataclass(frozen=True)
class PriceDays:
    """The days of a price: from `start` until before `end`; None: from today, and for ever."""

    start: date | None = None
    end: date | None = None


def from_today(prices: Iterable[_Price], today: date) -> tuple[_Price, ...]:
    """Return what is left of prices, with None where they have begun, as Apple requires it of a new schedule.

    Apple refuses starts before today, and stores today as None.
    """
    due = [price for price in prices if price.end is None or price.end > today]
    return tuple(replace(price, start=None) if price.start and price.start <= today else price for price in due)


def price_on(prices: Iterable[Price], territory: str, day: date) -> Price | None:
    """Return the price of a territory on a day; one set by hand comes before one that follows the base."""
    found = [price for price in prices if price.territory == territory and price.holds_on(day)]
    return min(found, key=lambda price: not isinstance(price, ManualPrice), default=None)


def compose(
    schedule: PriceSchedule,
    automatic: Sequence[Price],
    wanted: Mapping[str, PricePoint],
    period: PriceDays,
    today: date,
) -> tuple[ManualPrice, ...]:
    """Return every price that is set by hand once these prices hold in these territories for this time.

    Every other price set by hand is carried over. In a territory that follows the base until the new price begins,
    the prices until then are set by hand, too, as Apple refuses a timeline with gaps. After the period the old prices
    return, and a territory that followed the base follows it again.
    """
    kept = [price for price in from_today(schedule.manual, today) if price.territory not in wanted]
    begin = None if period.start is not None and period.start <= today else period.start
    changed = [
        price
        for territory, point in wanted.items()
        for price in _merged(_changed(_old((*schedule.manual, *automatic), territory, today), point, begin, period.end))
    ]
    return tuple(sorted([*kept, *changed], key=lambda price: (price.territory, price.start or date.min)))


def _old(prices: Sequence[Price], territory: str, today: date) -> list[Price]:
    """Return the prices of a territory from today on, without overlaps."""
    own = [price for price in prices if price.territory == territory]
    days = {day for price in own for day in (price.start, price.end) if day is not None and day > today}
    bounds = [today, *sorted(days), None]
    found = []
    for start, end in pairwise(bounds):
        price = price_on(own, territory, start) if start is not None else None
        if price is not None:
            found.append(replace(price, start=None if start == today else start, end=end))
    return found


def _changed(old: Sequence[Price], point: PricePoint, start: date | None, end: date | None) -> Iterator[ManualPrice]:
    """Yield the old prices around the new one; those that follow the base after the last one set by hand are left."""
    new = ManualPrice(
        territory=point.territory,
        point_id=point.id,
        amount=point.amount,
        currency=point.currency,
        start=start,
        end=end,
    )
    before = [_cut(price, end=start) for price in old if start is not None and (price.start or date.min) < start]
    after = [_cut(price, start=end) for price in old if end is not None and (price.end or date.max) > end]
    while after and not isinstance(after[-1], ManualPrice):
        after.pop()
    for price in (*before, new, *after):
        yield ManualPrice(
            territory=price.territory,
            point_id=price.point_id,
            amount=price.amount,
            currency=price.currency,
            start=price.start,
            end=price.end,
        )


def _cut(price: Price, *, start: date | None = None, end: date | None = None) -> Price:
    """Return what a price has after `start` and before `end`."""
    if start is not None and (price.start or date.min) < start:
        price = replace(price, start=start)
    if end is not None and (price.end or date.max) > end:
        price = replace(price, end=end)
    return price


def _merged(prices: Iterable[ManualPrice]) -> Iterator[ManualPrice]:
    """Join neighbours with the same price point."""
    held: ManualPrice | None = None
    for price in prices:
        if held is not None and held.point_id == price.point_id and held.end == price.start:
            held = replace(held, end=price.end)
            continue
        if held is not None:
            yield held
        held = price
    if held is not None:
        yield held


@dataclass(frozen=True, kw_only=True)
class PriceChange:
    """What a territory pays on the first day of a change: before (None: nothing is set), and then."""

    territory: str
    currency: str
    old: Decimal | None
    new: Decimal
    follows: bool = False

    @property
    def percent(self) -> Decimal | None:
        """The change in percent; None from or to free, or where no price was set."""
        return (self.new / self.old - 1) * 100 if self.old and self.new else None


def dropped(
    prices: Iterable[Price], territories: Iterable[str], period: PriceDays, today: date
) -> tuple[ManualPrice, ...]:
    """Return the planned prices, set by hand, that a new price takes the place of."""
    begin = period.start or today
    return tuple(
        price
        for price in prices
        if isinstance(price, ManualPrice)
        and price.territory in set(territories)
        and price.is_planned(today)
        and price.start is not None
        and price.start >= begin
        and (period.end is None or (price.start < period.end and (price.end or date.max) <= period.end))
    )
