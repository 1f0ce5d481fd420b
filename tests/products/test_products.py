"""The command `products`: purchases and subscriptions with price, state and what they lack, and its CSV."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest

from appstore.catalog import pacific
from sandbox.appstore import Fault
from tests.support import wording
from tests.support.env import Env


def asks(env: Env, line: str = "products") -> str:
    """What Vera, who may only look, reads in the thread of a mention."""
    ts = env.says(env.vera, f"<@BOT> {line}")
    env.work()
    return env.read(ts)


def calls(env: Env) -> list[str]:
    """The paths of the calls to Apple, without the one that finds the app."""
    return [call.path for call in env.apple.calls if call.path != "/v1/apps"]


def rows(env: Env, ts: str) -> list[dict[str, str]]:
    (file,) = [file for reply in env.replies(ts) for file in reply.files]
    return list(csv.DictReader(env.slack.workspace.files[file["id"]].data.decode("utf-8-sig").splitlines()))


def test_each_product_is_shown_with_what_it_costs_and_lacks(env: Env) -> None:
    named = dict.fromkeys(("en-US", "de-DE"), ("Tide Pro", "All"))
    pro = env.apple.add_purchase(env.app_id, "tide.pro", "Pro <b>", texts=named)
    env.apple.set_product_price(pro, "4.99")
    env.apple.add_purchase(
        env.app_id, "tide.coins", "Coins", "CONSUMABLE", state="MISSING_METADATA", texts={}, screenshot=False
    )
    monthly = env.apple.add_subscription(env.app_id, "tide.monthly", "Monthly", "Club", screenshot=False)
    env.apple.set_product_price(monthly, "3.99")
    env.apple.add_product_version(monthly, "WAITING_FOR_REVIEW")
    shown = asks(env)
    for expected in (
        wording.PRODUCTS_COUNTED,
        wording.PRODUCT_PRO,
        wording.PRODUCT_COINS,
        wording.PRODUCT_MONTHLY,
    ):
        assert expected in shown
    places = [shown.index(part) for part in ("In-app purchases", "tide.pro", "Subscriptions: Club", "tide.monthly")]
    assert places == sorted(places)
    assert wording.PRODUCT_NO_SCREENSHOT not in shown[shown.index("tide.monthly") :]
    assert len(calls(env)) == 7


def test_prices_are_those_of_today_in_the_base_territory(env: Env) -> None:
    change = pacific.today(env.kit.clock()) + timedelta(days=5)
    pro = env.apple.add_purchase(env.app_id, "tide.pro", "Pro")
    env.apple.set_product_price(pro, "4.99", "DEU", end=change.isoformat())
    env.apple.set_product_price(pro, "9.99", "DEU", start=change.isoformat())
    env.apple.set_product_price(pro, "800.0", "JPN")
    yearly = env.apple.add_subscription(env.app_id, "tide.yearly", "Yearly", period="ONE_YEAR")
    for price, code, start in (
        ("29.99", "USA", None),
        ("34.99", "USA", change.isoformat()),
        ("27.99", "DEU", None),
    ):
        env.apple.set_product_price(yearly, price, code, start=start)
    shown = asks(env)
    assert "4.99 EUR in DEU" in shown
    assert "29.99 USD in USA" in shown
    assert "yearly" in shown
    assert "9.99 EUR" not in shown.replace("4.99 EUR", "")
    assert "34.99" not in shown


def test_many_products_are_in_a_csv(env: Env) -> None:
    for number in range(40):
        product = env.apple.add_purchase(env.app_id, f"tide.pack{number}", f"Pack {number}", "CONSUMABLE")
        env.apple.set_product_price(product, "0.99")
    for number in range(20):
        group = f"Group {number % 2}"
        product = env.apple.add_subscription(env.app_id, f"tide.club{number}", f"Club {number}", group)
        env.apple.set_product_price(product, "1.99")
    ts = env.says(env.vera, "<@BOT> products")
    env.work()
    shown = env.read(ts)
    assert wording.PRODUCTS_MORE in shown
    assert wording.PRODUCTS_IN_CSV in shown
    found = rows(env, ts)
    assert [row["product id"] for row in found][:2] == ["tide.pack0", "tide.pack1"]
    assert len(found) == 60
    assert (found[0]["price"], found[0]["currency"], found[0]["territory"]) == ("0.99", "USD", "USA")
    assert {row["group"] for row in found} == {"", "Group 0", "Group 1"}
    assert found[0]["languages without a name"] == "de-DE"
    assert len(calls(env)) == 66


def test_an_app_without_products_is_said_to_have_none(env: Env) -> None:
    assert wording.PRODUCTS_NONE in asks(env)
    assert len(calls(env)) == 2


def test_a_slash_command_is_answered_in_private(env: Env) -> None:
    env.apple.add_purchase(env.app_id, "tide.pro", "Pro")
    env.vera.types("/asc products", env.release)
    env.slack.settled()
    env.work()
    assert wording.PRODUCT_UNPRICED in env.ephemeral_text(env.vera)


def test_products_are_read_where_they_have_no_versions(env: Env) -> None:
    env.apple.product_versions = False
    env.apple.add_purchase(env.app_id, "tide.pro", "Pro")
    assert "tide.pro" in asks(env)


@pytest.mark.parametrize("left_out", ["included", "data"])
def test_what_apple_leaves_out_does_not_look_missing(env: Env, left_out: str) -> None:
    env.apple.add_purchase(env.app_id, "tide.pro", "Pro")
    env.apple.omits = frozenset({left_out})
    assert wording.ONLY_PART_OF_A_LIST in asks(env)


def test_a_key_that_may_not_read_products_is_named(env: Env) -> None:
    env.apple.faults.add(Fault.status(403, path="/inAppPurchasesV2"))
    assert wording.KEY_MAY_NOT in asks(env)


def test_what_is_not_understood_is_said(env: Env) -> None:
    assert wording.PRODUCTS_SURPLUS in asks(env, "products all")
