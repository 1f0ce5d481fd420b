"""Slots: lists of images on the store page that an upload fills, whatever Apple calls them.

`plan.py` decides, a slot carries out. Sets of screenshots and sets of app previews are kinds, each of a version, of a
product page, or of a treatment; the screenshot of a product that reviewers see is one that holds one image. A new
kind is a class with the methods of `Slot`, a member of `SlotKind`, and a branch in `make` and `existing`: all in this
file.
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import ClassVar, Protocol

import httpx

from appstore.catalog import preview_types
from appstore.catalog.display_types import DisplayType
from appstore.catalog.preview_types import PreviewType
from appstore.client import AppStore
from appstore.media import previews, review_screenshots, screenshots, transfers
from appstore.media.assets import PAGE, TREATMENT, VERSION, AssetKind
from appstore.media.plan import MOST_IN_SLOT
from appstore.media.transfers import RemoteImage


class SlotKind(StrEnum):
    """The kinds of slots, as they are stored with an upload."""

    SCREENSHOTS = "screenshots"
    PAGE_SCREENSHOTS = "page_screenshots"
    TREATMENT_SCREENSHOTS = "treatment_screenshots"
    PREVIEWS = "previews"
    PAGE_PREVIEWS = "page_previews"
    TREATMENT_PREVIEWS = "treatment_previews"
    PURCHASE_REVIEW_SCREENSHOT = "purchase_review_screenshot"
    SUBSCRIPTION_REVIEW_SCREENSHOT = "subscription_review_screenshot"

    @property
    def holds_videos(self) -> bool:
        """Whether its slots are sets of app previews."""
        return self in {SlotKind.PREVIEWS, SlotKind.PAGE_PREVIEWS, SlotKind.TREATMENT_PREVIEWS}

    @property
    def is_for_reviewers(self) -> bool:
        """Whether its slots are the screenshots of products, each of which has one at most."""
        return self in {SlotKind.PURCHASE_REVIEW_SCREENSHOT, SlotKind.SUBSCRIPTION_REVIEW_SCREENSHOT}

    @property
    def suffix(self) -> str:
        """What tells the key of a set of videos from that of the screenshots of the same device."""
        return "/previews" if self.holds_videos else ""

    @property
    def most(self) -> int:
        """The most files that a slot of this kind takes."""
        if self.is_for_reviewers:
            return 1
        return previews.MOST_IN_SET if self.holds_videos else MOST_IN_SLOT

    @property
    def for_videos(self) -> "SlotKind":
        """The kind for the videos beside these screenshots."""
        return _VIDEOS.get(self, self)


_VIDEOS = {
    SlotKind.SCREENSHOTS: SlotKind.PREVIEWS,
    SlotKind.PAGE_SCREENSHOTS: SlotKind.PAGE_PREVIEWS,
    SlotKind.TREATMENT_SCREENSHOTS: SlotKind.TREATMENT_PREVIEWS,
}


class Slot(Protocol):
    """A list of images that an upload fills. Any call may raise `AppStoreError`. `id` is "" until the slot exists."""

    id: str

    def create(self) -> bool:
        """Create the slot; returns False if it already exists."""

    def find(self) -> bool:
        """Look up the id if it is unknown; returns whether the slot exists."""

    def images(self) -> tuple[RemoteImage, ...]:
        """Return what the slot holds now, in the order of the store page."""

    def reserve(self, name: str, size: int, known: Collection[str]) -> RemoteImage:
        """Reserve the next position. After a lost response, no id in `known` is mistaken for the reservation."""

    def send(self, image: RemoteImage, path: Path) -> None:
        """Send the bytes of a reserved image."""

    def commit(self, image_id: str, checksum: str) -> None:
        """Report that all bytes are sent; `checksum` is their MD5 in hex."""

    def remove(self, image_id: str) -> None:
        """Remove an image; it is no error if it is already gone."""

    def put_in_order(self, image_ids: Sequence[str]) -> None:
        """Set the order; `image_ids` names every image of the slot."""


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
        """Return the value by which Apple tells the sets of a localization apart."""
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

    def reserve(self, name: str, size: int, known: Collection[str]) -> RemoteImage:
        """Reserve a file; Apple appends it to the set."""
        return self.assets.reserve(self.apple, self.id, name, size, known=known)

    def send(self, image: RemoteImage, path: Path) -> None:
        """Send the parts, each to its own address."""
        encrypted, in_flight = self.apple.encrypted, partial(self.apple.in_flight, transfer=True)
        transfers.send(self.http, path, image.operations, encrypted=encrypted, sleep=self.sleep, in_flight=in_flight)

    def commit(self, image_id: str, checksum: str) -> None:
        """Commit the file; Apple processes it from now on."""
        self.assets.commit(self.apple, image_id, checksum)

    def remove(self, image_id: str) -> None:
        """Delete the file."""
        self.assets.delete(self.apple, image_id)

    def put_in_order(self, image_ids: Sequence[str]) -> None:
        """Set the order of the whole set."""
        self.assets.put_in_order(self.apple, self.id, image_ids)


@dataclass
class ScreenshotSlot(SetSlot):
    """A set of screenshots (`appScreenshotSets`)."""

    assets = screenshots.SCREENSHOTS


@dataclass
class PreviewSlot(SetSlot):
    """A set of app previews (`appPreviewSets`)."""

    assets = previews.PREVIEWS

    @property
    def set_type(self) -> str:
        """Return the preview type; ValueError for a display type without previews, such as an Apple Watch's."""
        preview_type = preview_types.beside(DisplayType(self.display_type))
        if preview_type is None:
            raise ValueError(f"{self.display_type} has no app previews")
        return preview_type.value

    def reserve(self, name: str, size: int, known: Collection[str]) -> RemoteImage:
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


_KINDS: dict[SlotKind, tuple[type[SetSlot], str]] = {
    SlotKind.SCREENSHOTS: (ScreenshotSlot, VERSION),
    SlotKind.PAGE_SCREENSHOTS: (ScreenshotSlot, PAGE),
    SlotKind.TREATMENT_SCREENSHOTS: (ScreenshotSlot, TREATMENT),
    SlotKind.PREVIEWS: (PreviewSlot, VERSION),
    SlotKind.PAGE_PREVIEWS: (PreviewSlot, PAGE),
    SlotKind.TREATMENT_PREVIEWS: (PreviewSlot, TREATMENT),
    SlotKind.PURCHASE_REVIEW_SCREENSHOT: (PurchaseReviewSlot, ""),
    SlotKind.SUBSCRIPTION_REVIEW_SCREENSHOT: (SubscriptionReviewSlot, ""),
}


def make(
    kind: SlotKind,
    apple: AppStore,
    http: httpx.Client,
    localization_id: str,
    display_type: str,
    slot_id: str,
    sleep: Callable[[float], None] = time.sleep,
) -> Slot:
    """Return the slot of a localization and display type; `slot_id` is "" while it is unknown or does not exist."""
    slot, owner = _KINDS[kind]
    return slot(apple, http, localization_id, display_type, slot_id, sleep, owner)


def existing(kind: SlotKind, apple: AppStore, localization_id: str) -> dict[str, tuple[str, tuple[RemoteImage, ...]]]:
    """Return id and images of each slot of a kind that a localization has, by display type."""
    slot, owner = _KINDS[kind]
    found = slot.assets.sets_of(apple, localization_id, owner)
    if slot is not PreviewSlot:
        return found
    # A type that Apple adds is unknown here, and no slot that we fill.
    known = {name: PreviewType(name) for name in found if name in PreviewType.__members__}
    return {preview_types.display_type_of(type_).value: found[name] for name, type_ in known.items()}
