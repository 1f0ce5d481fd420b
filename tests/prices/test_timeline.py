"""The composed timeline: without gaps, with every other price as it was, and the wanted one on the wanted days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from appstore.prices.points import PricePoint
from appstore.prices.schedule import AutomaticPrice, ManualPrice, Price, PriceSchedule, timeline
from appstore.prices.timeline import PriceDays, compose, dropped, from_today, price_on

TODAY = date(2026, 11, 29)
BASE, OTHER, THIRD = "USA", "DEU", "JPN"
HORIZON = 40


def manual(territory: str, amount: int, start: date | None, end: date | None) -> ManualPrice:
    return ManualPrice(
        territory=territory,
        point_id=f"{territory}-{amount}",
        amount=Decimal(amount),
        currency="USD",
        start=start,
        end=end,
    )


def follow(prices: Sequence[ManualPrice], territory: str) -> tuple[AutomaticPrice, ...]:
    """What Apple computes for a territory from the base, day by day, wherever no price is set by hand."""
    found = []
    for offset in range(-HORIZON, 2 * HORIZON):
        day = TODAY + timedelta(days=offset)
        base, own = price_on(prices, BASE, day), price_on(prices, territory, day)
        if base is not None and own is None:
            found.append(
                AutomaticPrice(
                    territory=territory,
                    point_id=f"{territory}-{base.amount}",
                    amount=base.amount,
                    currency="EUR",
                    start=day,
                    end=day + timedelta(days=1),
                )
            )
    return tuple(found)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@st.composite
def schedules(draw: st.DrawFn) -> PriceSchedule:
    """A schedule that Apple may have: the base covered for ever, others from the beginning until some day, or not."""
    prices: list[ManualPrice] = []
    for territory in (BASE, OTHER, THIRD):
        offsets = sorted(draw(st.sets(st.integers(-HORIZON // 2, HORIZON), max_size=3)))
        bounds: list[date | None] = [None, *map(day, offsets), None]
        spans = list(pairwise(bounds))
        if territory != BASE:
            spans = spans[: draw(st.integers(0, len(spans)))]
        prices += [manual(territory, draw(st.integers(0, 5)), start, end) for start, end in spans]
    return PriceSchedule(app_id="1", base_territory=BASE, base_currency="USD", manual=tuple(prices))


@st.composite
def periods(draw: st.DrawFn) -> PriceDays:
    start = draw(st.none() | st.integers(1, HORIZON))
    length = draw(st.none() | st.integers(1, HORIZON))
    end = None if length is None else day((start or 0) + length)
    return PriceDays(None if start is None else day(start), end)


@given(schedules(), periods(), st.sets(st.sampled_from([BASE, OTHER]), min_size=1), st.integers(0, 6))
def test_a_composed_schedule_has_no_gap_and_changes_nothing_else(
    schedule: PriceSchedule, period: PriceDays, targets: set[str], amount: int
) -> None:
    automatic = follow(schedule.manual, OTHER)
    wanted = {
        code: PricePoint(id=f"{code}-{amount}", territory=code, amount=Decimal(amount), currency="USD")
        for code in targets
    }
    composed = compose(schedule, automatic, wanted, period, TODAY)
    for territory in {price.territory for price in composed}:
        own = [price for price in composed if price.territory == territory]
        assert own[0].start is None
        assert all(before.end == after.start is not None for before, after in pairwise(own))
        assert all(before.point_id != after.point_id or territory not in targets for before, after in pairwise(own))
        assert territory != BASE or own[-1].end is None
    afterwards: tuple[Price, ...] = (*composed, *follow(composed, OTHER))
    before: tuple[Price, ...] = (*schedule.manual, *automatic)
    for offset in range(HORIZON + 10):
        at = day(offset)
        for territory in (BASE, OTHER, THIRD):
            found, old = price_on(afterwards, territory, at), price_on(before, territory, at)
            is_new = territory in targets and (period.start or TODAY) <= at and (period.end is None or at < period.end)
            # A territory that follows the base changes with it, unless a price is set there by hand.
            follows = territory == OTHER and BASE in targets
            if is_new:
                assert found is not None
                assert found.point_id == f"{territory}-{amount}"
            elif not follows or (territory not in targets and isinstance(old, ManualPrice)):
                assert (found and found.point_id) == (old and old.point_id)
    others = [price for price in composed if price.territory == THIRD]
    assert timeline(others) == timeline(from_today([p for p in schedule.manual if p.territory == THIRD], TODAY))


def test_planned_prices_that_a_new_one_replaces_are_named() -> None:
    planned = manual(BASE, 9, day(5), day(10)), manual(BASE, 4, day(10), None)
    prices = (manual(BASE, 4, None, day(5)), *planned)
    assert dropped(prices, [BASE], PriceDays(), TODAY) == planned
    assert dropped(prices, [BASE], PriceDays(day(5), day(10)), TODAY) == planned[:1]
    assert dropped(prices, [BASE], PriceDays(day(6), day(9)), TODAY) == ()
    assert dropped(prices, [OTHER], PriceDays(), TODAY) == ()


def test_what_has_begun_begins_with_none_and_what_is_over_is_left_out() -> None:
    prices = [manual(BASE, 1, None, TODAY), manual(BASE, 2, TODAY, day(3)), manual(BASE, 3, day(3), None)]
    assert [(price.start, price.end) for price in from_today(prices, TODAY)] == [(None, day(3)), (day(3), None)]
