"""Creates the sets of an upload that do not exist, and fills all of them in parallel, or restores them."""

import contextvars
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from appstore.client import AppStore
from appstore.errors import AppStoreError
from appstore.library.library import Library
from appstore.media import slots
from appstore.media.previews import RemotePreview
from appstore.media.transfers import RemoteImage
from cards.uploads import progress as upload_progress
from cards.uploads.results import SetResult
from kit.wiring import Kit
from records.dispatch import app_cache
from records.uploads import originals, processing_time, set_locks, uploads
from records.uploads.uploads import ItemState, SetPlan, Upload, UploadItem, UploadState
from tasks.uploads.fetching import remember
from tasks.uploads.filling import libraries
from tasks.uploads.filling.set_upload import SetUploader
from tasks.uploads.filling.waiting import (
    LONGEST_VIDEO,
    VIDEO_PATIENCE,
    Cancelled,
    CancelToken,
    ProcessingTimes,
    ProcessingWait,
    StillProcessing,
    VideoWait,
)
from tasks.uploads.planning import UploadPlan, compared
from tasks.uploads.progress import ProgressMessage

MOST_SETS_AT_ONCE = 16


@dataclass(frozen=True)
class SetUploads:
    """The sets of one attempt at an upload; `senders` send their files."""

    kit: Kit
    apple: AppStore
    progress: ProgressMessage
    cancel: CancelToken
    times: ProcessingTimes
    senders: ThreadPoolExecutor

    def run(self, planned: UploadPlan) -> Sequence[SetResult]:
        """Fill all sets in parallel. Raises `Cancelled` after every set is restored."""
        redis, upload = self.kit.redis, planned.upload
        items = uploads.items(redis, upload.id)
        self.progress.change(upload=upload, doing=upload_progress.UPLOADING, items=items)
        if not items and planned.all_there and not upload.poster:
            return [SetResult.unchanged(set_plan) for set_plan in upload.sets]
        library = libraries.open_library(self.kit, self.apple, upload) if upload.library_id else None
        busy = any(set_locks.just_changed(redis, set_plan.lock_key) for set_plan in upload.sets)
        with ThreadPoolExecutor(min(MOST_SETS_AT_ONCE, len(upload.sets) or 1)) as pool:
            running = []
            for set_plan in upload.sets:
                images = None if items or busy else planned.remote.get(set_plan.key, None if set_plan.set_id else ())
                paths = planned.paths[set_plan.key]
                uploader = self._uploader(upload, set_plan, items, paths, library, images)
                future = pool.submit(contextvars.copy_context().run, self._upload_set, planned, uploader, images)
                if library is not None:
                    future.add_done_callback(partial(_leave, library, set_plan))
                running.append(future)
            errors = [future.exception() for future in running]
            stopped = [error for error in errors if isinstance(error, Cancelled)]
        if stopped:
            raise Cancelled(touched=any(error.touched for error in stopped))
        if any(isinstance(error, StillProcessing) for error in errors):
            raise StillProcessing
        results = [future.result() for future in running]
        if self.times.measured:
            processing_time.learn(redis, self.times.measured, at_once=self.times.at_once)
        return results

    def _upload_set(
        self, planned: UploadPlan, uploader: SetUploader, images: Sequence[RemoteImage] | None
    ) -> SetResult:
        upload = planned.upload
        try:
            if not_created := planned.errors.get(uploader.plan.key):
                raise not_created
            return self._run(upload, uploader, images)
        except AppStoreError as error:
            if target := upload.target:
                app_cache.forget(self.kit.redis, target.version_id, upload.account, target.app_id, target.bundle_id)
            return SetResult(plan=uploader.plan, items=tuple(uploader.items), error=error)

    def _run(self, upload: Upload, uploader: SetUploader, images: Sequence[RemoteImage] | None) -> SetResult:
        result = uploader.run(images)
        if upload.poster and uploader.plan.kind.holds_videos:
            self._set_posters(upload.poster, uploader, result)
        return result

    def _set_posters(self, code: str, uploader: SetUploader, result: SetResult) -> None:
        """Choose the poster frame of the wanted videos, once Apple has processed them: it loses an earlier choice."""
        wanted_images = [image.wanted for image in uploader.plan.images]
        names, sums = {image.name for image in wanted_images}, {image.checksum for image in wanted_images}
        for video in uploader.slot.images():
            wanted = video.id in result.holds and (video.name in names or video.checksum in sums)
            if wanted and isinstance(video, RemotePreview) and video.time_code != code:
                uploader.slot.set_poster(video.id, code)

    def _uploader(
        self,
        upload: Upload,
        plan: SetPlan,
        stored: Mapping[str, UploadItem],
        paths: Sequence[Path],
        library: Library | None,
        images: Sequence[RemoteImage] | None,
    ) -> SetUploader:
        address = plan.localization_id, plan.display_type, plan.set_id
        items = [stored.get(plan.item_key(number), UploadItem()) for number in range(len(plan.images))]
        reserved = [item.id for item in items if item.id]
        http, sleep = self.kit.http, self.cancel.sleep
        return SetUploader(
            slot=slots.make(
                plan.kind, self.apple, http, *address, sleep, library=library, reserved=reserved, shown=images
            ),
            plan=plan,
            mode=upload.mode,
            items=items,
            paths=paths,
            wait=self._wait(upload, plan),
            executor=self.senders,
            save=partial(self._save, upload.id, plan),
            checksums=partial(originals.checksums, self.kit.redis),
        )

    def _wait(self, upload: Upload, plan: SetPlan) -> ProcessingWait | VideoWait:
        if not plan.kind.holds_videos:
            return ProcessingWait(self.times, self.cancel)
        until = (upload.decided_at or upload.created_at) + LONGEST_VIDEO
        return VideoWait(self.cancel, self.kit.clock, until, VIDEO_PATIENCE)

    def _save(self, upload_id: str, plan: SetPlan, number: int, item: UploadItem) -> None:
        image, name = plan.images[number], plan.item_key(number)
        if item.progress is ItemState.RESERVED and image.file.id:
            originals.sent(self.kit.redis, item.id, image.wanted.checksum)
        elif item.progress is ItemState.COMPLETE and image.file.id:
            remember(self.kit, image)
            if plan.library_id:
                originals.placed(self.kit.redis, plan.library_id, image.wanted.checksum, item.id)
        uploads.put_item(self.kit.redis, upload_id, name, item)
        self.progress.item_changed(name, item)

    def restore(self) -> bool:
        """Remove what a killed attempt left in the sets; returns whether old images are gone for good."""
        upload = uploads.get(self.kit.redis, self.progress.upload.id)
        if upload is None or upload.state is not UploadState.RUNNING:
            return False
        items = uploads.items(self.kit.redis, upload.id)
        self.progress.change(upload=upload, doing=upload_progress.UPLOADING, items=items)
        library = libraries.open_library(self.kit, self.apple, upload) if upload.library_id else None
        uploaders = [self._uploader(upload, set_plan, items, (), library, None) for set_plan in upload.sets]
        touched = [uploader.restore() for uploader in uploaders if uploader.slot.find()]
        if library is not None:
            library.delete_unfinished()
        return any(touched)


def _leave(library: Library, plan: SetPlan, _future: Future[SetResult]) -> None:
    """Leave what a set has not sent to others that want the same files, however it ended."""
    library.leave(slots.placement_group(plan.kind, plan.localization_id, plan.display_type))


def create_sets(kit: Kit, apple: AppStore, planned: UploadPlan, *, at_once: int) -> UploadPlan:
    """Create the sets that do not exist, a few at once.

    One that exists after all was made by others since the languages were read: what it holds is planned with, like
    everything else that was there before.
    """
    upload, failed = planned.upload, {}
    missing = [set_plan for set_plan in upload.sets if not set_plan.set_id]
    with ThreadPoolExecutor(at_once) as pool:
        run = [pool.submit(contextvars.copy_context().run, _create_set, kit, apple, upload, plan) for plan in missing]
    remote, set_ids = dict(planned.remote), {}
    for set_plan, future in zip(missing, run, strict=True):
        try:
            set_ids[set_plan.key], remote[set_plan.key] = future.result()
        except AppStoreError as error:
            failed[set_plan.key] = error
    sets = [replace(set_plan, set_id=set_ids.get(set_plan.key, set_plan.set_id)) for set_plan in upload.sets]
    return replace(compared(kit, replace(upload, sets=tuple(sets)), planned.paths, remote), errors=failed)


def _create_set(kit: Kit, apple: AppStore, upload: Upload, plan: SetPlan) -> tuple[str, tuple[RemoteImage, ...]]:
    slot = slots.make(plan.kind, apple, kit.http, plan.localization_id, plan.display_type, "")
    images = () if slot.create() else slot.images()
    version_id = upload.target.version_id if upload.target else ""
    if not plan.kind.holds_videos:
        app_cache.remember_set(kit.redis, version_id, plan.localization_id, plan.display_type, slot.id)
    return slot.id, images
