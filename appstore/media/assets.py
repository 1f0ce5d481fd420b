"""Files in sets on a store page, whatever Apple calls them: how they are read, reserved, committed and put in order."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

import httpx

from appstore.calls.jsonapi import body
from appstore.client import AppStore, Document, Resource
from appstore.errors import Refused
from appstore.media import transfers
from appstore.media.transfers import AssetState, Operation, RemoteImage

# Seconds between attempts to create a set that was just deleted.
AFTER_DELETION = (0.5, 1.0, 2.0, 4.0)
# Whose languages have sets, as a set names them.
VERSION, PAGE = "appStoreVersionLocalization", "appCustomProductPageLocalization"
TREATMENT = "appStoreVersionExperimentTreatmentLocalization"
_UNCOMMITTED = frozenset({AssetState.AWAITING_UPLOAD, AssetState.UNKNOWN})
RemoteT_co = TypeVar("RemoteT_co", bound=RemoteImage, covariant=True)


@dataclass(frozen=True)
class AssetKind(Generic[RemoteT_co]):
    """One kind of files: the type of their resources, of their sets, and the attribute of which a set has one value.

    `read` makes what we know of a file from Apple's resource.
    """

    type: str
    set_type: str
    attribute: str
    read: Callable[[Resource], RemoteT_co]

    def sets_of(
        self, apple: AppStore, localization_id: str, owner: str = VERSION
    ) -> dict[str, tuple[str, tuple[RemoteT_co, ...]]]:
        """Return (set id, files in order) by type: one call, and one for each set Apple leaves out."""
        answer = self._sets(apple, owner, localization_id, {"include": self.type, f"limit[{self.type}]": 50})
        return {
            resource.text(self.attribute): (resource.id, self._included(apple, answer, resource))
            for resource in answer.data
        }

    def in_set(self, apple: AppStore, set_id: str) -> tuple[RemoteT_co, ...]:
        """Return the files of a set in Apple's order."""
        return tuple(map(self.read, self._rows(apple, set_id)))

    def create_set(self, apple: AppStore, localization_id: str, value: str, owner: str = VERSION) -> tuple[str, bool]:
        """Create a set for that display or preview type; returns its id, and whether it is new.

        For a moment after a set was deleted, Apple says that it exists and does not list it: then it is tried again.
        """

        def find() -> Resource | None:
            # Apple is reported to ignore the filter.
            found = self._sets(apple, owner, localization_id, {f"filter[{self.attribute}]": value}).data
            return next((item for item in found if item.text(self.attribute) == value), None)

        document = body(self.set_type, {self.attribute: value}, parents={owner: (f"{owner}s", localization_id)})
        pauses = iter(AFTER_DELETION)
        while True:
            try:
                return apple.post(f"/v1/{self.set_type}", document, find=find).first.id, True
            except Refused as refused:
                if refused.conflict and (found := find()):
                    return found.id, False
                pause = next(pauses, None) if "already exists" in refused.detail.lower() else None
                if pause is None:
                    raise
            apple.wait("failure", pause)

    def reserve(
        self,
        apple: AppStore,
        set_id: str,
        file_name: str,
        file_size: int,
        *,
        known: Collection[str] = (),
        **attributes: str,
    ) -> RemoteT_co:
        """Reserve a file at the end of a set; returns it with the operations that send its `file_size` bytes.

        When Apple's response is lost, the reservation that Apple made is used: the one for a file of this name and size
        whose id is not among the `known` ones.
        """

        def find() -> Resource | None:
            for resource in self._rows(apple, set_id):
                reserved = self.read(resource)
                is_ours = (reserved.name, reserved.size) == (file_name, file_size)
                if is_ours and reserved.state == AssetState.AWAITING_UPLOAD and reserved.id not in known:
                    return resource if reserved.operations else apple.get(self._path(reserved.id)).first
            return None

        document = body(
            self.type,
            {"fileName": file_name, "fileSize": file_size, **attributes},
            parents=self._parent(set_id),
        )
        return self.read(apple.post(f"/v1/{self.type}", document, find=find).first)

    def commit(self, apple: AppStore, asset_id: str, md5_hex: str) -> RemoteT_co:
        """Report that every part was sent. One that was already committed is returned as it is now, failed ones too."""
        path = self._path(asset_id)

        def find() -> Resource | None:
            resource = apple.get(path).first
            return None if self.read(resource).state in _UNCOMMITTED else resource

        attributes = {"uploaded": True, "sourceFileChecksum": md5_hex}
        try:
            return self.read(apple.patch(path, body(self.type, attributes, identity=asset_id), find=find).first)
        except Refused as refused:
            if refused.conflict and (found := find()):
                return self.read(found)
            raise

    def delete(self, apple: AppStore, asset_id: str) -> None:
        """Remove a file; it is no error if it is already gone."""
        try:
            apple.delete(self._path(asset_id))
        except Refused as refused:
            if not refused.gone:
                raise

    def put_in_order(self, apple: AppStore, set_id: str, ids: Sequence[str]) -> None:
        """Put the files of a set in this order; `ids` names all of them."""
        links = [{"type": self.type, "id": asset_id} for asset_id in ids]
        apple.patch(f"/v1/{self.set_type}/{set_id}/relationships/{self.type}", {"data": links})

    def _rows(self, apple: AppStore, set_id: str) -> tuple[Resource, ...]:
        return apple.pages(self._content(set_id)).data

    def _parent(self, set_id: str) -> dict[str, tuple[str, str]]:
        return {self.set_type.removesuffix("s"): (self.set_type, set_id)}

    def _path(self, asset_id: str) -> str:
        return f"/v1/{self.type}/{asset_id}"

    def _content(self, set_id: str) -> str:
        return f"/v1/{self.set_type}/{set_id}/{self.type}"

    def _sets(self, apple: AppStore, owner: str, localization_id: str, params: Mapping[str, str | int]) -> Document:
        return apple.pages(f"/v1/{owner}s/{localization_id}/{self.set_type}", params)

    def _included(self, apple: AppStore, answer: Document, found: Resource) -> tuple[RemoteT_co, ...]:
        ids = found.related(self.type)
        included = answer.included_by_id(self.type)
        if ids is None or any(asset_id not in included for asset_id in ids):
            return self.in_set(apple, found.id)
        return tuple(self.read(included[asset_id]) for asset_id in ids)


def send(
    apple: AppStore, http: httpx.Client, image: RemoteImage, path: Path, sleep: Callable[[float], object] = time.sleep
) -> None:
    """Send the bytes of a reserved file, each part to its own address."""
    in_flight = partial(apple.in_flight, transfer=True)
    transfers.send(http, path, image.operations, encrypted=apple.encrypted, sleep=sleep, in_flight=in_flight)


def remote(resource: Resource, delivery: Mapping[str, Any] | None, image: Mapping[str, Any] | None) -> RemoteImage:
    """Return a file of any kind by its delivery state and its picture; Apple may omit all of both."""
    size, asset = resource.number("fileSize"), image or {}
    errors = (delivery or {}).get("errors") or ()
    operations = resource.attributes.get("uploadOperations") or ()
    return RemoteImage(
        id=resource.id,
        name=resource.text("fileName"),
        size=size,
        checksum=resource.text("sourceFileChecksum"),
        state=AssetState(str((delivery or {}).get("state"))),
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


def read_picture(resource: Resource) -> RemoteImage:
    """Return a picture by Apple's resource of a screenshot."""
    return remote(resource, resource.attributes.get("assetDeliveryState"), resource.attributes.get("imageAsset"))


# One set of screenshots for each language and display type, of a version, of a product page or of a treatment.
SCREENSHOTS = AssetKind("appScreenshots", "appScreenshotSets", "screenshotDisplayType", read_picture)
