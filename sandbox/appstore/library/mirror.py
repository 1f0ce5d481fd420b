"""What is in sets of screenshots and previews shows up in the library, too, as placements of files without names.

Observed of Apple; what is placed through the library does not show up in sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sandbox.appstore import media_sets
from sandbox.appstore.library import parents
from sandbox.appstore.library.asset_types import IMAGES, PLACEMENTS, VIDEOS
from sandbox.appstore.library.groups import of_display_type, of_preview_type
from sandbox.appstore.library.libraries import dates
from sandbox.appstore.library.placed import asset_of, is_legacy
from sandbox.appstore.library.specs import IMAGE, VIDEO, match
from sandbox.appstore.library.states import AWAITING, FAILED, PREPARED, RECEIVED, UNPROCESSED
from sandbox.appstore.store import Row, Store

# The state of a file in the library by that in its set.
_STATES = {
    "AWAITING_UPLOAD": AWAITING,
    "UPLOAD_COMPLETE": RECEIVED,
    "PROCESSING": RECEIVED,
    "COMPLETE": PREPARED,
    "FAILED": FAILED,
}
_CATEGORY = "APP_SCREENSHOTS_AND_PREVIEWS"


@dataclass(frozen=True, slots=True)
class _Sets:
    """The sets of one kind, and what their files are in the library."""

    kind: str
    members: str
    attribute: str
    state: str
    placed_as: Callable[[str], tuple[str, str]]
    asset: str
    name: str


_SCREENSHOTS = _Sets(
    "appScreenshotSets",
    "appScreenshots",
    "screenshotDisplayType",
    "assetDeliveryState",
    of_display_type,
    IMAGES,
    "image",
)
_PREVIEWS = _Sets(
    "appPreviewSets", "appPreviews", "previewType", "videoDeliveryState", of_preview_type, VIDEOS, "video"
)
_BY_MEMBERS = {sets.members: sets for sets in (_SCREENSHOTS, _PREVIEWS)}


def follow(store: Store) -> None:
    """Brings the placements up to date with what is in sets."""
    known = {row["legacyFile"].id: row for row in store.rows[PLACEMENTS].values() if is_legacy(row)}
    for sets in _BY_MEMBERS.values() if store.settings.mirrors_sets else ():
        for media_set in store.rows[sets.kind].values():
            placed = []
            for file in media_set.to_many[sets.members]:
                placed.append(known.pop(file.id) if file.id in known else _add(store, sets, media_set, file))
                _show(asset_of(placed[-1]), file, sets)
            parents.arrange(media_sets.localization(media_set), placed)
    for gone in known.values():
        _drop(store, gone)


def _add(store: Store, sets: _Sets, media_set: Row, file: Row) -> Row:
    locale = media_sets.localization(media_set)
    placement_type, group = sets.placed_as(media_set[sets.attribute])
    attributes = {
        "mediaType": sets.name.upper(),
        "placementType": placement_type,
        "placementGroup": group,
        "legacyFile": file,
        **dates(store),
    }
    asset = _asset(store, sets, parents.app(locale).parent("assetLibrary"), file)
    return store.add(PLACEMENTS, attributes, row_id=None, **{sets.name: asset}, **parents.link(locale))


def _asset(store: Store, sets: _Sets, library: Row, file: Row) -> Row:
    """Returns the file in the library, which copies of a version share."""
    for asset in library.to_many[f"{sets.name}s"]:
        if asset["assetToken"] == file["assetToken"]:
            return asset
    attributes = {
        "category": _CATEGORY,
        "fileName": file["fileName"],
        "fileSize": file["fileSize"],
        "assetToken": file["assetToken"],
        "state": AWAITING,
        "stateDetails": [],
        **dates(store),
    }
    return store.add(sets.asset, attributes, row_id=None, assetLibrary=library)


def _show(asset: Row, file: Row, sets: _Sets) -> None:
    """Shows how far a file is, until it is processed."""
    if asset["state"] not in UNPROCESSED:
        return
    delivery = file[sets.state]
    asset.attributes |= {"state": _STATES[delivery["state"]], "stateDetails": delivery["errors"]}
    if asset["state"] == PREPARED:
        asset.attributes |= _image(file) if sets is _SCREENSHOTS else _video(file)


def _image(file: Row) -> Mapping[str, object]:
    shown = file["imageAsset"]
    spec = match(IMAGE, _CATEGORY, file["fileName"], (shown["width"], shown["height"]))
    return {"imageAsset": shown, "specId": None if spec is None else spec.id}


def _video(file: Row) -> Mapping[str, object]:
    poster = file["previewFrameImage"]
    image = poster.get("image") or {"width": 0, "height": 0}
    size = image["width"], image["height"]
    spec = match(VIDEO, _CATEGORY, file["fileName"], size)
    return {
        "videoAsset": {"url": file["videoUrl"], "width": size[0], "height": size[1]},
        "specId": None if spec is None else spec.id,
        "previewFrameTimeCode": file["previewFrameTimeCode"],
        "previewFrameImage": {**poster["state"], **({"image": poster["image"]} if "image" in poster else {})},
    }


def _drop(store: Store, placement: Row) -> None:
    """Removes the placement of a file that has gone from its set; one that was processed stays in the library."""
    asset = asset_of(placement)
    store.remove(placement)
    if asset["state"] in {*UNPROCESSED, FAILED} and not asset.to_many["placements"]:
        store.remove(asset)


def forget(store: Store, placement: Row) -> None:
    """Removes a file from its set, because its placement is deleted."""
    if is_legacy(placement):
        file: Row = placement["legacyFile"]
        store.remove(file)
        store.changed("preview.removed" if file.kind.type == "appPreviews" else "screenshot.removed")


def order_sets(placements: Iterable[Row]) -> None:
    """Orders the set whose files have these placements, if any, in the same way."""
    files: list[Row] = [row["legacyFile"] for row in placements if is_legacy(row)]
    if files:
        sets = _BY_MEMBERS[files[0].kind.type]
        files[0].parent(sets.kind.removesuffix("s")).to_many[sets.members][:] = files
