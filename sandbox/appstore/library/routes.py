"""The routes of the App Asset Library."""

from __future__ import annotations

from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint, found
from sandbox.appstore.library import assets, ordering, placements, refdata
from sandbox.appstore.library.asset_types import LIBRARIES
from sandbox.appstore.library.routing import route
from sandbox.appstore.query import Query
from sandbox.appstore.store import Store


def _of_app(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find("apps", call.id).parent("assetLibrary")))


ENDPOINTS: tuple[Endpoint, ...] = (
    route("GET", "/v1/apps/{id}/assetLibrary", _of_app, Query(LIBRARIES, include=("images", "videos"))),
    *assets.ENDPOINTS,
    *placements.ENDPOINTS,
    *ordering.ENDPOINTS,
    *refdata.ENDPOINTS,
)
