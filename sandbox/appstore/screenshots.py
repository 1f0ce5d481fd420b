"""Routes for screenshots: reservation, commit, processing and deletion."""

from __future__ import annotations

from sandbox.appstore import processing
from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.display_types import MOST_PER_SET
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, wrong_state
from sandbox.appstore.inspection import inspect
from sandbox.appstore.media import Media, mime_type
from sandbox.appstore.query import Query
from sandbox.appstore.reservations import add_whole, commit, delivery, reserve, show_checksum
from sandbox.appstore.screenshot_sets import SCREENSHOT_SETS
from sandbox.appstore.store import Row, Store

KIND = "appScreenshots"
PARENT = "appScreenshotSet"
COURSE = processing.of_pictures(lambda row, data: inspect(data, row.parent(PARENT)["screenshotDisplayType"]))


def _reserve(store: Store, call: ApiCall) -> Answer:
    shots = store.related("appScreenshotSets", call.wanted.links[PARENT], PARENT)
    SCREENSHOT_SETS.require_editable(shots)
    if len(shots.to_many[KIND]) >= MOST_PER_SET:
        raise RefusedError(wrong_state(f"Too many screenshots ({MOST_PER_SET})", code="SCREENSHOT_TOO_MANY"))
    name = call.wanted.attributes["fileName"]
    media = reserve(store, call.wanted.attributes["fileSize"], mime_type(name))
    row = _add(store, shots, name, media)
    row.attributes |= {"uploadOperations": media.operations(), "assetDeliveryState": delivery("AWAITING_UPLOAD")}
    store.changed("screenshot.reserved")
    return created(call.write.single(row))


def _add(store: Store, shots: Row, name: str, media: Media) -> Row:
    """Appends a screenshot to its set."""
    attributes = {"fileName": name, "fileSize": media.size, "assetToken": media.token, "assetType": "SCREENSHOT"}
    return store.add(KIND, attributes, appScreenshotSet=shots)


def add_complete(store: Store, shots: Row, name: str, data: bytes) -> Row:
    """Appends a processed screenshot that another user uploaded; its checksum is late only by a fault."""
    media = add_whole(store, data)
    row = _add(store, shots, name, media)
    processing.complete(row, media, inspect(data, shots["screenshotDisplayType"]))
    show_checksum(store, row, media, store.faults.for_picture(name), 0.0)
    return row


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _update(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    SCREENSHOT_SETS.require_editable(row.parent(PARENT))
    media = commit(store, row, call.wanted.attributes)
    if media is not None:
        _committed(store, row, media, call.wanted.attributes.get("sourceFileChecksum"))
    return found(call.write.single(row))


def _committed(store: Store, row: Row, media: Media, checksum: str | None) -> None:
    shots = row.parent(PARENT)
    if store.settings.shuffles_order:
        store.random.shuffle(shots.to_many[KIND])
    row.attributes |= {"uploadOperations": None, "assetDeliveryState": delivery("UPLOAD_COMPLETE")}
    processing.begin(store, row, media, checksum, COURSE)


def _delete(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    SCREENSHOT_SETS.require_editable(row.parent(PARENT))
    store.remove(row)
    store.changed("screenshot.removed")
    return done()


ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/appScreenshots",
        _reserve,
        body=Body(
            KIND,
            {"fileName": Field(required=True), "fileSize": Field(int, required=True)},
            {PARENT: "appScreenshotSets"},
        ),
        roles=EDITORS,
    ),
    Endpoint("GET", "/v1/appScreenshots/{id}", _get, Query(KIND, include=(PARENT,))),
    Endpoint(
        "PATCH",
        "/v1/appScreenshots/{id}",
        _update,
        body=Body(KIND, {"sourceFileChecksum": Field(), "uploaded": Field(bool)}, creates=False),
        roles=EDITORS,
    ),
    Endpoint("DELETE", "/v1/appScreenshots/{id}", _delete, roles=EDITORS),
)
