"""Routes for the screenshot of a product that Apple's reviewers see."""

from __future__ import annotations

from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint, found
from sandbox.appstore.errors import RefusedError, not_found
from sandbox.appstore.product_families import Family, family_of
from sandbox.appstore.query import Query
from sandbox.appstore.store import Row, Store

NAME = "appStoreReviewScreenshot"


def endpoint(family: Family) -> Endpoint:
    """Returns the route that reads the screenshot of a product; 404 if it has none."""

    def read(store: Store, call: ApiCall) -> Answer:
        screenshot = store.find(family.product, call.id).to_one[NAME]
        if screenshot is None:
            raise RefusedError(not_found(family.screenshot, call.id))
        return found(call.write.single(screenshot))

    return Endpoint("GET", f"{family.root}/{{id}}/{NAME}", read, Query(family.screenshot, include=(family.old_owner,)))


def add(store: Store, product: Row) -> None:
    """Gives a product a screenshot."""
    family = family_of(product)
    state = {"errors": [], "warnings": [], "state": "COMPLETE"}
    attributes = {"fileName": "review.png", "fileSize": 1, "assetType": "SCREENSHOT", "assetDeliveryState": state}
    product.to_one[NAME] = store.add(family.screenshot, attributes, row_id=None, **{family.old_owner: product})
