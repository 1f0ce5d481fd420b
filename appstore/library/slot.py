"""A placement group of a localization as a slot: files are sent to the library once, and placed in the group."""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

import httpx

from appstore.catalog.display_types import DisplayType
from appstore.client import AppStore
from appstore.errors import Refused
from appstore.library import assets, groups, placements
from appstore.library.assets import IMAGES, VIDEOS, Media
from appstore.library.library import Library
from appstore.library.placements import Placement, PlacementGroup
from appstore.media import assets as files
from appstore.media.assets import VERSION
from appstore.media.transfers import AssetState, RemoteImage

# Our own code for a file that Apple took for another device than the group's.
OTHER_SPEC = "ASSET_SPEC_NOT_OF_GROUP"


@dataclass
class LibrarySlot:
    """The group of a display type; it always exists. Ids are those of assets.

    `reserved` are the assets that an earlier attempt has reserved for it, `shown` what it was just read to hold.
    """

    apple: AppStore
    http: httpx.Client
    localization_id: str
    display_type: str
    library: Library
    sleep: Callable[[float], None] = time.sleep
    owner: str = VERSION
    reserved: Collection[str] = ()
    shown: Sequence[RemoteImage] | None = None
    id: str = field(init=False)
    media: ClassVar[Media]
    _pending: dict[str, tuple[tuple[str, str], ...]] = field(init=False)

    def __post_init__(self) -> None:
        """Know what an earlier attempt has reserved."""
        self.id = groups.group_of(DisplayType(self.display_type))
        self._pending = dict.fromkeys(filter(None, self.reserved), ())

    @classmethod
    def types(cls) -> tuple[str, ...]:
        """Return the types of placements that such slots hold."""
        raise NotImplementedError

    @classmethod
    def group_in(cls, owner: str, localization_id: str, display_type: DisplayType) -> PlacementGroup:
        """Return the group of a display type."""
        raise NotImplementedError

    @property
    def _group(self) -> PlacementGroup:
        return self.group_in(self.owner, self.localization_id, DisplayType(self.display_type))

    @classmethod
    def existing(
        cls, apple: AppStore, localization_id: str, owner: str
    ) -> dict[str, tuple[str, tuple[RemoteImage, ...]]]:
        """Return group and files of every slot that holds any, by display type: one call."""
        found = placements.of_localization(apple, owner, localization_id, cls.types())
        held: dict[str, tuple[str, tuple[RemoteImage, ...]]] = {}
        for group in dict.fromkeys(placement.group for placement in found):
            # A group that Apple adds is unknown here, and no slot that we fill.
            if display_type := groups.display_type_of(group):
                held[display_type.value] = group, _files(each for each in found if each.group == group)
        return held

    def create(self) -> bool:
        """Do nothing: Apple has the groups."""
        return False

    def find(self) -> bool:
        """Return True: the slot always exists."""
        return True

    def images(self) -> tuple[RemoteImage, ...]:
        """Return what the group shows, and behind it what this slot has reserved and not placed.

        What is shown is read again unless something is still to be placed: that changes only the library.
        """
        if self.shown is None or not self._pending:
            self._read()
        states = self.library.states(self.media, self._group, self._pending) if self._pending else {}
        self._pending = {asset_id: reasons for asset_id, reasons in self._pending.items() if asset_id in states}
        pending = [
            replace(states[asset_id], state=AssetState.FAILED, reasons=reasons) if reasons else states[asset_id]
            for asset_id, reasons in self._pending.items()
        ]
        return (*(self.shown or ()), *pending)

    def _read(self) -> None:
        group = self._group
        found = placements.of_localization(self.apple, group.owner, group.localization_id, (group.type,), group.name)
        for placement in found:
            self.library.saw(placement.asset)
            self._pending.pop(placement.asset.file.id, None)
        self.shown = _files(found)

    def reserve(self, name: str, size: int, _known: Collection[str], checksum: str) -> RemoteImage:
        """Return the asset of this file; it has operations if this slot is to send it."""
        reserved = self.library.reserve(self.media, self._group, name, size, checksum)
        if reserved.id not in {image.id for image in self.shown or ()}:
            self._pending[reserved.id] = ()
        return reserved

    def send(self, image: RemoteImage, path: Path) -> None:
        """Send the parts, each to its own address. Another upload may have sent the same file meanwhile."""
        try:
            files.send(self.apple, self.http, image, path, self.sleep)
        except Refused:
            if not self.library.is_sent(self.media, image.id):
                self.library.stop_sending(image.id)
                raise
        except BaseException:
            self.library.stop_sending(image.id)
            raise

    def commit(self, image_id: str, _checksum: str) -> None:
        """Commit the file; Apple processes it from now on."""
        try:
            self.library.commit(self.media, image_id)
        except BaseException:
            self.library.stop_sending(image_id)
            raise

    def join(self, image_id: str) -> bool:
        """Wait until another slot of the upload has sent the same file; False if none does."""
        return self.library.join(image_id, self.sleep)

    def show(self, image_ids: Sequence[str], images: Sequence[RemoteImage]) -> Sequence[RemoteImage]:
        """Show files that are complete, in this order, behind what the group shows; returns what the slot holds then.

        A file that Apple took for another device is FAILED in it.
        """
        new = [image_id for image_id in image_ids if image_id in self._pending]
        for image_id in new:
            if not self.library.fits(image_id, self._group):
                self._pending[image_id] = ((OTHER_SPEC, ""),)
                continue
            placements.create(self.apple, self._group, self.media, image_id)
            del self._pending[image_id]
            self.shown = None
        return self.images() if new else images

    def remove(self, image_id: str) -> None:
        """Show a file no longer; it stays in the library unless it is unfinished or failed."""
        if image_id not in self._pending and self.shown is None:
            self._read()
        for image in self.shown or ():
            if image.id == image_id:
                placements.delete(self.apple, image.placement)
        self.shown = tuple(image for image in self.shown or () if image.id != image_id) if self.shown else self.shown
        self._pending.pop(image_id, None)
        self.library.release(self.media, self._group, image_id)

    def put_in_order(self, image_ids: Sequence[str]) -> None:
        """Set the order of the group, in one request that names all of its placements."""
        if self.shown is None:
            self._read()
        position = {image_id: number for number, image_id in enumerate(image_ids)}
        shown = sorted(self.shown or (), key=lambda image: position.get(image.id, len(position)))
        placements.put_in_order(self.apple, self._group, [image.placement for image in shown])
        self.shown = tuple(shown)

    def set_poster(self, video_id: str, time_code: str) -> None:
        """Choose the poster frame of a processed video, wherever it is shown."""
        assets.set_poster(self.apple, video_id, time_code)


def _files(found: Iterable[Placement]) -> tuple[RemoteImage, ...]:
    return tuple(replace(placement.asset.file, placement=placement.id) for placement in found)


@dataclass
class LibraryScreenshotSlot(LibrarySlot):
    """The screenshots of a group, those of an iMessage app among them."""

    media = IMAGES

    @classmethod
    def types(cls) -> tuple[str, ...]:
        """Return those of the app itself and of its iMessage app."""
        return groups.SCREENSHOT, groups.IMESSAGE_SCREENSHOT

    @classmethod
    def group_in(cls, owner: str, localization_id: str, display_type: DisplayType) -> PlacementGroup:
        """Return the group of the app's own screenshots, or of its iMessage app's."""
        placement_type = groups.screenshot_type(display_type)
        return PlacementGroup(owner, localization_id, placement_type, groups.group_of(display_type))


@dataclass
class LibraryPreviewSlot(LibrarySlot):
    """The app previews of a group."""

    media = VIDEOS

    @classmethod
    def types(cls) -> tuple[str, ...]:
        """Return the one type of app previews."""
        return (groups.PREVIEW,)

    @classmethod
    def group_in(cls, owner: str, localization_id: str, display_type: DisplayType) -> PlacementGroup:
        """Return the group of the videos beside such screenshots."""
        return PlacementGroup(owner, localization_id, groups.PREVIEW, groups.group_of(display_type))
