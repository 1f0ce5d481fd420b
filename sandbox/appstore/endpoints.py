"""One route of the API: its address, who may call it, what it takes and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.appstore.bodies import Body, Linkage, Wanted
from sandbox.appstore.documents import Document, Writer
from sandbox.appstore.query import Params, Query
from sandbox.appstore.store import Store

EDITORS = frozenset({"ACCOUNT_HOLDER", "ADMIN", "APP_MANAGER"})
READERS = EDITORS | {"CUSTOMER_SUPPORT", "DEVELOPER", "FINANCE", "MARKETING", "SALES"}


@dataclass(frozen=True, slots=True)
class Ask:
    """One checked call: the id in its address (empty where there is none), its query, its body, and a writer."""

    id: str
    params: Params
    wanted: Wanted
    write: Writer


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: a status, and a document unless there is nothing to say."""

    status: int
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A method and a path with one `{id}` at most, and what is done there."""

    method: str
    path: str
    does: Callable[[Store, Ask], Answer]
    query: Query | None = None
    body: Body | Linkage | None = None
    roles: frozenset[str] = READERS


def found(document: Document) -> Answer:
    """The answer to a question."""
    return Answer(200, document)


def created(document: Document) -> Answer:
    """The answer to a resource that was made."""
    return Answer(201, document)


def done() -> Answer:
    """The answer to a deletion or a new order, which has no body."""
    return Answer(204)
