"""The definition of a route: its path, allowed roles, parameters, body and handler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.appstore.bodies import Body, Linkage, Reference, Wanted
from sandbox.appstore.documents import Document, Writer
from sandbox.appstore.query import Params, Query
from sandbox.appstore.store import Store

EDITORS = frozenset({"ACCOUNT_HOLDER", "ADMIN", "APP_MANAGER"})
READERS = EDITORS | {"CUSTOMER_SUPPORT", "DEVELOPER", "FINANCE", "MARKETING", "SALES"}


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One valid call: the id in its path (or ""), its query parameters, its body, and a response writer."""

    id: str
    params: Params
    wanted: Wanted
    write: Writer


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: a status and, unless it is empty, a document, or `data` of the type `media`."""

    status: int
    document: Document | None = None
    data: bytes | None = None
    media: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A route: a method, a path with at most one `{id}`, and a handler. `media`: what it answers with, unless JSON."""

    method: str
    path: str
    handler: Callable[[Store, ApiCall], Answer]
    query: Query | None = None
    body: Body | Linkage | Reference | None = None
    roles: frozenset[str] = READERS
    media: str = ""


def of_one(kind: str, name: str, query: Query) -> Endpoint:
    """Returns the route that reads a to-one relationship of a modelled resource."""

    def read(store: Store, call: ApiCall) -> Answer:
        return found(call.write.single(store.find(kind, call.id).to_one[name]))

    return Endpoint("GET", f"/v1/{kind}/{{id}}/{name}", read, query)


def of_many(kind: str, name: str, query: Query) -> Endpoint:
    """Returns the route that lists a to-many relationship of a modelled resource, oldest first."""

    def read(store: Store, call: ApiCall) -> Answer:
        return found(call.write.page(store.find(kind, call.id).to_many[name]))

    return Endpoint("GET", f"/v1/{kind}/{{id}}/{name}", read, query)


def found(document: Document) -> Answer:
    """Returns a 200 response."""
    return Answer(200, document)


def created(document: Document) -> Answer:
    """Returns a 201 response with the created resource."""
    return Answer(201, document)


def done() -> Answer:
    """Returns an empty 204 response to a deletion or reordering."""
    return Answer(204)
