"""Routes for subscription groups, their subscriptions, and what these cost in each territory."""

from __future__ import annotations

from sandbox.appstore import price_points, product_screenshots
from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint, found
from sandbox.appstore.price_points import Point
from sandbox.appstore.product_families import PRODUCT_STATES, SUBSCRIPTIONS
from sandbox.appstore.product_versions import shown
from sandbox.appstore.query import Query
from sandbox.appstore.reviews import territory
from sandbox.appstore.store import Row, Store

KIND, POINTS = SUBSCRIPTIONS.product, "subscriptionPricePoints"
PERIODS = frozenset({"ONE_WEEK", "ONE_MONTH", "TWO_MONTHS", "THREE_MONTHS", "SIX_MONTHS", "ONE_YEAR"})
INCLUDE = ("group", "versions", "subscriptionLocalizations", "prices", "appStoreReviewScreenshot")


def _groups(store: Store, call: ApiCall) -> Answer:
    rows = [
        row
        for row in store.find("apps", call.id).to_many["subscriptionGroups"]
        if call.params.matches("referenceName", row["referenceName"])
    ]
    for name in reversed(call.params.sort):
        rows.sort(key=lambda row: str(row["referenceName"]), reverse=name.startswith("-"))
    return found(call.write.page(rows))


def _group(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find("subscriptionGroups", call.id)))


def _of_group(store: Store, call: ApiCall) -> Answer:
    rows = [
        row
        for row in store.find("subscriptionGroups", call.id).to_many[KIND]
        if all(call.params.matches(name, row[name]) for name in ("productId", "name", "state"))
    ]
    for name in reversed(call.params.sort):
        rows.sort(key=lambda row: str(row["name"]), reverse=name.startswith("-"))
    return found(call.write.page([shown(store, row) for row in rows]))


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(shown(store, store.find(KIND, call.id))))


def _prices(store: Store, call: ApiCall) -> Answer:
    rows = [
        row
        for row in store.find(KIND, call.id).to_many["prices"]
        if call.params.matches("territory", row.parent("territory").id)
        and call.params.matches("planType", row["planType"])
        and call.params.matches("subscriptionPricePoint", row.parent("subscriptionPricePoint").id)
    ]
    return found(call.write.page(rows))


def set_price(store: Store, product: Row, price: str, *, code: str, start: str | None) -> None:
    """Adds a price of a subscription in a territory from a day on, which ends where the next one starts."""
    point = price_points.named(product.id, code, price)
    store.add(
        "subscriptionPrices",
        {"startDate": start, "preserved": False, "planType": "UPFRONT"},
        row_id=price_points.token({"s": product.id, "t": code, "sd": start or "", "p": point.tier}),
        territory=territory(store, code),
        subscription=product,
        subscriptionPricePoint=store.rows[POINTS].get(point.id) or _point(store, point),
    )
    store.changed("price.added")


def _point(store: Store, point: Point) -> Row:
    proceeds = [str(round(float(point.price) * share, 2)) for share in (0.7, 0.85)]
    return store.add(
        POINTS,
        {"customerPrice": point.price, "proceeds": proceeds[0], "proceedsYear2": proceeds[1]},
        row_id=point.id,
        territory=territory(store, point.territory),
    )


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/apps/{id}/subscriptionGroups",
        _groups,
        Query(
            "subscriptionGroups",
            filters={"referenceName": None},
            sort=("referenceName",),
            include=("subscriptions",),
            paged=True,
        ),
    ),
    Endpoint("GET", "/v1/subscriptionGroups/{id}", _group, Query("subscriptionGroups", include=("subscriptions",))),
    Endpoint(
        "GET",
        "/v1/subscriptionGroups/{id}/subscriptions",
        _of_group,
        Query(
            KIND,
            filters={"productId": None, "name": None, "state": PRODUCT_STATES},
            sort=("name",),
            include=INCLUDE,
            paged=True,
        ),
    ),
    Endpoint("GET", "/v1/subscriptions/{id}", _get, Query(KIND, include=INCLUDE)),
    Endpoint(
        "GET",
        "/v1/subscriptions/{id}/prices",
        _prices,
        Query(
            "subscriptionPrices",
            filters={
                "territory": None,
                "planType": frozenset({"MONTHLY", "UPFRONT"}),
                "subscriptionPricePoint": None,
            },
            include=("territory", "subscriptionPricePoint"),
            paged=True,
        ),
    ),
    *product_screenshots.endpoints(SUBSCRIPTIONS),
)
