"""Routes for the files of a library: reservation, commit, processing, archiving and deletion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from sandbox.appstore import posters, processing
from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import Problem, RefusedError, wrong_state
from sandbox.appstore.inspection import Verdict, inspect_size
from sandbox.appstore.library.asset_types import IMAGES, LIBRARIES, VIDEOS
from sandbox.appstore.library.libraries import dates, touch
from sandbox.appstore.library.routing import route
from sandbox.appstore.library.specs import CATEGORIES, IMAGE, VIDEO, match, sizes
from sandbox.appstore.library.states import (
    APPROVED,
    ARCHIVED,
    ASSET_STATES,
    AWAITING,
    FAILED,
    PREPARED,
    RECEIVED,
    detail,
)
from sandbox.appstore.media import Media, mime_type
from sandbox.appstore.processing import Course
from sandbox.appstore.query import Query
from sandbox.appstore.reservations import add_whole, commit, reserve
from sandbox.appstore.store import Row, Store
from sandbox.appstore.video_inspection import VideoVerdict, inspect_video

SORTS = ("createdDate", "lastModifiedDate", "referenceName")
NEW = {
    "fileName": Field(required=True),
    "fileSize": Field(int, required=True),
    "category": Field(required=True, choices=CATEGORIES),
    "referenceName": Field(),
}
CHANGES = {"uploaded": Field(bool), "referenceName": Field(), "archived": Field(bool)}


def _list(store: Store, call: ApiCall, name: str) -> Answer:
    rows = [
        row
        for row in store.find(LIBRARIES, call.id).to_many[name]
        if call.params.matches("id", row.id) and all(call.params.matches(filter_, row[filter_]) for filter_ in _FILTERS)
    ]
    for sort in reversed(call.params.sort):
        rows.sort(key=lambda row: row[sort.lstrip("-")] or "", reverse=sort.startswith("-"))
    return found(call.write.page(rows))


def _create(store: Store, call: ApiCall, kind: str) -> Answer:
    library, wanted = (
        store.related(LIBRARIES, call.wanted.links["assetLibrary"], "assetLibrary"),
        call.wanted.attributes,
    )
    media = reserve(store, wanted["fileSize"], mime_type(wanted["fileName"]))
    row = add(store, library, kind, media, **wanted)
    row.attributes["uploadOperations"] = media.operations()
    store.changed(f"{COURSES[kind].noun}.reserved")
    return created(call.write.single(row))


def add(store: Store, library: Row, kind: str, media: Media, **attributes: Any) -> Row:  # noqa: ANN401 — Apple's
    """Adds a file to a library that has not been uploaded yet; its token is no attribute that Apple shows."""
    own = {"fileSize": media.size, "assetToken": media.token, "state": AWAITING, "stateDetails": [], **dates(store)}
    return store.add(kind, {**own, **attributes}, row_id=None, assetLibrary=library)


def add_complete(store: Store, library: Row, name: str, data: bytes, **attributes: Any) -> Row:  # noqa: ANN401
    """Adds a processed file that another user uploaded, a picture or a video by its name."""
    media, is_video = add_whole(store, data), mime_type(name).startswith("video")
    known = {"category": "APP_SCREENSHOTS_AND_PREVIEWS", **attributes}
    row = add(store, library, VIDEOS if is_video else IMAGES, media, fileName=name, **known)
    if is_video:
        _show_video(store, row, media, _judge_video(row, data))
    else:
        _show_image(store, row, media, _judge_image(row, data))
    return row


def _get(store: Store, call: ApiCall, kind: str) -> Answer:
    return found(call.write.single(store.find(kind, call.id)))


def _update(store: Store, call: ApiCall, kind: str) -> Answer:
    row, wanted = store.find(kind, call.id), call.wanted.attributes
    time_code, video = wanted.get("previewFrameTimeCode"), _video(store, row)
    posters.require_time_code(time_code, video)
    if wanted.get("archived") and row["state"] != APPROVED:
        raise RefusedError(_wrong_asset_state("Only an approved asset can be archived."))
    if wanted.get("uploaded"):
        _commit(store, row, wanted)
    if "archived" in wanted and row["state"] in {APPROVED, ARCHIVED}:
        row.attributes["state"] = ARCHIVED if wanted["archived"] else APPROVED
    if "referenceName" in wanted:
        row.attributes["referenceName"] = wanted["referenceName"]
    if "previewFrameTimeCode" in wanted:
        posters.change(store, row, time_code, video)
    touch(store, row)
    store.changed(f"{COURSES[kind].noun}.updated")
    return found(call.write.single(row))


def _commit(store: Store, row: Row, wanted: Mapping[str, Any]) -> None:
    if row["state"] == AWAITING and row["uploadOperations"] is None:
        raise RefusedError(_wrong_asset_state("The file is uploaded to a set."))
    media = commit(store, row, wanted)
    if media is not None:
        row.attributes |= {"state": RECEIVED, "uploadOperations": None}
        processing.begin(store, row, media, None, COURSES[row.kind.type])


def _video(store: Store, row: Row) -> VideoVerdict | None:
    """Returns what is known of a processed video."""
    is_shown = row.kind.type == VIDEOS and row["videoAsset"] is not None
    return _judge_video(row, store.media[row["assetToken"]].data) if is_shown else None


def _judge_image(row: Row, data: bytes) -> Verdict:
    return inspect_size(data, lambda size: match(IMAGE, row["category"], row["fileName"], size) is not None)


def _judge_video(row: Row, data: bytes) -> VideoVerdict:
    verdict = inspect_video(data, sizes(VIDEO, row["category"]))
    size = verdict.width, verdict.height
    if verdict.code is None and match(VIDEO, row["category"], row["fileName"], size) is None:
        return replace(verdict, code="MOV_BAD_FORMAT", description="MOV_BAD_FORMAT")
    return verdict


def _fail(row: Row, verdict: Verdict | VideoVerdict) -> None:
    row.attributes |= {"state": FAILED, "stateDetails": detail(verdict.code, verdict.description)}


def _show_image(store: Store, row: Row, media: Media, verdict: Verdict) -> None:
    spec = match(IMAGE, row["category"], row["fileName"], (verdict.width, verdict.height))
    row.attributes |= {"imageAsset": processing.asset(media, verdict), "specId": None if spec is None else spec.id}
    _prepare(store, row)


def _show_video(store: Store, row: Row, media: Media, verdict: VideoVerdict) -> None:
    spec = match(VIDEO, row["category"], row["fileName"], (verdict.width, verdict.height))
    shown = {"url": f"/_assets/{media.token}/preview.mp4", "width": verdict.width, "height": verdict.height}
    row.attributes |= {"videoAsset": shown, "specId": None if spec is None else spec.id}
    _prepare(store, row)
    posters.take_first(store, row, verdict)


def _prepare(store: Store, row: Row) -> None:
    row.attributes["state"] = PREPARED
    touch(store, row)


def _delete(store: Store, call: ApiCall, kind: str) -> Answer:
    row = store.find(kind, call.id)
    if row.to_many["placements"]:
        detail_ = "The asset cannot be deleted while placements still use it. Delete those placements first."
        raise RefusedError(wrong_state(detail_, code="ASSET_HAS_PLACEMENTS"))
    if row["state"] in {APPROVED, ARCHIVED}:
        raise RefusedError(_wrong_asset_state("An approved asset cannot be deleted, only archived."))
    store.remove(row)
    store.changed(f"{COURSES[kind].noun}.removed")
    return done()


def _wrong_asset_state(text: str) -> Problem:
    return wrong_state(text, code="INVALID_ASSET_STATE")


def _pass(_row: Row) -> None:
    """A video shows nothing new while it is opened."""


COURSES: Mapping[str, Course[Any]] = {
    IMAGES: Course("library_image", "IMG_APPEARS_CORRUPT", _judge_image, _fail, _show_image),
    VIDEOS: Course("library_video", "MOV_APPEARS_CORRUPT", _judge_video, _fail, _show_video, opens=_pass),
}
_FILTERS = ("category", "referenceName", "specId", "state")
_FILTER_VALUES = {"category": CATEGORIES, "id": None, "referenceName": None, "specId": None, "state": ASSET_STATES}


def _endpoints(kind: str, name: str, changes: Mapping[str, Field]) -> tuple[Endpoint, ...]:
    listed = Query(kind, filters=_FILTER_VALUES, sort=SORTS, include=("placements",), paged=True)
    path, new = f"/v1/{kind}", Body(kind, NEW, {"assetLibrary": LIBRARIES})
    return (
        route("GET", f"/v1/{LIBRARIES}/{{id}}/{name}", partial(_list, name=name), listed),
        route("POST", path, partial(_create, kind=kind), body=new),
        route("GET", f"{path}/{{id}}", partial(_get, kind=kind), Query(kind, include=("placements",))),
        route("PATCH", f"{path}/{{id}}", partial(_update, kind=kind), body=Body(kind, changes, creates=False)),
        route("DELETE", f"{path}/{{id}}", partial(_delete, kind=kind)),
    )


ENDPOINTS = (
    *_endpoints(IMAGES, "images", CHANGES),
    *_endpoints(VIDEOS, "videos", {**CHANGES, "previewFrameTimeCode": Field()}),
)
