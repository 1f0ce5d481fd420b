"""Routes for where an app is sold."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint, found
from sandbox.appstore.query import Query
from sandbox.appstore.reviews import territory
from sandbox.appstore.store import Row, Store

KIND = "appAvailabilities"


def _of_app(store: Store, call: ApiCall) -> Answer:
    store.find("apps", call.id)
    return _get(store, call)


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _territories(store: Store, call: ApiCall) -> Answer:
    return found(call.write.page(store.find(KIND, call.id).to_many["territoryAvailabilities"]))


def set_territories(store: Store, app: Row, codes: Iterable[str], *, statuses: Iterable[str]) -> Row:
    """Sells an app in these territories and in no other that it has had; it has the app's id."""
    row = app.to_one["appAvailabilityV2"]
    if row is None:
        row = store.add(KIND, {"availableInNewTerritories": True}, row_id=app.id)
        app.to_one["appAvailabilityV2"] = row
    rows = {each.parent("territory").id: each for each in row.to_many["territoryAvailabilities"]}
    wanted, content = set(codes), list(statuses)
    for code in sorted(wanted - rows.keys()):
        rows[code] = store.add("territoryAvailabilities", {}, territory=territory(store, code), appAvailability=row)
    for code, each in rows.items():
        sold = code in wanted
        each.attributes |= {
            "available": sold,
            "preOrderEnabled": False,
            "contentStatuses": content if sold else ["CANNOT_SELL"],
        }
    store.changed("availability")
    return row


def set_territory(store: Store, app: Row, code: str, status: str) -> None:
    """Sells an app in one more territory, with Apple's status of it; the others stay."""
    found = (app.to_one["appAvailabilityV2"] or set_territories(store, app, (), statuses=())).to_many
    rows = {each.parent("territory").id: each for each in found["territoryAvailabilities"]}
    row = rows.get(code) or store.add(
        "territoryAvailabilities",
        {"preOrderEnabled": False},
        territory=territory(store, code),
        appAvailability=app.parent("appAvailabilityV2"),
    )
    row.attributes |= {"available": True, "contentStatuses": [status]}
    store.changed("availability")


ENDPOINTS = (
    Endpoint("GET", "/v1/apps/{id}/appAvailabilityV2", _of_app, Query(KIND, include=("territoryAvailabilities",))),
    Endpoint("GET", "/v2/appAvailabilities/{id}", _get, Query(KIND, include=("territoryAvailabilities",))),
    Endpoint(
        "GET",
        "/v2/appAvailabilities/{id}/territoryAvailabilities",
        _territories,
        Query("territoryAvailabilities", include=("territory",), paged=True),
    ),
)
