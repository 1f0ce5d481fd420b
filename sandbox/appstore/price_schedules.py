"""Routes for what an app costs: its base territory and the prices that were set by hand."""

from __future__ import annotations

import base64
import json
from datetime import datetime

from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint, found, of_one
from sandbox.appstore.errors import RefusedError, not_found
from sandbox.appstore.query import Query
from sandbox.appstore.reviews import territory
from sandbox.appstore.store import CUPERTINO, Row, Store

KIND = "appPriceSchedules"
INCLUDE = ("app", "baseTerritory", "manualPrices")


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _manual_prices(store: Store, call: ApiCall) -> Answer:
    schedule = store.find(KIND, call.id)
    if not schedule.to_many["manualPrices"]:
        # Reported of the live API, "null" included.
        raise RefusedError(not_found("null", call.id))
    rows = [
        row
        for row in schedule.to_many["manualPrices"]
        if call.params.matches("territory", row.parent("territory").id)
        and call.params.matches("startDate", row["startDate"])
        and call.params.matches("endDate", row["endDate"])
    ]
    return found(call.write.page(rows))


def add(store: Store, app: Row) -> None:
    """Gives an app its price schedule, which has the app's id and at first no prices."""
    app.to_one["appPriceSchedule"] = store.add(KIND, {}, row_id=app.id, app=app, baseTerritory=territory(store, "USA"))


def set_price(store: Store, app: Row, price: str, *, code: str, start: str | None, end: str | None) -> Row:
    """Adds a price that was set by hand, from and until these days (YYYY-MM-DD)."""
    country = territory(store, code)
    tier = f"1{round(float(price) * 100):04}"
    point_id = _token({"s": app.id, "t": code, "p": tier})
    point = store.rows["appPricePoints"].get(point_id) or store.add(
        "appPricePoints",
        {"customerPrice": price, "proceeds": f"{float(price) * 0.85:.2f}"},
        row_id=point_id,
        app=app,
        territory=country,
    )
    row_id = _token({"s": app.id, "t": code, "p": tier, "sd": _seconds(start), "ed": _seconds(end)})
    row = store.add(
        "appPrices",
        {"manual": True, "startDate": start, "endDate": end},
        row_id=row_id,
        appPricePoint=point,
        territory=country,
        appPriceSchedule=app.parent("appPriceSchedule"),
    )
    store.changed("price.added")
    return row


def _token(content: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")


def _seconds(day: str | None) -> float:
    """Returns when a day begins at Apple in epoch seconds, 0 for none."""
    return 0.0 if day is None else datetime.fromisoformat(day).replace(tzinfo=CUPERTINO).timestamp()


ENDPOINTS = (
    of_one("apps", "appPriceSchedule", Query(KIND, include=INCLUDE)),
    Endpoint("GET", "/v1/appPriceSchedules/{id}", _get, Query(KIND, include=INCLUDE)),
    of_one(KIND, "baseTerritory", Query("territories")),
    Endpoint(
        "GET",
        "/v1/appPriceSchedules/{id}/manualPrices",
        _manual_prices,
        Query(
            "appPrices",
            filters={"territory": None, "startDate": None, "endDate": None},
            include=("appPricePoint", "territory"),
            paged=True,
        ),
    ),
)
