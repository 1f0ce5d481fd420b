"""Routes for what in-app purchases cost; prices can only be read."""

from __future__ import annotations

from sandbox.appstore import price_points
from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint, found, of_one
from sandbox.appstore.errors import RefusedError, not_found
from sandbox.appstore.price_points import Point
from sandbox.appstore.price_schedules import Span, follow_base
from sandbox.appstore.query import Query
from sandbox.appstore.reviews import territory
from sandbox.appstore.store import Row, Store
from sandbox.appstore.storefronts import STOREFRONTS

KIND = "inAppPurchasePriceSchedules"
POINTS = "inAppPurchasePricePoints"
INCLUDE = ("baseTerritory", "manualPrices")


def _of_product(store: Store, call: ApiCall) -> Answer:
    schedule = store.find("inAppPurchases", call.id).to_one["iapPriceSchedule"]
    if schedule is None:
        raise RefusedError(not_found(KIND, call.id))
    return found(call.write.single(schedule))


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _manual(store: Store, call: ApiCall) -> Answer:
    rows = store.find(KIND, call.id).to_many["manualPrices"]
    return found(call.write.page([row for row in rows if call.params.matches("territory", row.parent("territory").id)]))


def _automatic(store: Store, call: ApiCall) -> Answer:
    schedule = store.find(KIND, call.id)
    spans = [
        Span(price_points.read(row.parent("inAppPurchasePricePoint").id), row["startDate"], row["endDate"])
        for row in schedule.to_many["manualPrices"]
    ]
    base = schedule.parent("baseTerritory").id
    codes = [code for code in STOREFRONTS if call.params.matches("territory", code)]
    return found(
        call.write.page([_row(store, span, None) for code in codes for span in follow_base(spans, base, code)])
    )


def _row(store: Store, span: Span, schedule: Row | None) -> Row:
    make = store.add if schedule else store.computed
    point, land = span.point, territory(store, span.point.territory)
    return make(
        "inAppPurchasePrices",
        {"manual": schedule is not None, "startDate": span.start, "endDate": span.end},
        row_id=price_points.token({"s": point.app_id, "t": point.territory, "sd": span.start or "", "p": point.tier}),
        inAppPurchasePricePoint=store.rows[POINTS].get(point.id) or _point(store, point),
        territory=land,
        schedule=schedule,
    )


def _point(store: Store, point: Point) -> Row:
    attributes = {"customerPrice": point.price, "proceeds": str(round(float(point.price) * 0.7, 2))}
    return store.add(POINTS, attributes, row_id=point.id, territory=territory(store, point.territory))


def set_price(store: Store, product: Row, price: str, *, code: str, start: str | None, end: str | None) -> None:
    """Adds a price that was set by hand; the territory of the first one is the base territory."""
    schedule = product.to_one["iapPriceSchedule"]
    if schedule is None:
        schedule = store.add(KIND, {}, row_id=product.id, baseTerritory=territory(store, code))
        product.to_one["iapPriceSchedule"] = schedule
    _row(store, Span(price_points.named(product.id, code, price), start, end), schedule)
    store.changed("price.added")


_LIST = Query(
    "inAppPurchasePrices",
    filters={"territory": None},
    include=("inAppPurchasePricePoint", "territory"),
    paged=True,
)
ENDPOINTS = (
    Endpoint("GET", "/v2/inAppPurchases/{id}/iapPriceSchedule", _of_product, Query(KIND, include=INCLUDE)),
    Endpoint("GET", f"/v1/{KIND}/{{id}}", _get, Query(KIND, include=INCLUDE)),
    of_one(KIND, "baseTerritory", Query("territories")),
    Endpoint("GET", f"/v1/{KIND}/{{id}}/manualPrices", _manual, _LIST),
    Endpoint("GET", f"/v1/{KIND}/{{id}}/automaticPrices", _automatic, _LIST),
)
