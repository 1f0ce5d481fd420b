"""Routes for app previews: reservation, commit, processing, poster frame and deletion."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, bad_attribute, wrong_state
from sandbox.appstore.faults import PictureFault
from sandbox.appstore.media import Media, mime_type
from sandbox.appstore.preview_sets import PREVIEW_SETS
from sandbox.appstore.preview_types import MOST_PER_SET
from sandbox.appstore.query import Query
from sandbox.appstore.reservations import add_whole, commit, delivery, is_corrupt, reserve, show_checksum
from sandbox.appstore.store import Row, Store
from sandbox.appstore.video_inspection import VideoVerdict, inspect_video

KIND = "appPreviews"
PARENT = "appPreviewSet"
# Where the poster frame is unless it is set: five seconds from the start.
DEFAULT_TIME_CODE = "00:00:05:00"
_TIME_CODE = re.compile(r"(\d\d):([0-5]\d):([0-5]\d):(\d\d)", re.ASCII)


def _reserve(store: Store, call: ApiCall) -> Answer:
    previews, wanted = store.related("appPreviewSets", call.wanted.links[PARENT], PARENT), call.wanted.attributes
    PREVIEW_SETS.require_editable(previews)
    if len(previews.to_many[KIND]) >= MOST_PER_SET:
        raise RefusedError(wrong_state(f"Too many app previews ({MOST_PER_SET})", code="APP_PREVIEW_TOO_MANY"))
    time_code = wanted.get("previewFrameTimeCode")
    _require_time_code(time_code, None)
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
    _complete(store, row, media, inspect_video(data, previews["previewType"]))
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
    _require_time_code(time_code, _processed(store, row))
    if wanted.keys() - {"previewFrameTimeCode"}:
        media = commit(store, row, wanted)
        if media is not None:
            _committed(store, row, media, wanted.get("sourceFileChecksum"))
    if "previewFrameTimeCode" in wanted:
        row.attributes["previewFrameTimeCode"] = time_code or DEFAULT_TIME_CODE
        if (verdict := _processed(store, row)) is not None:
            _show_poster(store, row, verdict)
        store.changed("preview.poster")
    return found(call.write.single(row))


def _processed(store: Store, row: Row) -> VideoVerdict | None:
    """Returns what is known of a video that is processed, None before."""
    if row["videoUrl"] is None:
        return None
    return inspect_video(store.media[row["assetToken"]].data, row.parent(PARENT)["previewType"])


def _require_time_code(time_code: str | None, video: VideoVerdict | None) -> None:
    """Refuses (409) what is no time code, and one outside the video, if that is processed."""
    if time_code is None:
        return
    if not _TIME_CODE.fullmatch(time_code):
        detail = "The time code must be hours, minutes, seconds and frames: HH:MM:SS:FF."
        raise RefusedError(bad_attribute("previewFrameTimeCode", detail))
    if video is not None and _position(time_code, video) >= video.seconds:
        raise RefusedError(bad_attribute("previewFrameTimeCode", "The time code is not within the app preview."))


def _position(time_code: str, video: VideoVerdict) -> float:
    """Returns the seconds from the start of the video."""
    hours, minutes, seconds, frames = map(int, time_code.split(":"))
    return hours * 3600 + minutes * 60 + seconds + frames / video.rate


def _committed(store: Store, row: Row, media: Media, checksum: str | None) -> None:
    row.attributes["uploadOperations"] = None
    _set_state(row, "UPLOAD_COMPLETE", "UPLOAD_COMPLETE")
    if store.settings.shuffles_order:
        store.random.shuffle(row.parent(PARENT).to_many[KIND])
    fault = store.faults.for_picture(row["fileName"])
    if fault is None or not fault.stuck:
        begins = partial(_begin, store, row, media, checksum, fault)
        store.timers.at(store.now + store.settings.processing, begins)
    store.changed("preview.committed")


def _begin(store: Store, row: Row, media: Media, checksum: str | None, fault: PictureFault | None) -> None:
    if row.id in store.rows[KIND]:
        _set_state(row, "COMPLETE", "PROCESSING")
        ends = partial(_process, store, row, media, checksum, fault)
        store.timers.at(store.now + store.settings.video_processing, ends)
        store.changed("preview.processing")


def _process(store: Store, row: Row, media: Media, checksum: str | None, fault: PictureFault | None) -> None:
    if row.id not in store.rows[KIND]:
        return
    verdict = inspect_video(media.data, row.parent(PARENT)["previewType"])
    if is_corrupt(media, checksum):
        verdict = replace(verdict, code="MOV_APPEARS_CORRUPT", description="MOV_APPEARS_CORRUPT")
    if fault is not None and fault.code is not None:
        verdict = replace(verdict, code=fault.code, description=fault.code)
    if verdict.code is not None:
        _set_state(row, "COMPLETE", "FAILED", verdict.code, verdict.description)
        store.changed("preview.failed")
        return
    _complete(store, row, media, verdict)
    show_checksum(store, row, media, fault, store.settings.checksum_delay)
    store.changed("preview.complete")


def _complete(store: Store, row: Row, media: Media, verdict: VideoVerdict) -> None:
    _set_state(row, "COMPLETE", "COMPLETE")
    row.attributes["videoUrl"] = f"/_assets/{media.token}/preview.mp4"
    if store.settings.loses_early_time_codes or row["previewFrameTimeCode"] is None:
        row.attributes["previewFrameTimeCode"] = DEFAULT_TIME_CODE
    _show_poster(store, row, verdict)


def _show_poster(store: Store, row: Row, verdict: VideoVerdict) -> None:
    """Takes the poster frame from the video, which may take a while."""
    row.attributes["previewFrameImage"] = {"state": delivery("PROCESSING")}
    time_code = row["previewFrameTimeCode"]
    happens = partial(_take_poster, store, row, verdict, time_code)
    store.timers.at(store.now + store.settings.poster_processing, happens)


def _take_poster(store: Store, row: Row, verdict: VideoVerdict, time_code: str) -> None:
    if row["previewFrameTimeCode"] != time_code:
        return
    if _position(time_code, verdict) >= verdict.seconds:
        row.attributes["previewFrameImage"] = {"state": delivery("FAILED", "INVALID_TIME_CODE", "INVALID_TIME_CODE")}
        return
    name = f"/_assets/{row['assetToken']}/at-{time_code.replace(':', '-')}-{{w}}x{{h}}{{c}}.{{f}}"
    image = {"templateUrl": name, "width": verdict.width, "height": verdict.height}
    row.attributes |= {"previewFrameImage": {"image": image, "state": delivery("COMPLETE")}, "previewImage": image}
    store.changed("preview.poster")


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
