"""Assets of an App Asset Library: pictures and videos that are sent once and placed on store pages any number of times.

https://developer.apple.com/documentation/appstoreconnectapi/app-asset-library
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from appstore.calls.jsonapi import body
from appstore.client import AppStore, Resource
from appstore.errors import Refused
from appstore.media.assets import remote
from appstore.media.previews import RemotePreview, poster_state
from appstore.media.transfers import AssetState, RemoteImage

# Characters of a file name in a reference name, and reference names or ids in one call: its address stays under 4 KB.
_LONGEST_NAME, _AT_ONCE = 40, 30
# Between the file name and the MD5 of its bytes.
_SEPARATOR = " · "
_CHECKSUM = re.compile(_SEPARATOR + "([0-9a-f]{32})$")
_CATEGORY = "APP_SCREENSHOTS_AND_PREVIEWS"
_HAS_PLACEMENTS = "STATE_ERROR.ASSET_HAS_PLACEMENTS"

# States in which an asset is processed; all but the first concern its review.
_PROCESSED = frozenset(
    {
        *("COMPLETE", "PREPARE_FOR_SUBMISSION", "READY_FOR_REVIEW", "WAITING_FOR_REVIEW", "IN_REVIEW"),
        *("ACCEPTED", "APPROVED", "REJECTED", "ARCHIVED"),
    }
)

_LOST = frozenset({"FAILED", "REJECTED"})
ARCHIVED = "ARCHIVED"


@dataclass(frozen=True)
class Media:
    """Pictures or videos: the type of their resources, the list of a library's, and what a placement calls one."""

    type: str
    listed: str
    placed: str


IMAGES = Media("appAssetLibraryImages", "images", "image")
VIDEOS = Media("appAssetLibraryVideos", "videos", "video")
BY_TYPE = {media.type: media for media in (IMAGES, VIDEOS)}


@dataclass(frozen=True)
class Asset:
    """An asset as Apple holds it: the file, and the id of the spec that Apple found it to have, "" until processed.

    `state` is Apple's word; `file.state` says how far the file is.
    """

    file: RemoteImage
    spec_id: str
    state: str

    @property
    def is_lost(self) -> bool:
        """Return whether it can't be shown any more: Apple could not process it, or rejected it."""
        return self.state in _LOST


def reference_name(name: str, checksum: str) -> str:
    """Return the name by which a file is found in the library: the same bytes under the same name have the same one.

    A comma would end it where several are looked up.
    """
    return f"{name.replace(',', ' ')[-_LONGEST_NAME:].strip()}{_SEPARATOR}{checksum}"


def read(resource: Resource) -> Asset:
    """Return an asset; Apple may omit everything but its id."""
    media, spec_id = BY_TYPE.get(resource.type, IMAGES), resource.text("specId")
    picture = resource.attributes.get("imageAsset")
    if media is VIDEOS:
        frame = resource.attributes.get("previewFrameImage") or {}
        picture = frame.get("image")
    checksum = _CHECKSUM.search(resource.text("referenceName"))
    file = replace(
        remote(resource, {"errors": resource.attributes.get("stateDetails")}, picture),
        checksum=checksum[1] if checksum else "",
        state=_state(resource.text("state"), spec_id),
    )
    if media is VIDEOS:
        file = RemotePreview(
            **vars(file),
            time_code=resource.text("previewFrameTimeCode"),
            poster=poster_state(frame) if frame else None,
        )
    return Asset(file, spec_id, resource.text("state"))


def _state(named: str, spec_id: str) -> AssetState:
    """Return how far Apple is: an asset can be placed once its state says so and its spec is known."""
    if named in _PROCESSED:
        return AssetState.COMPLETE if spec_id else AssetState.PROCESSING
    return AssetState(named)


def find(apple: AppStore, library_id: str, media: Media, by: str, values: Iterable[str]) -> list[Asset]:
    """Return the assets of a library whose `by` (`referenceName`, `id`) is among the values: one call for every 30."""
    wanted = list(dict.fromkeys(values))
    found: list[Asset] = []
    for first in range(0, len(wanted), _AT_ONCE):
        chunk = ",".join(wanted[first : first + _AT_ONCE])
        answer = apple.pages(f"/v1/appAssetLibraries/{library_id}/{media.listed}", {f"filter[{by}]": chunk})
        # Apple is reported to ignore filters at times.
        keys = set(wanted[first : first + _AT_ONCE])
        found += [read(item) for item in answer.data if (item.id if by == "id" else item.text(by)) in keys]
    return found


def get(apple: AppStore, media: Media, asset_id: str) -> Asset:
    """Return an asset, with how to send it if that is still to be done."""
    return read(apple.get(f"/v1/{media.type}/{asset_id}").first)


def reserve(apple: AppStore, library_id: str, media: Media, name: str, size: int, reference: str) -> Asset:
    """Reserve an asset of `size` bytes; the one that has this reference name, if Apple's answer was lost."""

    def existing() -> Resource | None:
        path = f"/v1/appAssetLibraries/{library_id}/{media.listed}"
        rows = apple.pages(path, {"filter[referenceName]": reference}).data
        of_name = [row for row in rows if row.text("referenceName") == reference]
        mine = next((row for row in of_name if row.text("state") not in _LOST), None)
        if mine is None or mine.text("state") != AssetState.AWAITING_UPLOAD or mine.attributes.get("uploadOperations"):
            return mine
        return apple.get(f"/v1/{media.type}/{mine.id}").first

    attributes = {"fileName": name, "fileSize": size, "category": _CATEGORY, "referenceName": reference}
    document = body(media.type, attributes, parents={"assetLibrary": ("appAssetLibraries", library_id)})
    return read(apple.post(f"/v1/{media.type}", document, find=existing).first)


def commit(apple: AppStore, media: Media, asset_id: str) -> Asset:
    """Report that every part was sent; Apple takes no checksum. One that was already committed is returned as it is."""
    path = f"/v1/{media.type}/{asset_id}"

    def find_committed() -> Resource | None:
        resource = apple.get(path).first
        return None if resource.text("state") == AssetState.AWAITING_UPLOAD else resource

    try:
        return read(
            apple.patch(path, body(media.type, {"uploaded": True}, identity=asset_id), find=find_committed).first
        )
    except Refused as refused:
        if refused.conflict and (found := find_committed()):
            return read(found)
        raise


def restore(apple: AppStore, media: Media, asset_id: str) -> Asset:
    """Take an asset out of the archive, so that it can be shown again."""
    document = body(media.type, {"archived": False}, identity=asset_id)
    return read(apple.patch(f"/v1/{media.type}/{asset_id}", document).first)


def delete(apple: AppStore, media: Media, asset_id: str) -> None:
    """Delete an asset; it is no error if it is gone, or stays because another page shows it."""
    try:
        apple.delete(f"/v1/{media.type}/{asset_id}")
    except Refused as refused:
        if not refused.gone and not refused.is_code(_HAS_PLACEMENTS):
            raise


def set_poster(apple: AppStore, video_id: str, time_code: str) -> None:
    """Choose the poster frame of a processed video, wherever it is placed."""
    document = body(VIDEOS.type, {"previewFrameTimeCode": time_code}, identity=video_id)
    apple.patch(f"/v1/{VIDEOS.type}/{video_id}", document)
