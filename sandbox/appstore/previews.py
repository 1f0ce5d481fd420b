"""Routes for app previews: reservation, commit, processing, poster frame and deletion."""

from __future__ import annotations

from sandbox.appstore import posters
from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, wrong_state
from sandbox.appstore.media import Media, mime_type
from sandbox.appstore.preview_sets import PREVIEW_SETS
from sandbox.appstore.preview_types import MOST_PER_SET, SIZES
from sandbox.appstore.processing import Course, begin
from sandbox.appstore.query import Query
from sandbox.appstore.reservations import add_whole, commit, delivery, reserve, show_checksum
from sandbox.appstore.store import Row, Store
from sandbox.appstore.video_inspection import VideoVerdict, inspect_video

KIND = "appPreviews"
PARENT = "appPreviewSet"


def _reserve(store: Store, call: ApiCall) -> Answer:
    previews, wanted = store.related("appPreviewSets", call.wanted.links[PARENT], PARENT), call.wanted.attributes
    PREVIEW_SETS.require_editable(previews)
    if len(previews.to_many[KIND]) >= MOST_PER_SET:
        raise RefusedError(wrong_state(f"Too many app previews ({MOST_PER_SET})", code="APP_PREVIEW_TOO_MANY"))
    time_code = wanted.get("previewFrameTimeCode")
    posters.require_time_code(time_code, None)
    name = wanted["fileName"]
    media = reserve(store, wanted["fileSize"], wanted.get("mimeType") or mime_type(name))
    row = _add(store, previews, name, media)
    row.attributes |= {
        "mimeType": wanted.get("mimeType") or mime_type(name),
        "previewFrameTimeCode": time_code,
        "uploadOperations": media.operations(),
    }
    _set_state(row, "AWAITING_UPLOAD", "AWAITING_UPLOAD")
    store.changed("preview.reserved")
    return created(call.write.single(row))


def _add(store: Store, previews: Row, name: str, media: Media) -> Row:
    """Appends a preview to its set; its token is no attribute that Apple shows."""
    attributes = {"fileName": name, "fileSize": media.size, "assetToken": media.token}
    return store.add(KIND, attributes, appPreviewSet=previews)


def add_complete(store: Store, previews: Row, name: str, data: bytes) -> Row:
    """Appends a processed preview that another user uploaded; its checksum is late only by a fault."""
    media = add_whole(store, data)
    row = _add(store, previews, name, media)
    row.attributes["mimeType"] = mime_type(name)
    _complete(store, row, media, _inspect(row, data))
    show_checksum(store, row, media, store.faults.for_picture(name), 0.0)
    return row


def _set_state(row: Row, asset: str, video: str, code: str | None = None, description: str = "") -> None:
    """Sets both states: that of the bytes, which is deprecated, and that of the video."""
    row.attributes |= {
        "assetDeliveryState": delivery(asset),
        "videoDeliveryState": delivery(video, code, description),
    }


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _update(store: Store, call: ApiCall) -> Answer:
    row, wanted = store.find(KIND, call.id), call.wanted.attributes
    PREVIEW_SETS.require_editable(row.parent(PARENT))
    time_code = wanted.get("previewFrameTimeCode")
    posters.require_time_code(time_code, _processed(store, row))
    if wanted.keys() - {"previewFrameTimeCode"}:
        media = commit(store, row, wanted)
        if media is not None:
            _committed(store, row, media, wanted.get("sourceFileChecksum"))
    if "previewFrameTimeCode" in wanted:
        posters.change(store, row, time_code, _processed(store, row))
    return found(call.write.single(row))


def _processed(store: Store, row: Row) -> VideoVerdict | None:
    """Returns what is known of a video that is processed, None before."""
    if row["videoUrl"] is None:
        return None
    return _inspect(row, store.media[row["assetToken"]].data)


def _committed(store: Store, row: Row, media: Media, checksum: str | None) -> None:
    row.attributes["uploadOperations"] = None
    _set_state(row, "UPLOAD_COMPLETE", "UPLOAD_COMPLETE")
    if store.settings.shuffles_order:
        store.random.shuffle(row.parent(PARENT).to_many[KIND])
    begin(store, row, media, checksum, COURSE)


def _inspect(row: Row, data: bytes) -> VideoVerdict:
    return inspect_video(data, SIZES[row.parent(PARENT)["previewType"]])


def _open(row: Row) -> None:
    _set_state(row, "COMPLETE", "PROCESSING")


def _fail(row: Row, verdict: VideoVerdict) -> None:
    # Of a video, Apple's description is the code.
    _set_state(row, "COMPLETE", "FAILED", verdict.code, verdict.code or "")


def _complete(store: Store, row: Row, media: Media, verdict: VideoVerdict) -> None:
    _set_state(row, "COMPLETE", "COMPLETE")
    row.attributes["videoUrl"] = f"/_assets/{media.token}/preview.mp4"
    posters.take_first(store, row, verdict)


COURSE = Course("preview", "MOV_APPEARS_CORRUPT", _inspect, _fail, _complete, opens=_open)


def _delete(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    PREVIEW_SETS.require_editable(row.parent(PARENT), "WAITING_FOR_REVIEW")
    store.remove(row)
    store.changed("preview.removed")
    return done()


ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/appPreviews",
        _reserve,
        body=Body(
            KIND,
            {
                "fileName": Field(required=True),
                "fileSize": Field(int, required=True),
                "previewFrameTimeCode": Field(),
                "mimeType": Field(),
            },
            {PARENT: "appPreviewSets"},
        ),
        roles=EDITORS,
    ),
    Endpoint("GET", "/v1/appPreviews/{id}", _get, Query(KIND, include=(PARENT,))),
    Endpoint(
        "PATCH",
        "/v1/appPreviews/{id}",
        _update,
        body=Body(
            KIND,
            {"sourceFileChecksum": Field(), "previewFrameTimeCode": Field(), "uploaded": Field(bool)},
            creates=False,
        ),
        roles=EDITORS,
    ),
    Endpoint("DELETE", "/v1/appPreviews/{id}", _delete, roles=EDITORS),
)
