"""Routes for in-app purchases."""

from __future__ import annotations

from sandbox.appstore import product_screenshots
from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint, found
from sandbox.appstore.product_families import PRODUCT_STATES, PURCHASES
from sandbox.appstore.product_versions import shown
from sandbox.appstore.query import Query
from sandbox.appstore.store import Store

KIND = PURCHASES.product
TYPES = frozenset({"CONSUMABLE", "NON_CONSUMABLE", "NON_RENEWING_SUBSCRIPTION"})
INCLUDE = ("versions", "inAppPurchaseLocalizations", "iapPriceSchedule", "appStoreReviewScreenshot")


def _of_app(store: Store, call: ApiCall) -> Answer:
    rows = [
        row
        for row in store.find("apps", call.id).to_many["inAppPurchasesV2"]
        if all(call.params.matches(name, row[name]) for name in ("productId", "name", "state", "inAppPurchaseType"))
    ]
    for name in reversed(call.params.sort):
        rows.sort(key=lambda row: str(row[name.lstrip("-")]), reverse=name.startswith("-"))
    return found(call.write.page([shown(store, row) for row in rows]))


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(shown(store, store.find(KIND, call.id))))


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/apps/{id}/inAppPurchasesV2",
        _of_app,
        Query(
            KIND,
            filters={
                "productId": None,
                "name": None,
                "state": PRODUCT_STATES | {"WAITING_FOR_UPLOAD", "PROCESSING_CONTENT"},
                "inAppPurchaseType": TYPES,
            },
            sort=("name", "inAppPurchaseType"),
            include=INCLUDE,
            paged=True,
        ),
    ),
    Endpoint("GET", "/v2/inAppPurchases/{id}", _get, Query(KIND, include=INCLUDE)),
    *product_screenshots.endpoints(PURCHASES),
)
