"""Slots: lists of images on the store page that an upload fills, whatever Apple calls them.

`plan.py` decides, a slot carries out. A screenshot set is one kind; a set of app previews or a placement in the App
Asset Library is another class with the methods of `Slot`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import httpx

from appstore import screenshots
from appstore.client import AppStore
from appstore.media import transfers
from appstore.media.plan import ExistingImage
from appstore.media.transfers import Operation
from appstore.screenshots import AssetState, Screenshot


class RemoteState(StrEnum):
    """How far Apple is with an image."""

    EMPTY = "empty"
    PROCESSING = "processing"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True)
class RemoteImage:
    """An image as Apple holds it. `reasons` are Apple's (code, description) of a bad one."""

    id: str
    name: str
    size: int
    checksum: str
    stage: RemoteState
    reasons: tuple[tuple[str, str], ...] = ()
    operations: tuple[Operation, ...] = ()

    def existing(self, checksums: Mapping[str, str]) -> ExistingImage:
        """Return it as the plan sees it; `checksums` by id are those that Apple does not publish yet."""
        return ExistingImage(self.id, self.name, self.checksum or checksums.get(self.id, ""))


class Slot(Protocol):
    """What filling a slot needs; every call may raise `AppStoreError`. `id` is "" until the slot exists at Apple."""

    id: str

    def create(self) -> bool:
        """Create the slot; False where it exists after all."""

    def find(self) -> bool:
        """Look up the id where it is unknown; returns whether the slot exists."""

    def images(self) -> tuple[RemoteImage, ...]:
        """Return what is there now, in the order of the store page."""

    def reserve(self, name: str, size: int, known: Collection[str]) -> RemoteImage:
        """Reserve a place at the end. After a lost answer, ids in `known` are not taken for the reservation."""

    def send(self, image: RemoteImage, path: Path) -> None:
        """Send the bytes of a reserved image."""

    def commit(self, image_id: str, checksum: str) -> None:
        """Report that all bytes are sent; `checksum` is their MD5 in hex."""

    def remove(self, image_id: str) -> None:
        """Remove an image; one that is gone already is no error."""

    def put_in_order(self, image_ids: Sequence[str]) -> None:
        """Set the order; every id of the slot must be named."""


_STATES = {
    AssetState.AWAITING_UPLOAD: RemoteState.EMPTY,
    AssetState.UPLOAD_COMPLETE: RemoteState.PROCESSING,
    AssetState.COMPLETE: RemoteState.GOOD,
    AssetState.FAILED: RemoteState.BAD,
}


def _remote(screenshot: Screenshot) -> RemoteImage:
    """Read a screenshot as an image in a slot; a state that Apple adds counts as processing."""
    return RemoteImage(
        id=screenshot.id,
        name=screenshot.file_name,
        size=screenshot.file_size,
        checksum=screenshot.checksum or "",
        stage=_STATES.get(screenshot.state, RemoteState.PROCESSING),
        reasons=screenshot.errors,
        operations=screenshot.operations,
    )


class ScreenshotSlot:
    """A screenshot set (`appScreenshotSets`) of one language and display type."""

    def __init__(
        self,
        apple: AppStore,
        http: httpx.Client,
        localization_id: str,
        display_type: str,
        set_id: str = "",
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._apple = apple
        self._http = http
        self._localization_id = localization_id
        self._display_type = display_type
        self._sleep = sleep
        self.id = set_id

    @staticmethod
    def existing(apple: AppStore, localization_id: str) -> dict[str, tuple[str, tuple[RemoteImage, ...]]]:
        """Return id and images of each set of a localization by display type, in one call."""
        found = screenshots.sets_of(apple, localization_id)
        return {kind: (set_id, tuple(map(_remote, images))) for kind, (set_id, images) in found.items()}

    def create(self) -> bool:
        """Create the set; Apple keeps one for each display type."""
        self.id, is_new = screenshots.create_set(self._apple, self._localization_id, self._display_type)
        return is_new

    def find(self) -> bool:
        """Look the set up among those of its localization."""
        if not self.id:
            self.id = screenshots.sets_of(self._apple, self._localization_id).get(self._display_type, ("", ()))[0]
        return bool(self.id)

    def images(self) -> tuple[RemoteImage, ...]:
        """Read the whole set in one call."""
        return tuple(map(_remote, screenshots.in_set(self._apple, self.id)))

    def reserve(self, name: str, size: int, known: Collection[str]) -> RemoteImage:
        """Reserve a screenshot; Apple appends it to the set."""
        return _remote(screenshots.reserve(self._apple, self.id, name, size, known=known))

    def send(self, image: RemoteImage, path: Path) -> None:
        """Send the parts, each to its own address."""
        apple = self._apple
        transfers.send(
            self._http, path, image.operations, encrypted=apple.encrypted, sleep=self._sleep, in_flight=apple.in_flight
        )

    def commit(self, image_id: str, checksum: str) -> None:
        """Commit the screenshot; Apple processes it from now on."""
        screenshots.commit(self._apple, image_id, checksum)

    def remove(self, image_id: str) -> None:
        """Delete the screenshot."""
        screenshots.delete(self._apple, image_id)

    def put_in_order(self, image_ids: Sequence[str]) -> None:
        """Set the order of the whole set."""
        screenshots.put_in_order(self._apple, self.id, image_ids)
