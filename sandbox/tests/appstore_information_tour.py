"""Calls the routes of what is entered once about an app or version: see `appstore_tour`."""

from __future__ import annotations

from sandbox.appstore.age_ratings import HARMLESS
from sandbox.tests.appstore_visitor import Visitor


def visit_information(olive: Visitor, app_id: str) -> None:
    """Calls each of them, with refusals."""
    olive.patch("apps", app_id, contentRightsDeclaration="DOES_NOT_USE_THIRD_PARTY_CONTENT")
    (ahead, *_) = olive.get(f"/v1/apps/{app_id}/appStoreVersions").json()["data"]
    olive.apple.set_version_state(ahead["id"], "PREPARE_FOR_SUBMISSION")
    detail = ("appStoreVersions", olive.apple.add_version(app_id, "9.0", "MAC_OS"))
    contact: dict[str, object] = {"contactFirstName": "Olive", "contactPhone": "+49 30 901820"}
    detail_id = olive.post("appStoreReviewDetails", contact, appStoreVersion=detail).json()["data"]["id"]
    olive.post("appStoreReviewDetails", {"notes": "x"}, appStoreVersion=detail)
    olive.patch("appStoreReviewDetails", detail_id, notes="Use any harbour.")
    olive.get(f"/v1/appStoreReviewDetails/{detail_id}", include="appStoreVersion")
    olive.get(f"/v1/appStoreVersions/{detail[1]}/appStoreReviewDetail", include="appStoreVersion")
    info_id = olive.get(f"/v1/apps/{app_id}/appInfos").json()["data"][-1]["id"]
    category = {"data": {"type": "appCategories", "id": "WEATHER"}}
    body = {"data": {"type": "appInfos", "id": info_id, "relationships": {"primaryCategory": category}}}
    olive.client.patch(f"/v1/appInfos/{info_id}", json=body)
    olive.get(f"/v1/appInfos/{info_id}/primaryCategory", include="subcategories")
    olive.get(f"/v1/appInfos/{info_id}/ageRatingDeclaration")
    olive.patch("ageRatingDeclarations", info_id, gambling=None)
    olive.patch("ageRatingDeclarations", info_id, **HARMLESS)
    olive.get(f"/v1/apps/{app_id}/appInfos", include="ageRatingDeclaration,primaryCategory")
    olive.get("/v1/appCategories", include="parent,subcategories", limit=3)
    olive.get("/v1/appCategories/GAMES", include="subcategories")
    olive.get("/v1/appCategories/GAMES/subcategories")
    olive.get("/v1/appCategories/GAMES_PUZZLE/parent")
    olive.get(f"/v1/appPriceSchedules/{app_id}/manualPrices")
    olive.apple.set_price(app_id, "4.99", end="2026-12-24")
    olive.get(f"/v1/apps/{app_id}/appPriceSchedule", include="app,baseTerritory,manualPrices")
    olive.get(f"/v1/appPriceSchedules/{app_id}", include="app,baseTerritory,manualPrices")
    olive.get(f"/v1/appPriceSchedules/{app_id}/baseTerritory")
    olive.get(f"/v1/appPriceSchedules/{app_id}/manualPrices", include="appPricePoint,territory")
    _visit_prices(olive, app_id)
    olive.get(f"/v1/apps/{app_id}/appAvailabilityV2")
    olive.apple.set_territories(app_id, ("USA", "DEU"))
    olive.get(f"/v1/apps/{app_id}/appAvailabilityV2", include="territoryAvailabilities")
    olive.get(f"/v2/appAvailabilities/{app_id}", include="territoryAvailabilities")
    olive.get(f"/v2/appAvailabilities/{app_id}/territoryAvailabilities", include="territory")


def _visit_prices(olive: Visitor, app_id: str) -> None:
    points = olive.get(f"/v1/apps/{app_id}/appPricePoints", filter__territory__="USA", include="app,territory", limit=3)
    point = points.json()["data"][2]["id"]
    olive.get(f"/v3/appPricePoints/{point}", include="app,territory")
    olive.get("/v3/appPricePoints/4711")
    olive.get(f"/v3/appPricePoints/{point}/equalizations", filter__territory__="DEU,JPN", include="territory")
    olive.get(f"/v1/appPriceSchedules/{app_id}/automaticPrices", include="appPricePoint,territory", limit=2)
    for start in (None, "2020-01-01"):
        olive.client.post("/v1/appPriceSchedules", json=schedule(app_id, "USA", [(point, start, None)]))


def schedule(app_id: str, base: str, prices: list[tuple[str, str | None, str | None]]) -> dict[str, object]:
    """The body that replaces the price schedule: price point, first day, and the day before which it ends."""
    entries = [("${price-" + str(number) + "}", *price) for number, price in enumerate(prices)]
    return {
        "data": {
            "type": "appPriceSchedules",
            "relationships": {
                "app": {"data": {"type": "apps", "id": app_id}},
                "baseTerritory": {"data": {"type": "territories", "id": base}},
                "manualPrices": {"data": [{"type": "appPrices", "id": local} for local, *_ in entries]},
            },
        },
        "included": [
            {
                "type": "appPrices",
                "id": local,
                "attributes": {"startDate": start, "endDate": end},
                "relationships": {"appPricePoint": {"data": {"type": "appPricePoints", "id": point}}},
            }
            for local, point, start, end in entries
        ],
    }
