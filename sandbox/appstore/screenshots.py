"""Routes for screenshots: reservation, commit, processing and deletion."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial

from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.display_types import MOST_PER_SET
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, bad_attribute, wrong_state
from sandbox.appstore.faults import PictureFault
from sandbox.appstore.inspection import Verdict, inspect
from sandbox.appstore.media import Media, Part, mime_type, ranges
from sandbox.appstore.query import Query
from sandbox.appstore.screenshot_sets import require_editable
from sandbox.appstore.store import Row, Store

log = logging.getLogger(__name__)

KIND = "appScreenshots"
PARENT = "appScreenshotSet"


def _delivery(state: str, verdict: Verdict | None = None) -> dict[str, object]:
    errors = [] if verdict is None else [{"code": verdict.code, "description": verdict.description}]
    return {"errors": errors, "warnings": [], "state": state}


def _reserve(store: Store, call: ApiCall) -> Answer:
    shots = store.related("appScreenshotSets", call.wanted.links[PARENT], PARENT)
    require_editable(shots)
    if len(shots.to_many[KIND]) >= MOST_PER_SET:
        raise RefusedError(wrong_state(f"Too many screenshots ({MOST_PER_SET})", code="SCREENSHOT_TOO_MANY"))
    name, size = call.wanted.attributes["fileName"], call.wanted.attributes["fileSize"]
    if size < 1:
        raise RefusedError(bad_attribute("fileSize", "The file must not be empty."))
    settings = store.settings
    media = Media(store.new_id(), size)
    for number, (offset, length) in enumerate(ranges(size, settings.part_size)):
        method = settings.upload_methods[number % len(settings.upload_methods)]
        headers = {"Content-Type": mime_type(name), "X-Upload-Part": f"{number}-{store.random.getrandbits(32):08x}"}
        expires = int(store.now + settings.upload_window)
        media.parts.append(Part(offset, length, method, headers, expires))
    row = add(store, shots, name, media)
    row.attributes |= {"uploadOperations": media.operations(), "assetDeliveryState": _delivery("AWAITING_UPLOAD")}
    store.changed("screenshot.reserved")
    return created(call.write.single(row))


def add(store: Store, shots: Row, name: str, media: Media) -> Row:
    """Appends a screenshot to its set."""
    store.media[media.token] = media
    attributes = {"fileName": name, "fileSize": media.size, "assetToken": media.token, "assetType": "SCREENSHOT"}
    return store.add(KIND, attributes, appScreenshotSet=shots)


def add_complete(store: Store, shots: Row, name: str, data: bytes) -> Row:
    """Appends a processed screenshot that another user uploaded; its checksum is late only by a fault."""
    media = Media(store.new_id(), len(data), data=data, committed=True)
    row = add(store, shots, name, media)
    _complete(row, media, inspect(data, shots["screenshotDisplayType"]))
    fault = store.faults.for_picture(name)
    if fault is None or fault.late is None:
        row.attributes["sourceFileChecksum"] = media.checksum
    else:
        store.timers.at(
            store.now + fault.late, partial(row.attributes.__setitem__, "sourceFileChecksum", media.checksum)
        )
    return row


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _update(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    wanted = call.wanted.attributes
    require_editable(row.parent(PARENT))
    media = store.media[row["assetToken"]]
    if media.committed:
        raise RefusedError(wrong_state("The screenshot has been uploaded already"))
    if wanted.get("uploaded"):
        checksum = wanted.get("sourceFileChecksum")
        if checksum is None:
            # Nullable in Apple's document and left out by some clients, although Apple's guide asks for it.
            log.warning("screenshot %s is committed without a checksum", row.id)
        if media.received != media.size:
            raise RefusedError(wrong_state(f"Only {media.received} of {media.size} bytes have been uploaded"))
        _commit(store, row, media, checksum)
    return found(call.write.single(row))


def _commit(store: Store, row: Row, media: Media, checksum: str | None) -> None:
    media.commit()
    row.attributes |= {"uploadOperations": None, "assetDeliveryState": _delivery("UPLOAD_COMPLETE")}
    shots = row.parent(PARENT)
    if store.settings.shuffles_order:
        store.random.shuffle(shots.to_many[KIND])
    fault = store.faults.for_picture(row["fileName"])
    if fault is None or not fault.stuck:
        happens = partial(_process, store, row, media, checksum, fault)
        store.timers.at(store.now + store.settings.processing, happens)
    store.changed("screenshot.committed")


def _process(store: Store, row: Row, media: Media, checksum: str | None, fault: PictureFault | None) -> None:
    if row.id not in store.rows[KIND]:
        return
    verdict = inspect(media.data, row.parent(PARENT)["screenshotDisplayType"])
    if checksum is not None and checksum.lower() != media.checksum:
        verdict = replace(verdict, code="IMG_APPEARS_CORRUPT", description="The checksum does not match the file.")
    if fault is not None and fault.code is not None:
        verdict = replace(verdict, code=fault.code, description="Your file could not be processed.")
    if verdict.code is not None:
        row.attributes["assetDeliveryState"] = _delivery("FAILED", verdict)
        store.changed("screenshot.failed")
        return
    _complete(row, media, verdict)
    late = store.settings.checksum_delay if fault is None or fault.late is None else fault.late
    known = partial(row.attributes.__setitem__, "sourceFileChecksum", media.checksum)
    store.timers.at(store.now + late, known)
    store.changed("screenshot.complete")


def _complete(row: Row, media: Media, verdict: Verdict) -> None:
    name = f"/_assets/{media.token}/{{w}}x{{h}}{{c}}.{{f}}"
    row.attributes |= {
        "assetDeliveryState": _delivery("COMPLETE"),
        "imageAsset": {"templateUrl": name, "width": verdict.width, "height": verdict.height},
    }


def _delete(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    require_editable(row.parent(PARENT))
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
