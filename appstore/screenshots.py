"""Reads and changes the screenshots of a version: one set for each language and display type."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appstore.client import AppStore, Document, Resource
from appstore.errors import Refused
from appstore.jsonapi import OpenEnum, body
from appstore.media.transfers import Operation


class AssetState(OpenEnum):
    """How far Apple is with a file. COMPLETE and FAILED are final."""

    AWAITING_UPLOAD = "AWAITING_UPLOAD"
    UPLOAD_COMPLETE = "UPLOAD_COMPLETE"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


COMMITTED = frozenset({AssetState.UPLOAD_COMPLETE, AssetState.COMPLETE, AssetState.FAILED})


@dataclass(frozen=True)
class Screenshot:
    """One file in a set.

    `checksum` is the MD5 of what was uploaded, in hex; None until Apple publishes it, at times well after COMPLETE.
    `errors` are (code, description) of a FAILED one. `operations` are how to send it, empty once committed.
    `template_url` has the placeholders {w} {h} {f}, "" until the image is processed; `width` and `height` are pixels.
    """

    id: str
    file_name: str
    file_size: int
    checksum: str | None
    state: AssetState
    errors: tuple[tuple[str, str], ...] = ()
    operations: tuple[Operation, ...] = ()
    template_url: str = ""
    width: int = 0
    height: int = 0


def sets_of(apple: AppStore, localization_id: str) -> dict[str, tuple[str, tuple[Screenshot, ...]]]:
    """Return (set id, screenshots in order) by display type: one call, and one for each set Apple leaves out."""
    answer = _sets(apple, localization_id, {"include": "appScreenshots", "limit[appScreenshots]": 50})
    return {
        resource.text("screenshotDisplayType"): (resource.id, _included(apple, answer, resource))
        for resource in answer.data
    }


def in_set(apple: AppStore, set_id: str) -> tuple[Screenshot, ...]:
    """Return the screenshots of a set in Apple's order."""
    return tuple(_read(resource) for resource in apple.pages(f"/v1/appScreenshotSets/{set_id}/appScreenshots").data)


def create_set(apple: AppStore, localization_id: str, display_type: str) -> tuple[str, bool]:
    """Create a set for that display type; returns its id, and whether it is new."""

    def find() -> Resource | None:
        # Apple is reported to ignore the filter.
        found = _sets(apple, localization_id, {"filter[screenshotDisplayType]": display_type}).data
        return next((item for item in found if item.text("screenshotDisplayType") == display_type), None)

    wanted = body(
        "appScreenshotSets",
        {"screenshotDisplayType": display_type},
        parents={"appStoreVersionLocalization": ("appStoreVersionLocalizations", localization_id)},
    )
    try:
        return apple.post("/v1/appScreenshotSets", wanted, find=find).first.id, True
    except Refused as refused:
        if refused.conflict and (found := find()):
            return found.id, False
        raise


def reserve(apple: AppStore, set_id: str, file_name: str, file_size: int, *, known: Collection[str] = ()) -> Screenshot:
    """Reserve a place at the end of a set; returns it with the operations that send the file. `file_size` is in bytes.

    After a lost answer, the reservation that Apple made is used: the one for a file of this name and size whose id is
    not among the `known` ones.
    """

    def find() -> Resource | None:
        for resource in apple.pages(f"/v1/appScreenshotSets/{set_id}/appScreenshots").data:
            place = _read(resource)
            is_ours = (place.file_name, place.file_size) == (file_name, file_size)
            if is_ours and place.state == AssetState.AWAITING_UPLOAD and place.id not in known:
                return resource if place.operations else apple.get(f"/v1/appScreenshots/{place.id}").first
        return None

    wanted = body(
        "appScreenshots",
        {"fileName": file_name, "fileSize": file_size},
        parents={"appScreenshotSet": ("appScreenshotSets", set_id)},
    )
    return _read(apple.post("/v1/appScreenshots", wanted, find=find).first)


def commit(apple: AppStore, screenshot_id: str, md5_hex: str) -> Screenshot:
    """Report that every part was sent. One that was committed before is returned as it is now, failed ones too."""
    path = f"/v1/appScreenshots/{screenshot_id}"

    def find() -> Resource | None:
        resource = apple.get(path).first
        return resource if _read(resource).state in COMMITTED else None

    attributes = {"uploaded": True, "sourceFileChecksum": md5_hex}
    try:
        return _read(apple.patch(path, body("appScreenshots", attributes, identity=screenshot_id), find=find).first)
    except Refused as refused:
        if refused.conflict and (found := find()):
            return _read(found)
        raise


def delete(apple: AppStore, screenshot_id: str) -> None:
    """Remove a screenshot; one that is gone already is fine."""
    try:
        apple.delete(f"/v1/appScreenshots/{screenshot_id}")
    except Refused as refused:
        if not refused.gone:
            raise


def put_in_order(apple: AppStore, set_id: str, ids: Sequence[str]) -> None:
    """Put the screenshots of a set in this order; `ids` names all of them."""
    links = [{"type": "appScreenshots", "id": screenshot_id} for screenshot_id in ids]
    apple.patch(f"/v1/appScreenshotSets/{set_id}/relationships/appScreenshots", {"data": links})


def _sets(apple: AppStore, localization_id: str, params: Mapping[str, str | int]) -> Document:
    return apple.pages(f"/v1/appStoreVersionLocalizations/{localization_id}/appScreenshotSets", params)


def _included(apple: AppStore, answer: Document, screenshot_set: Resource) -> tuple[Screenshot, ...]:
    ids = screenshot_set.related("appScreenshots")
    included = answer.included_by_id("appScreenshots")
    if ids is None or any(screenshot_id not in included for screenshot_id in ids):
        return in_set(apple, screenshot_set.id)
    return tuple(_read(included[screenshot_id]) for screenshot_id in ids)


def _read(resource: Resource) -> Screenshot:
    attributes = resource.attributes
    delivery: Mapping[str, Any] = attributes.get("assetDeliveryState") or {}
    image: Mapping[str, Any] = attributes.get("imageAsset") or {}
    return Screenshot(
        id=resource.id,
        file_name=resource.text("fileName"),
        file_size=resource.number("fileSize"),
        checksum=resource.text("sourceFileChecksum") or None,
        state=AssetState(str(delivery.get("state"))),
        errors=tuple(
            (str(error.get("code") or ""), str(error.get("description") or ""))
            for error in delivery.get("errors") or ()
        ),
        operations=tuple(
            _operation(operation, resource.number("fileSize")) for operation in attributes.get("uploadOperations") or ()
        ),
        template_url=str(image.get("templateUrl") or ""),
        width=int(image.get("width") or 0),
        height=int(image.get("height") or 0),
    )


def _operation(raw: Mapping[str, Any], file_size: int) -> Operation:
    """Read a part; only the address is always there."""
    offset, length = int(raw.get("offset") or 0), raw.get("length")
    return Operation(
        method=str(raw.get("method") or "PUT"),
        url=str(raw["url"]),
        offset=offset,
        length=file_size - offset if length is None else int(length),
        headers=tuple(
            (str(header["name"]), str(header.get("value") or "")) for header in raw.get("requestHeaders") or ()
        ),
    )
