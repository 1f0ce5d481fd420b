"""The lists of the page's right side below the prices of an app."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sandbox.tests.page_visit import Visit, visiting


@pytest.fixture(scope="module")
def visit() -> Iterator[Visit]:
    with visiting() as visit:
        yield visit


def test_the_right_side_shows_products_with_names_states_and_prices(visit: Visit) -> None:
    def products() -> dict[str, Any]:
        tide, kettle = visit.http.get("/state/apple").json()["apps"]
        assert not kettle["products"]
        return {each["product_id"].rsplit(".", 1)[1]: each for each in tide["products"]}

    shown = products()
    assert [
        (name, each["kind"], each["group"], each["price"], each["currency"], each["state"])
        for name, each in shown.items()
    ] == [
        ("pro", "NON_CONSUMABLE", None, "19.99", "USD", "APPROVED"),
        ("charts", "NON_CONSUMABLE", None, "9.99", "USD", "READY_TO_SUBMIT"),
        ("yearly", "ONE_YEAR", "Tide Club", "29.99", "USD", "APPROVED"),
        ("monthly", "ONE_MONTH", "Tide Club", "3.49", "USD", "APPROVED"),
    ]
    assert shown["pro"]["names"] == {"en-US": "Tide Pro", "de-DE": "Tide Pro"}
    apple, club, day = visit.apple, shown["monthly"]["id"], visit.apple.analytics_today()
    apple.set_product_price(club, "4.49", start=str(day - timedelta(days=2)))
    apple.set_product_price(club, "9.99", start=str(day + timedelta(days=9)))
    apple.add_product_version(shown["pro"]["id"])
    apple.set_product_text(shown["pro"]["id"], "de-DE", "Tide Profi")
    free = apple.add_purchase(visit.world.tide, "com.example.tide.tip", "Tip", "CONSUMABLE")
    shown = products()
    assert (shown["monthly"]["price"], shown["tip"]["id"], shown["tip"]["price"]) == ("4.49", free, None)
    assert shown["pro"]["names"]["de-DE"] == "Tide Profi"
    assert (shown["pro"]["state"], shown["pro"]["version_state"]) == ("APPROVED", "PREPARE_FOR_SUBMISSION")
