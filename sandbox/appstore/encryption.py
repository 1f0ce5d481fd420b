"""Routes for the declarations that a build with encryption needs."""

from __future__ import annotations

from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, found, of_one
from sandbox.appstore.query import Query
from sandbox.appstore.states import DECLARATION_STATES, PLATFORMS
from sandbox.appstore.store import Row, Store, stamp

KIND = "appEncryptionDeclarations"
INCLUDE = ("app", "builds")


def _list(store: Store, call: ApiCall) -> Answer:
    every = store.find("apps", call.id).to_many[KIND] if call.id else store.rows[KIND].values()
    rows = [
        row
        for row in every
        if call.params.matches("app", row.parent("app").id)
        and call.params.matches("platform", row["platform"])
        and (
            "builds" not in call.params.filters
            or any(call.params.matches("builds", build.id) for build in row.to_many["builds"])
        )
    ]
    return found(call.write.page(rows))


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _create(store: Store, call: ApiCall) -> Answer:
    app = store.related("apps", call.wanted.links["app"], "app")
    return created(call.write.single(add(store, app, dict(call.wanted.attributes), state="CREATED")))


def add(store: Store, app: Row, attributes: dict[str, object], *, state: str) -> Row:
    """Adds a declaration; ValueError if Apple has no such state."""
    if state not in DECLARATION_STATES:
        raise ValueError(f"{state} is no state of an encryption declaration")
    attributes |= {"appEncryptionDeclarationState": state, "createdDate": stamp(store.now), "usesEncryption": True}
    row = store.add(KIND, attributes, app=app)
    store.changed("declaration.added")
    return row


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/appEncryptionDeclarations",
        _list,
        Query(KIND, filters={"app": None, "builds": None, "platform": PLATFORMS}, include=INCLUDE, paged=True),
    ),
    Endpoint("GET", "/v1/appEncryptionDeclarations/{id}", _get, Query(KIND, include=INCLUDE)),
    Endpoint(
        "POST",
        "/v1/appEncryptionDeclarations",
        _create,
        body=Body(
            KIND,
            {
                "appDescription": Field(required=True),
                "containsProprietaryCryptography": Field(bool, required=True),
                "containsThirdPartyCryptography": Field(bool, required=True),
                "availableOnFrenchStore": Field(bool, required=True),
            },
            {"app": "apps"},
        ),
        roles=EDITORS,
    ),
    of_one(KIND, "app", Query("apps")),
    Endpoint(
        "GET",
        "/v1/apps/{id}/appEncryptionDeclarations",
        _list,
        Query(KIND, filters={"builds": None, "platform": PLATFORMS}, include=INCLUDE[1:], paged=True),
    ),
)
