"""Reads and changes app previews: one set of at most three videos for each language and preview type.

https://developer.apple.com/documentation/appstoreconnectapi/app-previews
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from appstore.calls.jsonapi import OpenEnum, body
from appstore.client import AppStore, Resource
from appstore.media.assets import AssetKind, remote
from appstore.media.transfers import AssetState, RemoteImage
from appstore.media.video_checks import mime_type

__all__ = [
    "MOST_IN_SET",
    "PREVIEWS",
    "PosterState",
    "RemotePreview",
    "commit",
    "create_set",
    "delete",
    "in_set",
    "poster_state",
    "put_in_order",
    "reserve",
    "set_poster",
    "sets_of",
]

MOST_IN_SET = 3


class PosterState(OpenEnum):
    """How far Apple is with the poster frame of a video. COMPLETE and FAILED are final."""

    PROCESSING = "PROCESSING"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, kw_only=True)
class RemotePreview(RemoteImage):
    """An app preview as Apple holds it: `state` is that of the video, which Apple may take hours to process.

    `time_code` is where the poster frame is (`00:00:05:00`), "" if unknown; it keeps only what is set once the video
    is complete. `poster` is None as long as there is none; `template` is its address.
    """

    time_code: str = ""
    poster: PosterState | None = None


def _read(resource: Resource) -> RemotePreview:
    attributes = resource.attributes
    frame: Mapping[str, Any] = attributes.get("previewFrameImage") or {}
    video = attributes.get("videoDeliveryState") or _former_state(resource)
    return RemotePreview(
        **vars(remote(resource, video, frame.get("image"))),
        time_code=resource.text("previewFrameTimeCode"),
        poster=poster_state(frame) if frame else None,
    )


def poster_state(frame: Mapping[str, Any]) -> PosterState:
    """Return how far Apple is with a poster frame; its state comes as a word, or as an object that has it."""
    state = frame.get("state")
    return PosterState(str(state.get("state") if isinstance(state, dict) else state))


def _former_state(resource: Resource) -> Mapping[str, Any]:
    """Return the state of a preview from before API 3.7, which tells that of its bytes; with an address it is shown."""
    received: Mapping[str, Any] = resource.attributes.get("assetDeliveryState") or {}
    is_processing = received.get("state") == AssetState.COMPLETE and not resource.text("videoUrl")
    return {**received, "state": AssetState.PROCESSING} if is_processing else received


PREVIEWS = AssetKind("appPreviews", "appPreviewSets", "previewType", _read)

sets_of, in_set, create_set = PREVIEWS.sets_of, PREVIEWS.in_set, PREVIEWS.create_set
commit, delete, put_in_order = PREVIEWS.commit, PREVIEWS.delete, PREVIEWS.put_in_order


def reserve(
    apple: AppStore, set_id: str, file_name: str, file_size: int, *, known: Collection[str] = ()
) -> RemotePreview:
    """Reserve a preview at the end of a set, as `AssetKind.reserve` does, with the type that its name says."""
    return PREVIEWS.reserve(apple, set_id, file_name, file_size, known=known, mimeType=mime_type(file_name))


def set_poster(apple: AppStore, preview_id: str, time_code: str) -> RemotePreview:
    """Choose the poster frame of a processed video; Apple loses what is set before it is processed.

    Refused for a time code outside the video. Setting it again does no harm, so a lost response is simply repeated.
    """
    document = body("appPreviews", {"previewFrameTimeCode": time_code}, identity=preview_id)
    return _read(apple.patch(f"/v1/appPreviews/{preview_id}", document).first)
