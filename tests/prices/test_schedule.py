"""Price points and schedules, read and replaced at a server that refuses as Apple does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from appstore.calls.auth import Key
from appstore.calls.budget import Budget
from appstore.catalog import pacific
from appstore.client import AppStore
from appstore.errors import Refused
from appstore.prices import points, schedule
from appstore.prices.schedule import ManualPrice
from sandbox.appstore import AppStoreConnect, Fault


@pytest.fixture
def account() -> AppStoreConnect:
    return AppStoreConnect(seed=1)


@pytest.fixture
def app_id(account: AppStoreConnect) -> str:
    return account.add_app("com.example.nightsky", "Night Sky")


@pytest.fixture
def apple(account: AppStoreConnect) -> Iterator[AppStore]:
    issued = account.add_key()
    key = Key(issued.key_id, issued.private_key_pem, issued.issuer_id)
    with account.serve() as url, httpx.Client(timeout=5) as http:
        yield AppStore(key, Budget(), base_url=url, http=http, random=lambda: 0.0, sleep=lambda _: None)


def price(point: points.PricePoint, start: date | None = None, end: date | None = None) -> ManualPrice:
    return ManualPrice(
        territory=point.territory,
        point_id=point.id,
        amount=point.amount,
        currency=point.currency,
        start=start,
        end=end,
    )


def point(apple: AppStore, app_id: str, territory: str, amount: str) -> points.PricePoint:
    found = points.of_territory(apple, app_id, territory)
    return next(each for each in found if each.amount == Decimal(amount))


def test_price_points_are_read_by_territory_with_their_equalizations(apple: AppStore, app_id: str) -> None:
    found = points.of_territory(apple, app_id, "JPN")
    assert len(found) > 200
    assert (found[0].amount, found[0].currency) == (Decimal(0), "JPY")
    assert [each.amount for each in found] == sorted({each.amount for each in found})
    dollar = point(apple, app_id, "USA", "4.99")
    elsewhere = points.equalizations(apple, dollar.id, ["JPN", "DEU"])
    assert [(each.territory, each.amount, each.currency) for each in elsewhere] == [
        ("DEU", Decimal("4.99"), "EUR"),
        ("JPN", Decimal(800), "JPY"),
    ]
    assert len(points.equalizations(apple, dollar.id)) == 174


def test_a_schedule_is_replaced_and_read(apple: AppStore, app_id: str) -> None:
    before = schedule.read(apple, app_id)
    assert (before.base_territory, before.base_currency, before.is_priced) == ("USA", "USD", False)
    assert schedule.automatic(apple, app_id) == ()
    day = pacific.today(time.time()) + timedelta(days=3)
    now, then = point(apple, app_id, "USA", "4.99"), point(apple, app_id, "USA", "9.99")
    euro = point(apple, app_id, "DEU", "3.99")
    wanted = [price(euro), price(now, end=day), price(then, start=day)]
    schedule.replace(apple, app_id, "USA", wanted)
    after = schedule.read(apple, app_id)
    assert after.manual == (wanted[1], wanted[2], wanted[0])
    assert (after.territories, after.of_territory("DEU")) == (("USA", "DEU"), (wanted[0],))
    assert [each.holds_on(day) for each in after.of_territory("USA")] == [False, True]
    assert [(each.territory, each.amount, each.end) for each in schedule.automatic(apple, app_id, ["JPN"])] == [
        ("JPN", Decimal(800), day),
        ("JPN", Decimal(1600), None),
    ]
    assert {each.territory for each in schedule.automatic(apple, app_id)} & {"USA", "DEU"} == set()


def test_a_schedule_that_apple_refuses_changes_nothing(apple: AppStore, account: AppStoreConnect, app_id: str) -> None:
    dollar = point(apple, app_id, "USA", "4.99")
    for start, base in (
        (date(2020, 1, 1), "USA"),
        (pacific.today(time.time()) + timedelta(days=2), "USA"),
        (None, "DEU"),
    ):
        with pytest.raises(Refused):
            schedule.replace(apple, app_id, base, [price(dollar, start)])
    assert account.prices(app_id) == []


def test_a_schedule_whose_response_was_lost_is_looked_up(
    apple: AppStore, account: AppStoreConnect, app_id: str
) -> None:
    dollar = point(apple, app_id, "USA", "4.99")
    account.faults.add(Fault.lost(504, method="POST", path="/appPriceSchedules$", nth=1))
    schedule.replace(apple, app_id, "USA", [price(dollar)])
    assert account.prices(app_id) == [("USA", "4.99", None, None)]
    assert [call.status for call in account.calls if call.method == "POST"] == [504]


def test_apples_day_is_that_of_california() -> None:
    assert pacific.today(datetime(2026, 11, 30, 7, 59, tzinfo=UTC).timestamp()) == date(2026, 11, 29)
