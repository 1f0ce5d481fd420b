"""Routes for in-app events: read only, since the bot reads them for nominations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint, found
from sandbox.appstore.query import Query
from sandbox.appstore.store import Row, Store

KIND, LOCALIZATIONS = "appEvents", "appEventLocalizations"
STATES = frozenset(
    {
        *("DRAFT", "READY_FOR_REVIEW", "WAITING_FOR_REVIEW", "IN_REVIEW", "REJECTED", "ACCEPTED", "APPROVED"),
        *("PUBLISHED", "PAST", "ARCHIVED"),
    }
)


def _of_app(store: Store, call: ApiCall) -> Answer:
    rows = store.find("apps", call.id).to_many[KIND]
    return found(call.write.page([row for row in rows if _matches(call, row)]))


def _matches(call: ApiCall, row: Row) -> bool:
    return call.params.matches("eventState", row["eventState"]) and call.params.matches("id", row.id)


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _localizations(store: Store, call: ApiCall) -> Answer:
    return found(call.write.page(store.find(KIND, call.id).to_many["localizations"]))


def add(store: Store, app: Row, attributes: Mapping[str, Any], texts: Mapping[str, Mapping[str, str]]) -> Row:
    """Adds an event of an app, with its texts by locale."""
    row = store.add(KIND, {**attributes, "primaryLocale": app["primaryLocale"]}, app=app)
    for locale, text in texts.items():
        store.add(LOCALIZATIONS, {"locale": locale, **text}, appEvent=row)
    store.changed("event.added")
    return row


ENDPOINTS = (
    Endpoint(
        "GET",
        f"/v1/apps/{{id}}/{KIND}",
        _of_app,
        Query(KIND, filters={"eventState": STATES, "id": None}, include=("localizations",), paged=True),
    ),
    Endpoint("GET", f"/v1/{KIND}/{{id}}", _get, Query(KIND, include=("localizations",))),
    Endpoint(
        "GET",
        f"/v1/{KIND}/{{id}}/localizations",
        _localizations,
        Query(LOCALIZATIONS, include=("appEvent",), paged=True),
    ),
)
