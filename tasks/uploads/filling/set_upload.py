"""Reconciles one slot with the wanted images, and leaves it no worse when something fails."""

import contextvars
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appstore.errors import AppStoreError
from appstore.library.slot import OTHER_SPEC
from appstore.media import plan as media_plan
from appstore.media.plan import Mode
from appstore.media.transfers import AssetState, RemoteImage
from cards.uploads.results import SetResult
from records.uploads.uploads import HANDED_OVER, LOST, NO_ROOM, NOT_TRIED, UNDER_WAY, ItemState
from tasks.uploads.filling.set_content import SetContent
from tasks.uploads.filling.waiting import Cancelled, ProcessingWait, StillProcessing, VideoWait

# Codes of Apple that begin like this are final: sending the image again does not help.
LASTING = (OTHER_SPEC, "IMAGE_INCORRECT_DIMENSIONS", "IMAGE_ALPHA_NOT_ALLOWED", "IMAGE_BAD_DIMENSION", "IMG_BAD")
MOST_TRIES = 2


@dataclass
class SetUploader(SetContent):
    """Carries out the plan for one slot. Run again after a crash, it resumes where it stopped.

    Images are sent in `executor`, from their `paths`.
    """

    paths: Sequence[Path]
    wait: ProcessingWait | VideoWait
    executor: Executor
    _removed: int = field(default=0, init=False)

    def run(self, images: Sequence[RemoteImage] | None) -> SetResult:
        """Bring the wanted images into the slot; `images` is what it holds, if just read. Restores before it raises."""
        try:
            images = self.slot.images() if images is None else images
            if self.mode is Mode.REPLACE:
                # An attempt whose worker died may have removed images, and has not said so.
                self._removed = len({image.id for image in self.plan.before} - {image.id for image in images})
            return self._converge(self._tidy(images))
        except Cancelled:
            self._withdraw(keep=HANDED_OVER if self._removed else frozenset())
            self._show_what_stays()
            raise Cancelled(touched=bool(self._removed)) from None
        except AppStoreError:
            self._withdraw(keep=frozenset() if self.mode is Mode.REPLACE and not self._removed else HANDED_OVER)
            self._await_committed()
            self._show_what_stays()
            raise

    def restore(self) -> bool:
        """Remove what a killed attempt sent. If old images are gone, complete new ones stay, and it returns True."""
        self.wait.cancel.shield()
        touched = {image.id for image in self.plan.before} - {image.id for image in self._tidy(self.slot.images())}
        self._withdraw(keep=HANDED_OVER if touched else frozenset())
        self._show_what_stays()
        return bool(touched)

    def _converge(self, images: Sequence[RemoteImage]) -> SetResult:
        began = [image.id for image in images]
        for number in self._planned(images).found:
            if not self.items[number].id:
                self._write(number, progress=ItemState.THERE)
        images = self._send_and_watch(self._all(*UNDER_WAY), images)
        for leaving, numbers in media_plan.rounds(self._planned(images), self.plan.most):
            if self._all(*LOST):
                break
            self._remove(leaving)
            images = self._send_and_watch(numbers, [image for image in images if image.id not in set(leaving)])
        reason = NOT_TRIED if self._all(*LOST) else NO_ROOM
        for number in self._all(ItemState.WAITING):
            self._write(number, progress=ItemState.FAILED, reason=reason)
        return self._fall_short(images) if self._all(*LOST) else self._finish(images, began)

    def _send_and_watch(self, numbers: Sequence[int], images: Sequence[RemoteImage]) -> Sequence[RemoteImage]:
        """Bring these images to COMPLETE, retrying once if that may help; returns what the slot holds then."""
        while numbers:
            self._send_all(numbers, images)
            numbers = []
            while not numbers and (under_way := self._all(*UNDER_WAY)):
                self.wait.wait([self.items[number].id for number in under_way])
                images = self.slot.images()
                numbers = self._check(images)
        return self._all_shown(images)

    def _all_shown(self, images: Sequence[RemoteImage]) -> Sequence[RemoteImage]:
        """Show what is complete, all of it at once, so that it is in order; returns what the slot holds then."""
        complete = self._all(ItemState.COMPLETE)
        if not complete:
            return images
        images = self.slot.show([self.items[number].id for number in complete], images)
        there = {image.id: image for image in images}
        for number in complete:
            image = there.get(self.items[number].id)
            if image is not None and image.state == AssetState.FAILED:
                self._retry(number, image, ItemState.FAILED)
        return images

    def _send_all(self, numbers: Sequence[int], images: Sequence[RemoteImage]) -> None:
        """Reserve one after the other, since Apple appends in that order; send and commit in parallel."""
        there = {image.id: image for image in images}
        running: list[Future[None]] = []
        elsewhere: list[str] = []
        try:
            for number in numbers:
                image = there.get(self.items[number].id)
                if image is None or (image.state == AssetState.AWAITING_UPLOAD and not image.operations):
                    self.wait.cancel.check()
                    image = self._reserve(number, there)
                if image.state != AssetState.AWAITING_UPLOAD:
                    elsewhere.append(image.id)
                    had = image.id not in there and image.state == AssetState.COMPLETE
                    self._write(number, progress=ItemState.COMMITTED, had=had)
                    continue
                running.append(self.executor.submit(contextvars.copy_context().run, self._send, number, image))
        finally:
            errors = [error for future in running if (error := future.exception()) is not None]
        for error in sorted(errors, key=lambda error: not isinstance(error, Cancelled)):
            raise error
        for image_id in elsewhere:
            if self.slot.join(image_id):
                self.wait.committed(image_id)

    def _reserve(self, number: int, there: Mapping[str, RemoteImage]) -> RemoteImage:
        item, wanted = self.items[number], self.plan.images[number].wanted
        if item.id:
            self.slot.remove(item.id)
        known = {*there, *(other.id for other in self.items if other.id)}
        image = self.slot.reserve(wanted.name, wanted.size, known, wanted.checksum)
        self._write(number, progress=ItemState.RESERVED, id=image.id, tries=item.tries + 1, reason="")
        return image

    def _send(self, number: int, image: RemoteImage) -> None:
        self.wait.cancel.check()
        self.slot.send(image, self.paths[number])
        self._write(number, progress=ItemState.SENT)
        self.slot.commit(image.id, self.plan.images[number].wanted.checksum)
        self.wait.committed(image.id)
        self._write(number, progress=ItemState.COMMITTED)

    def _check(self, images: Sequence[RemoteImage]) -> list[int]:
        """Store how far Apple is with each image under way; returns those to send again."""
        there, again = {image.id: image for image in images}, []
        for number in self._all(*UNDER_WAY):
            image = there.get((item := self.items[number]).id)
            if image is not None and image.state == AssetState.COMPLETE:
                self.wait.good(item.id)
                self._write(number, progress=ItemState.COMPLETE)
            elif image is None or not image.usable:
                again += self._retry(number, image, ItemState.FAILED)
            elif self.wait.is_stuck(item.id, again=item.tries < self._most_tries):
                again += self._retry(number, image, ItemState.STUCK)
        return again

    def _retry(self, number: int, image: RemoteImage | None, ended: ItemState) -> list[int]:
        code, description = next(iter(image.reasons), ("", "")) if image is not None else ("", "")
        if image is not None:
            self.slot.remove(image.id)
        again = self.items[number].tries < self._most_tries and not code.startswith(LASTING)
        reason = code if again else f"{code} {description}".strip()
        self._write(number, progress=ItemState.WAITING if again else ended, id="", reason=reason)
        return [number] if again else []

    @property
    def _most_tries(self) -> int:
        """How often a file is sent: a video that Apple could not process fails again."""
        return 1 if self.plan.kind.holds_videos else MOST_TRIES

    def _remove(self, image_ids: Sequence[str]) -> None:
        for image_id in image_ids:
            self.wait.cancel.check()
            self._removed += 1
            self.slot.remove(image_id)

    def _finish(self, images: Sequence[RemoteImage], began: Sequence[str]) -> SetResult:
        """Set the order before old images are removed: if that fails, all of them are still there."""
        position = {image_id: number for number, image_id in enumerate(began)}
        plan = self._planned(sorted(images, key=lambda image: position.get(image.id, len(began))))
        wanted = list(plan.keep)
        reordered = [image.id for image in images if image.id in wanted] != wanted
        if reordered:
            others = [image.id for image in images if image.id not in {*wanted, *plan.remove}]
            self.slot.put_in_order([*wanted, *others, *plan.remove])
        self._remove(plan.remove)
        return self._result(wanted, images, reordered=reordered)

    def _fall_short(self, images: Sequence[RemoteImage]) -> SetResult:
        """End with images missing: a slot that was to be replaced keeps what it held, if all of it is still there."""
        good = [image.id for image in images if image.state == AssetState.COMPLETE]
        ours = {item.id for item in self.items if item.progress is ItemState.COMPLETE}
        others = [image_id for image_id in good if image_id not in ours]
        if self.mode is Mode.REPLACE and not self._removed and others:
            self._withdraw(keep=frozenset())
            return self._result(others, images, restored=True)
        return self._result(good, images)

    def _result(self, holds: Sequence[str], images: Sequence[RemoteImage], **how: bool) -> SetResult:
        placed = sum(item.progress is ItemState.COMPLETE and item.had for item in self.items)
        common: dict[str, Any] = {"holds": tuple(holds), "arrived": self._arrived(images), "placed": placed, **how}
        return SetResult(plan=self.plan, items=tuple(self.items), removed=self._removed, **common)

    def _withdraw(self, *, keep: Collection[ItemState]) -> None:
        """Remove what this upload sent, except images in a state to `keep`."""
        self.wait.cancel.shield()
        for number, item in enumerate(self.items):
            if item.id and item.progress not in keep:
                self.slot.remove(item.id)
                self._write(number, progress=ItemState.WITHDRAWN, id="")

    def _show_what_stays(self) -> None:
        """Show what was not withdrawn: a slot may hold complete images that it does not show yet."""
        with suppress(AppStoreError):
            self.slot.show([self.items[number].id for number in self._all(ItemState.COMPLETE)], ())

    def _await_committed(self) -> None:
        """Wait until Apple has processed what was committed before something failed, so that its end is known."""
        with suppress(AppStoreError, StillProcessing):
            while committed := self._all(ItemState.COMMITTED):
                self.wait.wait([self.items[number].id for number in committed])
                self._check(self.slot.images())
