"""Slots: lists of images on the store page that an upload fills, whatever Apple calls them.

`plan.py` decides, a slot carries out. Sets of screenshots and sets of app previews are kinds, each of a version, of a
product page, or of a treatment, and so are groups of the App Asset Library (`appstore/library/slot.py`); the screenshot
of a product that reviewers see is one that holds one image. A new kind is a class with the methods of `Slot`, a member
of `SlotKind`, and an entry in the tables here.
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

import httpx

from appstore.catalog import preview_types
from appstore.catalog.display_types import DisplayType
from appstore.catalog.preview_types import PreviewType
from appstore.catalog.slot_kinds import SlotKind
from appstore.client import AppStore
from appstore.library.library import Library
from appstore.library.placements import PlacementGroup
from appstore.library.slot import LibraryPreviewSlot, LibraryScreenshotSlot, LibrarySlot
from appstore.media import assets as files
from appstore.media import previews, review_screenshots
from appstore.media.assets import PAGE, SCREENSHOTS, TREATMENT, VERSION, AssetKind
from appstore.media.transfers import RemoteImage

__all__ = ["PreviewSlot", "ScreenshotSlot", "SetSlot", "Slot", "SlotKind", "existing", "make"]


class Slot(Protocol):
    """A list of images that an upload fills. Any call may raise `AppStoreError`. `id` is "" until the slot exists."""

    id: str

    def create(self) -> bool:
        """Create the slot; returns False if it already exists."""

    def find(self) -> bool:
        """Look up the id if it is unknown; returns whether the slot exists."""

    def images(self) -> tuple[RemoteImage, ...]:
        """Return what the slot holds now, in the order of the store page."""

    def reserve(self, name: str, size: int, known: Collection[str], checksum: str) -> RemoteImage:
        """Reserve the next position. After a lost response, no id in `known` is mistaken for the reservation.

        `checksum` is the MD5 in hex. Only an image that is AWAITING_UPLOAD is to be sent: the slot may have the bytes.
        """

    def send(self, image: RemoteImage, path: Path) -> None:
        """Send the bytes of a reserved image."""

    def commit(self, image_id: str, checksum: str) -> None:
        """Report that all bytes are sent; `checksum` is their MD5 in hex."""

    def join(self, image_id: str) -> bool:
        """Wait until another slot has sent an image that both hold; False if there is nothing to wait for."""

    def show(self, image_ids: Sequence[str], images: Sequence[RemoteImage]) -> Sequence[RemoteImage]:
        """Show complete images of which the slot holds `images`; returns what it holds then."""

    def remove(self, image_id: str) -> None:
        """Remove an image; it is no error if it is already gone."""

    def put_in_order(self, image_ids: Sequence[str]) -> None:
        """Set the order; `image_ids` names every image of the slot."""

    def set_poster(self, video_id: str, time_code: str) -> None:
        """Choose the poster frame of a processed video."""


@dataclass
class SetSlot:
    """A set of files of one localization, `owner`'s, and display type; for previews, that of the same device."""

    apple: AppStore
    http: httpx.Client
    localization_id: str
    display_type: str
    id: str = ""
    sleep: Callable[[float], None] = time.sleep
    owner: str = VERSION
    assets: ClassVar[AssetKind[RemoteImage]]

    @property
    def set_type(self) -> str:
        """Return the value by which Apple tells the sets of a localization apart; ValueError if it has no such sets."""
        if self.display_type in DisplayType.__members__ and DisplayType(self.display_type).is_library_only:
            raise ValueError(f"{self.display_type} has no screenshot sets")
        return self.display_type

    def create(self) -> bool:
        """Create the set; Apple keeps one for each type."""
        self.id, is_new = self.assets.create_set(self.apple, self.localization_id, self.set_type, self.owner)
        return is_new

    def find(self) -> bool:
        """Look the set up among those of its localization."""
        if not self.id:
            existing = self.assets.sets_of(self.apple, self.localization_id, self.owner)
            self.id = existing.get(self.set_type, ("", ()))[0]
        return bool(self.id)

    def images(self) -> tuple[RemoteImage, ...]:
        """Read the whole set in one call."""
        return self.assets.in_set(self.apple, self.id)

    def reserve(self, name: str, size: int, known: Collection[str], _checksum: str) -> RemoteImage:
        """Reserve a file; Apple appends it to the set."""
        return self.assets.reserve(self.apple, self.id, name, size, known=known)

    def send(self, image: RemoteImage, path: Path) -> None:
        """Send the parts, each to its own address."""
        files.send(self.apple, self.http, image, path, self.sleep)

    def commit(self, image_id: str, checksum: str) -> None:
        """Commit the file; Apple processes it from now on."""
        self.assets.commit(self.apple, image_id, checksum)

    def join(self, _image_id: str) -> bool:
        """Do nothing: a file belongs to one set."""
        return False

    def show(self, _image_ids: Sequence[str], images: Sequence[RemoteImage]) -> Sequence[RemoteImage]:
        """Do nothing: Apple shows a file where it was reserved."""
        return images

    def remove(self, image_id: str) -> None:
        """Delete the file."""
        self.assets.delete(self.apple, image_id)

    def put_in_order(self, image_ids: Sequence[str]) -> None:
        """Set the order of the whole set."""
        self.assets.put_in_order(self.apple, self.id, image_ids)

    def set_poster(self, video_id: str, time_code: str) -> None:
        """Choose the poster frame of a preview."""
        previews.set_poster(self.apple, video_id, time_code)


@dataclass
class ScreenshotSlot(SetSlot):
    """A set of screenshots (`appScreenshotSets`)."""

    assets = SCREENSHOTS


@dataclass
class PreviewSlot(SetSlot):
    """A set of app previews (`appPreviewSets`)."""

    assets = previews.PREVIEWS

    @property
    def set_type(self) -> str:
        """Return the preview type; ValueError for a display type without previews, such as an Apple Watch's."""
        preview_type = preview_types.beside(DisplayType(super().set_type))
        if preview_type is None:
            raise ValueError(f"{self.display_type} has no app previews")
        return preview_type.value

    def reserve(self, name: str, size: int, known: Collection[str], _checksum: str) -> RemoteImage:
        """Reserve a preview with the type of its file."""
        return previews.reserve(self.apple, self.id, name, size, known=known)


@dataclass
class PurchaseReviewSlot(SetSlot):
    """The screenshot of an in-app purchase for Apple's reviewers."""

    assets = review_screenshots.OF_PURCHASES


@dataclass
class SubscriptionReviewSlot(SetSlot):
    """The screenshot of a subscription for Apple's reviewers."""

    assets = review_screenshots.OF_SUBSCRIPTIONS


_SETS: dict[SlotKind, tuple[type[SetSlot], str]] = {
    SlotKind.SCREENSHOTS: (ScreenshotSlot, VERSION),
    SlotKind.PAGE_SCREENSHOTS: (ScreenshotSlot, PAGE),
    SlotKind.TREATMENT_SCREENSHOTS: (ScreenshotSlot, TREATMENT),
    SlotKind.PREVIEWS: (PreviewSlot, VERSION),
    SlotKind.PAGE_PREVIEWS: (PreviewSlot, PAGE),
    SlotKind.TREATMENT_PREVIEWS: (PreviewSlot, TREATMENT),
    SlotKind.PURCHASE_REVIEW_SCREENSHOT: (PurchaseReviewSlot, ""),
    SlotKind.SUBSCRIPTION_REVIEW_SCREENSHOT: (SubscriptionReviewSlot, ""),
}
_GROUPS: dict[SlotKind, tuple[type[LibrarySlot], str]] = {
    kind.in_library: (LibraryPreviewSlot if kind.holds_videos else LibraryScreenshotSlot, owner)
    for kind, (_, owner) in _SETS.items()
    if kind.in_library is not kind
}


def make(
    kind: SlotKind,
    apple: AppStore,
    http: httpx.Client,
    localization_id: str,
    display_type: str,
    slot_id: str,
    sleep: Callable[[float], None] = time.sleep,
    *,
    library: Library | None = None,
    reserved: Collection[str] = (),
    shown: Sequence[RemoteImage] | None = None,
) -> Slot:
    """Return the slot of a localization and display type; `slot_id` is "" while it is unknown or does not exist.

    The rest is for a group of the App Asset Library: the app's `library`, and what `LibrarySlot` says of the others.
    """
    if kind.is_library:
        if library is None:
            raise ValueError(f"{kind} is filled from a library")
        group, owner = _GROUPS[kind]
        return group(apple, http, localization_id, display_type, library, sleep, owner, reserved, shown)
    slot, owner = _SETS[kind]
    return slot(apple, http, localization_id, display_type, slot_id, sleep, owner)


def placement_group(kind: SlotKind, localization_id: str, display_type: str) -> PlacementGroup:
    """Return the placement group of a display type, for a kind of the App Asset Library."""
    group, owner = _GROUPS[kind]
    return group.group_in(owner, localization_id, DisplayType(display_type))


def existing(kind: SlotKind, apple: AppStore, localization_id: str) -> dict[str, tuple[str, tuple[RemoteImage, ...]]]:
    """Return id and images of each slot of a kind that a localization has, by display type."""
    if kind.is_library:
        group, owner = _GROUPS[kind]
        return group.existing(apple, localization_id, owner)
    slot, owner = _SETS[kind]
    found = slot.assets.sets_of(apple, localization_id, owner)
    if slot is not PreviewSlot:
        return found
    # A type that Apple adds is unknown here, and no slot that we fill.
    known = {name: PreviewType(name) for name in found if name in PreviewType.__members__}
    return {preview_types.display_type_of(type_).value: found[name] for name, type_ in known.items()}
