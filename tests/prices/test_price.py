"""The command `price`, from the message to Apple's schedule and back, with its CSV."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest

from appstore.catalog import pacific
from sandbox.appstore import Fault
from sandbox.appstore.storefronts import STOREFRONTS
from tests.support import wording
from tests.support.env import Env


def asks(env: Env, line: str) -> str:
    """What Vera, who may only look, reads in the thread of a mention."""
    ts = env.says(env.vera, f"<@BOT> {line}")
    env.work()
    return env.read(ts)


def calls(env: Env) -> list[str]:
    """The paths of the calls to Apple, without the one that finds the app."""
    return [call.path for call in env.apple.calls if call.path != "/v1/apps"]


def today(env: Env) -> date:
    return pacific.today(env.kit.clock())


def rows(env: Env, ts: str) -> list[dict[str, str]]:
    (file,) = [file for reply in env.replies(ts) for file in reply.files]
    return list(csv.DictReader(env.slack.workspace.files[file["id"]].data.decode("utf-8-sig").splitlines()))


def test_an_app_that_was_never_priced_is_told_from_a_free_one(env: Env) -> None:
    assert wording.PRICE_NEVER_SET in asks(env, "price")
    assert len(calls(env)) == 2
    env.apple.set_price(env.app_id, "0.0")
    shown = asks(env, "price")
    assert wording.PRICE_FREE in shown
    assert wording.PRICE_BASE in shown
    assert wording.PRICE_UNPLANNED in shown


def test_prices_of_today_and_planned_ones_are_shown_manual_ones_first(env: Env) -> None:
    change, end = today(env) + timedelta(days=10), today(env) + timedelta(days=20)
    env.apple.set_price(env.app_id, "4.99", end=change.isoformat())
    env.apple.set_price(env.app_id, "9.99", start=change.isoformat())
    env.apple.set_price(env.app_id, "3.99", "DEU", end=end.isoformat())
    env.apple.set_price(env.app_id, "1010.0", "JPN")
    ts = env.says(env.vera, "<@BOT> price")
    env.work()
    shown = env.read(ts)
    for expected in (
        wording.PRICE_BASE,
        wording.PRICE_TODAY,
        wording.price_planned("9.99 USD", change),
        wording.PRICE_DAYS,
        wording.PRICE_MORE,
    ):
        assert expected in shown
    germany = f"Germany (DEU): 3.99 EUR; 9.99 EUR from {end.day} {end:%b %Y}, following the base territory"
    lines = [germany, "Japan (JPN): 1,010 JPY", "Albania (ALB): 4.99 USD"]
    places = [shown.index(line) for line in ("Set by hand", *lines[:2], "Follow the base territory", lines[2])]
    assert places == sorted(places)
    found = rows(env, ts)
    assert len({row["code"] for row in found}) == 175
    assert [(row["price"], row["set by hand"], row["today"], row["from"]) for row in found if row["code"] == "DEU"] == [
        ("3.99", "yes", "yes", ""),
        ("9.99", "no", "no", end.isoformat()),
    ]
    (message,) = [reply for reply in env.replies(ts) if reply.blocks]
    assert wording.PRICE_TODAY in message.text
    assert calls(env) == [
        f"/v1/appPriceSchedules/{env.app_id}/baseTerritory",
        f"/v1/appPriceSchedules/{env.app_id}/manualPrices",
        *[f"/v1/appPriceSchedules/{env.app_id}/automaticPrices"] * 2,
    ]


def test_territories_narrow_the_prices(env: Env) -> None:
    env.apple.set_price(env.app_id, "4.99")
    ts = env.says(env.vera, "<@BOT> price --territory germany,JPN,CUB")
    env.work()
    shown = env.read(ts)
    assert "Germany (DEU): 4.99 EUR" in shown
    assert "Japan (JPN): 800 JPY" in shown
    assert "No price in Cuba (CUB)" in shown
    assert "France" not in shown
    assert not any(reply.files for reply in env.replies(ts))
    assert len(calls(env)) == 3


def test_a_slash_command_is_answered_in_private_and_its_csv_too(env: Env) -> None:
    env.apple.set_price(env.app_id, "4.99")
    env.vera.types("/asc price", env.release)
    env.slack.settled()
    env.work()
    assert wording.PRICE_TODAY in env.ephemeral_text(env.vera)
    assert len(calls(env)) == 3
    (file,) = env.slack.messages(env.vera.dm)[-1].files
    assert file["name"] == f"com.example.tide-prices-{today(env)}.csv"


def test_where_an_app_is_sold_is_listed_with_reasons(env: Env) -> None:
    assert wording.WHERE_NEVER_SET in asks(env, "price --where")
    env.apple.set_territories(env.app_id, ["JPN"])
    env.apple.set_territories(env.app_id, ["FRA"], statuses=["MISSING_RATING", "TRADER_STATUS_NOT_PROVIDED"])
    for code, status in (
        ("BRA", "CANNOT_SELL_FREQUENT_GAMBLING"),
        ("DEU", "AVAILABLE"),
        ("USA", "AVAILABLE"),
        ("ITA", "AVAILABLE_FOR_SALE_UNRELEASED_APP"),
    ):
        env.apple.set_territory(env.app_id, code, status)
    shown = asks(env, "price --where")
    for expected in (
        wording.WHERE_SOLD,
        wording.WHERE_UNRATED,
        wording.WHERE_NOT_CHOSEN,
        wording.WHERE_CONTENT,
        wording.WHERE_NOT_YET,
        wording.WHERE_ITALY,
        "Germany (DEU)",
    ):
        assert expected in shown
    narrowed = asks(env, "price --where --territory JPN,ESP")
    assert "Not set for Spain (ESP)" in narrowed
    assert "Germany" not in narrowed


def test_many_territories_are_in_a_csv(env: Env) -> None:
    env.apple.set_territories(env.app_id, STOREFRONTS)
    ts = env.says(env.vera, "<@BOT> price --where")
    env.work()
    assert "Sold in 175 of 175 territories" in env.read(ts)
    assert wording.WHERE_IN_NEW in env.read(ts)
    assert [row["sold"] for row in rows(env, ts)] == ["yes"] * 175
    assert len(calls(env)) == 2


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("price 4.99", wording.PRICE_SURPLUS),
        ("price --territory Atlantis", "Atlantis is not a country or region with an App Store."),
        ("price --app com.example.nowhere", "com.example.nowhere"),
    ],
)
def test_what_is_not_understood_is_said(env: Env, line: str, answer: str) -> None:
    assert answer in asks(env, line)


@pytest.mark.parametrize("left_out", ["included", "data"])
def test_a_price_that_apple_leaves_out_does_not_look_like_none(env: Env, left_out: str) -> None:
    env.apple.set_price(env.app_id, "4.99")
    env.apple.omits = frozenset({left_out})
    assert wording.ONLY_PART_OF_A_LIST in asks(env, "price")


def test_a_key_that_may_not_read_prices_is_named(env: Env) -> None:
    env.apple.set_price(env.app_id, "4.99")
    env.apple.faults.add(Fault.status(403, path="/manualPrices"))
    assert wording.KEY_MAY_NOT in asks(env, "price")
