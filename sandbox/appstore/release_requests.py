"""The route that releases an approved version."""

from __future__ import annotations

from sandbox.appstore import lifecycle
from sandbox.appstore.bodies import Body
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created
from sandbox.appstore.errors import RefusedError, wrong_state
from sandbox.appstore.store import Store

KIND = "appStoreVersionReleaseRequests"


def _create(store: Store, call: ApiCall) -> Answer:
    version = store.related("appStoreVersions", call.wanted.links["appStoreVersion"], "appStoreVersion")
    if version["appVersionState"] != lifecycle.APPROVED:
        detail = "You cannot create a new AppStoreVersionReleaseRequest in the current state."
        raise RefusedError(wrong_state(detail, code="ENTITY_STATE_INVALID"))
    lifecycle.distribute(store, version)
    return created(call.write.single(store.add(KIND, {})))


ENDPOINTS = (
    Endpoint(
        "POST", f"/v1/{KIND}", _create, body=Body(KIND, links={"appStoreVersion": "appStoreVersions"}), roles=EDITORS
    ),
)
