"""The routes of the library: for the roles that may edit, in an account that has one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sandbox.appstore.bodies import Body
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint
from sandbox.appstore.errors import RefusedError, forbidden, no_such_path
from sandbox.appstore.library import mirror, states
from sandbox.appstore.query import Query
from sandbox.appstore.store import Store


def route(
    method: str,
    path: str,
    handler: Callable[[Store, ApiCall], Answer],
    query: Query | None = None,
    body: Body | None = None,
) -> Endpoint:
    """Returns a route of the library, which first takes in what else has changed in the account."""

    def answer(store: Store, call: ApiCall) -> Answer:
        if (refusal := store.settings.asset_library_refusal) is not None:
            problem = forbidden() if refusal == 403 else no_such_path(path.lstrip("/"))
            raise RefusedError(replace(problem, status=refusal))
        mirror.follow(store)
        states.follow(store)
        return handler(store, call)

    return Endpoint(method, path, answer, query, body, EDITORS)
