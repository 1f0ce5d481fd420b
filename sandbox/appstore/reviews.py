"""Routes for customer reviews and Apple's summaries of them."""

from __future__ import annotations

from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint, found
from sandbox.appstore.query import Params, Query
from sandbox.appstore.states import PLATFORMS
from sandbox.appstore.store import Row, Store
from sandbox.appstore.storefronts import CURRENCIES
from sandbox.appstore.territories import TERRITORIES

KIND = "customerReviews"
INCLUDE = ("response", "reviewTerritory")

_LIST = Query(
    KIND,
    filters={
        "territory": TERRITORIES,
        "rating": frozenset({"1", "2", "3", "4", "5"}),
        "reviewTerritory": None,
    },
    exists=frozenset({"publishedResponse"}),
    sort=("rating", "createdDate"),
    include=INCLUDE,
    paged=True,
)


def _of_app(store: Store, call: ApiCall) -> Answer:
    return found(call.write.page(_chosen(store.find("apps", call.id).to_many[KIND], call.params)))


def _of_version(store: Store, call: ApiCall) -> Answer:
    return found(call.write.page(_chosen(store.find("appStoreVersions", call.id).to_many[KIND], call.params)))


def _chosen(reviews: list[Row], params: Params) -> list[Row]:
    rows = [
        row
        for row in reviews
        if params.matches("territory", row["territory"])
        and params.matches("reviewTerritory", row["territory"])
        and params.matches("rating", str(row["rating"]))
        and params.exists.get("publishedResponse", _is_answered(row)) == _is_answered(row)
    ]
    for name in reversed(params.sort):
        rows.sort(key=lambda row: row[name.lstrip("-")], reverse=name.startswith("-"))
    return rows


def _is_answered(row: Row) -> bool:
    response = row.to_one["response"]
    return response is not None and response["state"] == "PUBLISHED"


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _summarizations(store: Store, call: ApiCall) -> Answer:
    rows = [
        row
        for row in store.find("apps", call.id).to_many["customerReviewSummarizations"]
        if call.params.matches("platform", row["platform"])
        and call.params.matches("territory", row.parent("territory").id)
    ]
    return found(call.write.page(rows))


def territory(store: Store, code: str) -> Row:
    """Returns a territory; ValueError if Apple has none with this code (ISO 3166 alpha-3)."""
    if code not in TERRITORIES:
        raise ValueError(f"{code} is no territory")
    return store.rows["territories"].get(code) or store.add(
        "territories", {"currency": CURRENCIES.get(code)}, row_id=code
    )


ENDPOINTS = (
    Endpoint("GET", "/v1/apps/{id}/customerReviews", _of_app, _LIST),
    Endpoint("GET", "/v1/appStoreVersions/{id}/customerReviews", _of_version, _LIST),
    Endpoint("GET", "/v1/customerReviews/{id}", _get, Query(KIND, include=INCLUDE)),
    Endpoint(
        "GET",
        "/v1/apps/{id}/customerReviewSummarizations",
        _summarizations,
        Query(
            "customerReviewSummarizations",
            filters={"platform": PLATFORMS, "territory": None},
            required=frozenset({"platform"}),
            include=("territory",),
            paged=True,
        ),
    ),
)
