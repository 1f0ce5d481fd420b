"""Slots: lists of images on the store page that an upload fills, whatever Apple calls them.

`plan.py` decides, a slot carries out. A screenshot set is one kind, whether of a version or of a product page. A new
kind, such as a set of app previews, is a class with the methods of `Slot`, a member of `SlotKind`, and a branch in
`make` and `existing`: all in this file.
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Protocol

import httpx

from appstore.client import AppStore
from appstore.media import screenshots, transfers
from appstore.media.transfers import RemoteImage


class SlotKind(StrEnum):
    """The kinds of slots, as they are stored with an upload."""

    SCREENSHOTS = "screenshots"
    PAGE_SCREENSHOTS = "page_screenshots"
    TREATMENT_SCREENSHOTS = "treatment_screenshots"


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
class ScreenshotSlot:
    """A screenshot set (`appScreenshotSets`) of one localization, `owner`'s, and display type."""

    apple: AppStore
    http: httpx.Client
    localization_id: str
    display_type: str
    id: str = ""
    sleep: Callable[[float], None] = time.sleep
    owner: str = screenshots.VERSION

    def create(self) -> bool:
        """Create the set; Apple keeps one for each display type."""
        self.id, is_new = screenshots.create_set(self.apple, self.localization_id, self.display_type, self.owner)
        return is_new

    def find(self) -> bool:
        """Look the set up among those of its localization."""
        if not self.id:
            existing = screenshots.sets_of(self.apple, self.localization_id, self.owner)
            self.id = existing.get(self.display_type, ("", ()))[0]
        return bool(self.id)

    def images(self) -> tuple[RemoteImage, ...]:
        """Read the whole set in one call."""
        return screenshots.in_set(self.apple, self.id)

    def reserve(self, name: str, size: int, known: Collection[str]) -> RemoteImage:
        """Reserve a screenshot; Apple appends it to the set."""
        return screenshots.reserve(self.apple, self.id, name, size, known=known)

    def send(self, image: RemoteImage, path: Path) -> None:
        """Send the parts, each to its own address."""
        encrypted, in_flight = self.apple.encrypted, partial(self.apple.in_flight, transfer=True)
        transfers.send(self.http, path, image.operations, encrypted=encrypted, sleep=self.sleep, in_flight=in_flight)

    def commit(self, image_id: str, checksum: str) -> None:
        """Commit the screenshot; Apple processes it from now on."""
        screenshots.commit(self.apple, image_id, checksum)

    def remove(self, image_id: str) -> None:
        """Delete the screenshot."""
        screenshots.delete(self.apple, image_id)

    def put_in_order(self, image_ids: Sequence[str]) -> None:
        """Set the order of the whole set."""
        screenshots.put_in_order(self.apple, self.id, image_ids)


_OWNERS = {
    SlotKind.SCREENSHOTS: screenshots.VERSION,
    SlotKind.PAGE_SCREENSHOTS: screenshots.PAGE,
    SlotKind.TREATMENT_SCREENSHOTS: screenshots.TREATMENT,
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
    return ScreenshotSlot(apple, http, localization_id, display_type, slot_id, sleep, _OWNERS[kind])


def existing(kind: SlotKind, apple: AppStore, localization_id: str) -> dict[str, tuple[str, tuple[RemoteImage, ...]]]:
    """Return id and images of each slot of a kind that a localization has, by display type."""
    return screenshots.sets_of(apple, localization_id, _OWNERS[kind])
