"""Routes of resources that the stand-in does not model: clients that read them beside others find none."""

from __future__ import annotations

from sandbox.appstore.declared import required_filters, unmodelled
from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint, found
from sandbox.appstore.query import Query
from sandbox.appstore.store import Store


def _endpoint(path: str, *, many: bool) -> Endpoint:
    kind = path.split("/")[2]

    def empty(store: Store, call: ApiCall) -> Answer:
        if call.id:
            store.find(kind, call.id)
        return found(call.write.page([]) if many else call.write.single(None))

    return Endpoint("GET", path, empty, Query("apps", required=required_filters(path), paged=many, bare=True))


ENDPOINTS = tuple(_endpoint(path, many=many) for path, many in unmodelled().items())
