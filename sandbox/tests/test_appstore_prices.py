"""Price points, and the schedule that replaces the one before, in the stand-in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from sandbox.appstore.price_points import TIERS
from sandbox.appstore.storefronts import CURRENCIES, STOREFRONTS
from sandbox.tests.appstore_information_tour import schedule
from sandbox.tests.appstore_visitor import Visitor, codes

Price = tuple[str, str | None, str | None]


@pytest.fixture
def today() -> date:
    return datetime.now(ZoneInfo("America/Los_Angeles")).date()


def points(eddie: Visitor, app_id: str, code: str = "USA") -> dict[str, str]:
    """The ids of the first 200 price points by price."""
    rows = eddie.data(f"/v1/apps/{app_id}/appPricePoints", filter__territory__=code, limit=200)
    return {row["attributes"]["customerPrice"]: row["id"] for row in rows}


def price(eddie: Visitor, app_id: str, *prices: Price, base: str = "USA") -> httpx.Response:
    return eddie.client.post("/v1/appPriceSchedules", json=schedule(app_id, base, list(prices)))


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, codes(answer)[0][0].removeprefix("ENTITY_ERROR.")


def automatic(eddie: Visitor, app_id: str, code: str) -> list[tuple[str, str | None, str | None]]:
    path = f"/v1/appPriceSchedules/{app_id}/automaticPrices"
    answer = eddie.get(path, filter__territory__=code, include="appPricePoint,territory").json()
    amounts = (
        {row["id"]: row["attributes"].get("customerPrice") for row in answer["included"]} if answer["data"] else {}
    )
    return [
        (
            amounts[row["relationships"]["appPricePoint"]["data"]["id"]],
            row["attributes"]["startDate"],
            row["attributes"]["endDate"],
        )
        for row in answer["data"]
    ]


def test_every_territory_has_price_points_by_the_page(eddie: Visitor, app_id: str) -> None:
    path = f"/v1/apps/{app_id}/appPricePoints"
    first = eddie.get(path, filter__territory__="JPN", include="territory", limit=200).json()
    assert first["meta"]["paging"]["total"] == len(TIERS)
    assert first["data"][0]["attributes"]["customerPrice"] == "0.0"
    assert first["included"] == [first["included"][0] | {"id": "JPN", "attributes": {"currency": "JPY"}}]
    rows, following = first["data"], first
    while "next" in following["links"]:
        following = eddie.client.get(following["links"]["next"]).json()
        rows = [*rows, *following["data"]]
    amounts = [float(row["attributes"]["customerPrice"]) for row in rows]
    assert (len(amounts), amounts) == (len(TIERS), sorted(set(amounts)))
    everywhere = eddie.get(path, limit=1).json()["meta"]["paging"]["total"]
    assert everywhere == len(STOREFRONTS) * len(TIERS) == 175 * len(TIERS)
    for code in dict.fromkeys(CURRENCIES.values()):
        land = next(land for land, currency in CURRENCIES.items() if currency == code)
        assert len(points(eddie, app_id, land)) == 200


def test_the_same_tier_elsewhere_is_an_equalization(eddie: Visitor, app_id: str) -> None:
    point = points(eddie, app_id)["4.99"]
    path = f"/v3/appPricePoints/{point}/equalizations"
    rows = eddie.data(path, filter__territory__="DEU,JPN", include="territory")
    found = {row["relationships"]["territory"]["data"]["id"]: row["attributes"]["customerPrice"] for row in rows}
    assert found == {"DEU": "4.99", "JPN": "800.0"}
    assert len(eddie.data(path, limit=200)) == 174
    assert eddie.get("/v3/appPricePoints/nowhere/equalizations").status_code == 404


def test_a_schedule_replaces_the_one_before(eddie: Visitor, app_id: str, today: date) -> None:
    paths = [f"/v1/appPriceSchedules/{app_id}/{name}" for name in ("manualPrices", "automaticPrices")]
    assert [eddie.get(path).status_code for path in paths] == [404, 404]
    dollars, euros = points(eddie, app_id), points(eddie, app_id, "DEU")
    change, end = ((today + timedelta(days=days)).isoformat() for days in (7, 14))
    answer = price(
        eddie,
        app_id,
        (dollars["4.99"], None, change),
        (dollars["9.99"], change, None),
        (euros["3.99"], today.isoformat(), end),
    )
    assert (answer.status_code, answer.json()["data"]["id"]) == (201, app_id)
    assert eddie.apple.prices(app_id) == [
        ("USA", "4.99", None, change),
        ("USA", "9.99", change, None),
        ("DEU", "3.99", None, end),
    ]
    assert automatic(eddie, app_id, "JPN") == [("800.0", None, change), ("1600.0", change, None)]
    assert automatic(eddie, app_id, "DEU") == [("9.99", end, None)]
    assert automatic(eddie, app_id, "USA") == []
    assert price(eddie, app_id, (euros["1.99"], None, None), base="DEU").status_code == 201
    assert eddie.apple.prices(app_id) == [("DEU", "1.99", None, None)]
    assert eddie.data(f"/v1/appPriceSchedules/{app_id}/baseTerritory")["id"] == "DEU"
    assert automatic(eddie, app_id, "USA") == [("1.99", None, None)]


def test_a_schedule_covers_the_whole_time_from_today(eddie: Visitor, app_id: str, today: date) -> None:
    point, euro = points(eddie, app_id)["4.99"], points(eddie, app_id, "DEU")["4.99"]
    other = points(eddie, eddie.apple.add_app("com.example.other", "Other"))["4.99"]
    past, day, later = ((today + timedelta(days=days)).isoformat() for days in (-1, 1, 2))
    for prices, code in (
        ([(point, past, None)], "INVALID_START_DATE"),
        ([(point, day, None)], "INVALID_START_DATE"),
        ([(point, None, day), (point, later, None)], "INVALID_START_DATE"),
        ([(point, None, later), (point, day, None)], "INVALID_START_DATE"),
        ([(point, None, None), (euro, day, None)], "INVALID_START_DATE"),
        ([(point, None, day)], "INVALID_END_DATE"),
        ([(point, None, day), (point, day, past)], "INVALID_END_DATE"),
        ([(euro, None, None)], "BASE_TERRITORY_INTERVAL_REQUIRED"),
        ([(other, None, None)], "NOT_FOUND"),
        ([("4711", None, None)], "NOT_FOUND"),
        ([(point, "soon", None)], "ATTRIBUTE.INVALID"),
    ):
        assert refusal(price(eddie, app_id, *prices)) == (409, code)
    assert price(eddie, app_id).status_code == 500
    nameless = schedule(app_id, "USA", [(point, None, None)]) | {"included": []}
    assert refusal(eddie.client.post("/v1/appPriceSchedules", json=nameless)) == (409, "INCLUDED.INVALID_ID")
    assert eddie.apple.prices(app_id) == []
