"""Compares what a slot holds with what an upload wants of it, and with what earlier attempts have done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from appstore.media import plan as media_plan
from appstore.media.plan import ExistingImage, Mode, Plan
from appstore.media.slots import Slot
from appstore.media.transfers import AssetState, RemoteImage
from records.uploads.uploads import ItemState, SetPlan, UploadItem


@dataclass
class SetContent:
    """One slot and its part of an upload.

    `items` is how far each image is; `save` stores a change before the next step. `checksums` looks up those that
    Apple has not published yet.
    """

    slot: Slot
    plan: SetPlan
    mode: Mode
    items: list[UploadItem]
    save: Callable[[int, UploadItem], None]
    checksums: Callable[[Sequence[str]], Mapping[str, str]]

    def _planned(self, images: Sequence[RemoteImage]) -> Plan:
        known = self.checksums([image.id for image in images if not image.checksum])
        present = [image.existing(known) for image in images if image.state != AssetState.AWAITING_UPLOAD]
        stay = {image.id for image in self._arrived(images)}
        wanted = [image.wanted for image in self.plan.images]
        return media_plan.make(wanted, present, self.mode, self.plan.most, stay)

    def _arrived(self, images: Sequence[RemoteImage]) -> tuple[ExistingImage, ...]:
        """Return what others added since `before` was stored: Undo could not restore it, so it is never removed."""
        known = {image.id for image in self.plan.before} | {item.id for item in self.items}
        return tuple(image.existing({}) for image in images if image.usable and image.id not in known)

    def _tidy(self, images: Sequence[RemoteImage]) -> list[RemoteImage]:
        """Remove unfinished images of others. A reservation whose id a killed worker did not store is ours, too."""
        ours = {item.id for item in self.items if item.id}
        stays = []
        for image in images:
            orphan = self._orphan(image) if image.state == AssetState.AWAITING_UPLOAD and image.id not in ours else None
            if orphan is not None:
                self._write(orphan, progress=ItemState.RESERVED, id=image.id, tries=self.items[orphan].tries + 1)
                ours.add(image.id)
            if image.usable or image.id in ours:
                stays.append(image)
            else:
                self.slot.remove(image.id)
        gone = ours - {image.id for image in stays}
        for number, item in enumerate(self.items):
            if item.id in gone:
                self._write(number, progress=ItemState.WAITING, id="")
        return stays

    def _orphan(self, image: RemoteImage) -> int | None:
        for number, (planned, item) in enumerate(zip(self.plan.images, self.items, strict=True)):
            same = (planned.wanted.name, planned.wanted.size) == (image.name, image.size)
            if same and not item.id and item.progress is ItemState.WAITING:
                return number
        return None

    def _all(self, *states: ItemState) -> list[int]:
        """Return the numbers of the images in these states."""
        return [number for number, item in enumerate(self.items) if item.progress in states]

    def _write(self, number: int, **fields: Any) -> None:  # noqa: ANN401 - an item's own fields
        self.items[number] = replace(self.items[number], **fields)
        self.save(number, self.items[number])
