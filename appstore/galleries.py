"""A place on the store page that shows pictures, and what can be done with it, whatever Apple calls it.

`plan.py` decides, a gallery does: today a screenshot set; Apple's App Asset Library (4.5) will be a sibling here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import httpx

from appstore import screenshots, transfers
from appstore.client import AppStore
from appstore.screenshots import AssetState, Screenshot
from appstore.transfers import Operation


class Stage(StrEnum):
    """How far a picture in a gallery is."""

    EMPTY = "empty"
    PROCESSING = "processing"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True)
class Held:
    """A picture as the gallery holds it. `reasons` are Apple's (code, description) of a bad one."""

    id: str
    name: str
    size: int
    checksum: str
    stage: Stage
    reasons: tuple[tuple[str, str], ...] = ()
    operations: tuple[Operation, ...] = ()


class Gallery(Protocol):
    """What a carrier needs of a place; every call may raise `AppStoreError`."""

    def held(self) -> tuple[Held, ...]:
        """What is there now, in the order of the store page."""

    def reserve(self, name: str, size: int, known: Collection[str]) -> Held:
        """Room for one more picture. `known` ids are never taken for the reservation whose answer was lost."""

    def send(self, held: Held, path: Path) -> None:
        """The bytes of a reserved picture."""

    def commit(self, held_id: str, checksum: str) -> None:
        """All bytes are sent; `checksum` is their MD5 in hex."""

    def remove(self, held_id: str) -> None:
        """Take a picture away; one that is gone already is no error."""

    def put_in_order(self, held_ids: Sequence[str]) -> None:
        """Show the pictures in this order; every id of the gallery must be named."""


_STAGES = {
    AssetState.AWAITING_UPLOAD: Stage.EMPTY,
    AssetState.UPLOAD_COMPLETE: Stage.PROCESSING,
    AssetState.COMPLETE: Stage.GOOD,
    AssetState.FAILED: Stage.BAD,
}


def as_held(shot: Screenshot) -> Held:
    """A screenshot as a picture in a gallery; a state that Apple adds counts as processing."""
    return Held(
        id=shot.id,
        name=shot.file_name,
        size=shot.file_size,
        checksum=shot.checksum or "",
        stage=_STAGES.get(shot.state, Stage.PROCESSING),
        reasons=shot.errors,
        operations=shot.operations,
    )


class ScreenshotSet:
    """A gallery that is an `appScreenshotSets` of Apple's."""

    def __init__(self, apple: AppStore, http: httpx.Client, set_id: str, *, sleep: Callable[[float], None]) -> None:
        self._apple = apple
        self._http = http
        self._sleep = sleep
        self.id = set_id

    def held(self) -> tuple[Held, ...]:
        """One list call for the whole set."""
        return tuple(as_held(shot) for shot in screenshots.in_set(self._apple, self.id))

    def reserve(self, name: str, size: int, known: Collection[str]) -> Held:
        """A reservation; Apple appends it to the set."""
        return as_held(screenshots.reserve(self._apple, self.id, name, size, known=known))

    def send(self, held: Held, path: Path) -> None:
        """The parts, each to its own address."""
        apple = self._apple
        transfers.send(
            self._http, path, held.operations, encrypted=apple.encrypted, sleep=self._sleep, in_flight=apple.in_flight
        )

    def commit(self, held_id: str, checksum: str) -> None:
        """From here on Apple processes the picture."""
        screenshots.commit(self._apple, held_id, checksum)

    def remove(self, held_id: str) -> None:
        """Delete the screenshot."""
        screenshots.delete(self._apple, held_id)

    def put_in_order(self, held_ids: Sequence[str]) -> None:
        """Set the order of the whole set."""
        screenshots.put_in_order(self._apple, self.id, held_ids)
