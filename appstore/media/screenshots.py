"""Reads and changes screenshots: one set for each language and display type, of a version or of a product page."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from appstore.calls.jsonapi import body
from appstore.client import AppStore, Document, Resource
from appstore.errors import Refused
from appstore.media.transfers import AssetState, Operation, RemoteImage

# Seconds between attempts to create a set that was just deleted.
AFTER_DELETION = (0.5, 1.0, 2.0, 4.0)
# Whose languages have sets, as a set names them.
VERSION, PAGE = "appStoreVersionLocalization", "appCustomProductPageLocalization"
TREATMENT = "appStoreVersionExperimentTreatmentLocalization"
_COMMITTED = frozenset({AssetState.UPLOAD_COMPLETE, AssetState.COMPLETE, AssetState.FAILED})


def sets_of(
    apple: AppStore, localization_id: str, owner: str = VERSION
) -> dict[str, tuple[str, tuple[RemoteImage, ...]]]:
    """Return (set id, screenshots in order) by display type: one call, and one for each set Apple leaves out."""
    answer = _sets(apple, owner, localization_id, {"include": "appScreenshots", "limit[appScreenshots]": 50})
    return {
        resource.text("screenshotDisplayType"): (resource.id, _included(apple, answer, resource))
        for resource in answer.data
    }


def in_set(apple: AppStore, set_id: str) -> tuple[RemoteImage, ...]:
    """Return the screenshots of a set in Apple's order."""
    return tuple(_read(resource) for resource in apple.pages(f"/v1/appScreenshotSets/{set_id}/appScreenshots").data)


def create_set(apple: AppStore, localization_id: str, display_type: str, owner: str = VERSION) -> tuple[str, bool]:
    """Create a set for that display type; returns its id, and whether it is new.

    For a moment after a set was deleted, Apple says that it exists and does not list it: then it is tried again.
    """

    def find() -> Resource | None:
        # Apple is reported to ignore the filter.
        found = _sets(apple, owner, localization_id, {"filter[screenshotDisplayType]": display_type}).data
        return next((item for item in found if item.text("screenshotDisplayType") == display_type), None)

    document = body(
        "appScreenshotSets",
        {"screenshotDisplayType": display_type},
        parents={owner: (f"{owner}s", localization_id)},
    )
    pauses = iter(AFTER_DELETION)
    while True:
        try:
            return apple.post("/v1/appScreenshotSets", document, find=find).first.id, True
        except Refused as refused:
            if refused.conflict and (found := find()):
                return found.id, False
            pause = next(pauses, None) if "already exists" in refused.detail.lower() else None
            if pause is None:
                raise
        apple.wait("failure", pause)


def reserve(
    apple: AppStore, set_id: str, file_name: str, file_size: int, *, known: Collection[str] = ()
) -> RemoteImage:
    """Reserve a screenshot at the end of a set; returns it with the operations that send its `file_size` bytes.

    When Apple's response is lost, the reservation that Apple made is used: the one for a file of this name and size
    whose id is not among the `known` ones.
    """

    def find() -> Resource | None:
        for resource in apple.pages(f"/v1/appScreenshotSets/{set_id}/appScreenshots").data:
            reserved = _read(resource)
            is_ours = (reserved.name, reserved.size) == (file_name, file_size)
            if is_ours and reserved.state == AssetState.AWAITING_UPLOAD and reserved.id not in known:
                return resource if reserved.operations else apple.get(f"/v1/appScreenshots/{reserved.id}").first
        return None

    document = body(
        "appScreenshots",
        {"fileName": file_name, "fileSize": file_size},
        parents={"appScreenshotSet": ("appScreenshotSets", set_id)},
    )
    return _read(apple.post("/v1/appScreenshots", document, find=find).first)


def commit(apple: AppStore, screenshot_id: str, md5_hex: str) -> RemoteImage:
    """Report that every part was sent. One that was already committed is returned as it is now, failed ones too."""
    path = f"/v1/appScreenshots/{screenshot_id}"

    def find() -> Resource | None:
        resource = apple.get(path).first
        return resource if _read(resource).state in _COMMITTED else None

    attributes = {"uploaded": True, "sourceFileChecksum": md5_hex}
    try:
        return _read(apple.patch(path, body("appScreenshots", attributes, identity=screenshot_id), find=find).first)
    except Refused as refused:
        if refused.conflict and (found := find()):
            return _read(found)
        raise


def delete(apple: AppStore, screenshot_id: str) -> None:
    """Remove a screenshot; it is no error if it is already gone."""
    try:
        apple.delete(f"/v1/appScreenshots/{screenshot_id}")
    except Refused as refused:
        if not refused.gone:
            raise


def put_in_order(apple: AppStore, set_id: str, ids: Sequence[str]) -> None:
    """Put the screenshots of a set in this order; `ids` names all of them."""
    links = [{"type": "appScreenshots", "id": screenshot_id} for screenshot_id in ids]
    apple.patch(f"/v1/appScreenshotSets/{set_id}/relationships/appScreenshots", {"data": links})


def _sets(apple: AppStore, owner: str, localization_id: str, params: Mapping[str, str | int]) -> Document:
    return apple.pages(f"/v1/{owner}s/{localization_id}/appScreenshotSets", params)


def _included(apple: AppStore, answer: Document, screenshot_set: Resource) -> tuple[RemoteImage, ...]:
    ids = screenshot_set.related("appScreenshots")
    included = answer.included_by_id("appScreenshots")
    if ids is None or any(screenshot_id not in included for screenshot_id in ids):
        return in_set(apple, screenshot_set.id)
    return tuple(_read(included[screenshot_id]) for screenshot_id in ids)


def _read(resource: Resource) -> RemoteImage:
    size = resource.number("fileSize")
    delivery: Mapping[str, Any] = resource.attributes.get("assetDeliveryState") or {}
    errors = delivery.get("errors") or ()
    operations = resource.attributes.get("uploadOperations") or ()
    asset: Mapping[str, Any] = resource.attributes.get("imageAsset") or {}
    return RemoteImage(
        id=resource.id,
        name=resource.text("fileName"),
        size=size,
        checksum=resource.text("sourceFileChecksum"),
        state=AssetState(str(delivery.get("state"))),
        reasons=tuple((str(error.get("code") or ""), str(error.get("description") or "")) for error in errors),
        operations=tuple(_operation(operation, size) for operation in operations),
        template=str(asset.get("templateUrl") or ""),
        width=int(asset.get("width") or 0),
        height=int(asset.get("height") or 0),
    )


def _operation(raw: Mapping[str, Any], file_size: int) -> Operation:
    """Read one part; Apple may omit everything but the address."""
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
