"""Routes for the categories of the App Store."""

from __future__ import annotations

from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint, found, of_many, of_one
from sandbox.appstore.query import Query
from sandbox.appstore.states import PLATFORMS
from sandbox.appstore.store import Row, Store

KIND = "appCategories"
INCLUDE = ("parent", "subcategories")
# Some of Apple's categories, with their subcategories.
CATEGORIES: dict[str, tuple[str, ...]] = {
    "FINANCE": (),
    "FOOD_AND_DRINK": (),
    "GAMES": ("GAMES_PUZZLE", "GAMES_STRATEGY"),
    "TRAVEL": (),
    "UTILITIES": (),
    "WEATHER": (),
}


def _list(store: Store, call: ApiCall) -> Answer:
    rows = [
        row
        for row in every(store)
        if any(call.params.matches("platforms", platform) for platform in row["platforms"])
        and call.params.exists.get("parent", row.to_one["parent"] is not None) is (row.to_one["parent"] is not None)
    ]
    return found(call.write.page(rows))


def _get(store: Store, call: ApiCall) -> Answer:
    every(store)
    return found(call.write.single(store.find(KIND, call.id)))


def every(store: Store) -> list[Row]:
    """Returns all categories; they exist from the first use on."""
    if not store.rows[KIND]:
        for name, inner in CATEGORIES.items():
            parent = store.add(KIND, {"platforms": sorted(PLATFORMS)}, row_id=name)
            for each in inner:
                store.add(KIND, {"platforms": sorted(PLATFORMS)}, row_id=each, parent=parent)
    return list(store.rows[KIND].values())


def named(store: Store, name: str) -> Row:
    """Returns a category; ValueError if the stand-in has none of this name."""
    found_one = next((row for row in every(store) if row.id == name), None)
    if found_one is None:
        raise ValueError(f"{name} is no category")
    return found_one


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/appCategories",
        _list,
        Query(KIND, filters={"platforms": PLATFORMS}, exists=frozenset({"parent"}), include=INCLUDE, paged=True),
    ),
    Endpoint("GET", "/v1/appCategories/{id}", _get, Query(KIND, include=INCLUDE)),
    of_one(KIND, "parent", Query(KIND)),
    of_many(KIND, "subcategories", Query(KIND, paged=True)),
)
