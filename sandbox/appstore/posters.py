"""The poster frame of a video: where it is, and how it is taken once the video is processed."""

from __future__ import annotations

import re
from functools import partial

from sandbox.appstore.errors import RefusedError, bad_attribute
from sandbox.appstore.reservations import delivery
from sandbox.appstore.store import Row, Store
from sandbox.appstore.video_inspection import VideoVerdict

# Where the poster frame is unless it is set: five seconds from the start.
DEFAULT_TIME_CODE = "00:00:05:00"
_TIME_CODE = re.compile(r"(\d\d):([0-5]\d):([0-5]\d):(\d\d)", re.ASCII)


def require_time_code(time_code: str | None, video: VideoVerdict | None) -> None:
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


def change(store: Store, row: Row, time_code: str | None, video: VideoVerdict | None) -> None:
    """Moves the poster frame, by null to where it is by default; it is taken again if the video is processed."""
    row.attributes["previewFrameTimeCode"] = time_code or DEFAULT_TIME_CODE
    if video is not None:
        _take(store, row, video)
    store.changed("preview.poster")


def take_first(store: Store, row: Row, video: VideoVerdict) -> None:
    """Takes the poster frame of a video that has just been processed."""
    if store.settings.loses_early_time_codes or row["previewFrameTimeCode"] is None:
        row.attributes["previewFrameTimeCode"] = DEFAULT_TIME_CODE
    _take(store, row, video)


def _take(store: Store, row: Row, video: VideoVerdict) -> None:
    """Takes the poster frame from the video, which may take a while."""
    _show(row, "PROCESSING")
    happens = partial(_end, store, row, video, row["previewFrameTimeCode"])
    store.timers.at(store.now + store.settings.poster_processing, happens)


def _end(store: Store, row: Row, video: VideoVerdict, time_code: str) -> None:
    if row["previewFrameTimeCode"] != time_code:
        return
    if _position(time_code, video) >= video.seconds:
        _show(row, "FAILED", "INVALID_TIME_CODE")
        return
    name = f"/_assets/{row['assetToken']}/at-{time_code.replace(':', '-')}-{{w}}x{{h}}{{c}}.{{f}}"
    image = {"templateUrl": name, "width": video.width, "height": video.height}
    _show(row, "COMPLETE", image=image)
    store.changed("preview.poster")


def _show(row: Row, state: str, code: str | None = None, image: dict[str, object] | None = None) -> None:
    """Shows a poster frame: its state beside the image in the library, in an object of its own for a preview."""
    shown, made = delivery(state, code, code or ""), {} if image is None else {"image": image}
    if "previewImage" not in row.kind.attributes:
        row.attributes["previewFrameImage"] = {**made, **shown}
        return
    row.attributes["previewFrameImage"] = {**made, "state": shown}
    if image is not None:
        row.attributes["previewImage"] = image
