"""Runs one upload from its files in Slack to its end, to a question, or until a set is free."""

import contextvars
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Semaphore

from appstore.catalog.locales import name as locale_name
from appstore.client import AppStore
from appstore.errors import AppStoreError
from appstore.media import slots
from appstore.media.plan import Mode
from appstore.media.transfers import RemoteImage
from cards.uploads import progress as upload_progress
from cards.uploads import questions
from cards.uploads import results as upload_results
from cards.uploads.results import SetResult
from kit import temp_dirs
from kit.jobs.define import RetryLater
from kit.slack.replies import UserError
from kit.wiring import Kit
from records import app_cache
from records.messages import Message
from records.uploads import originals, processing_time, set_locks, uploads
from records.uploads.uploads import ItemState, SetPlan, Upload, UploadItem, UploadState
from tasks import resolve
from tasks.uploads import audit, completion, planning, undo
from tasks.uploads.fetching import fetch_all, remember
from tasks.uploads.planning import UploadPlan
from tasks.uploads.progress import ProgressMessage
from tasks.uploads.set_upload import SetUploader
from tasks.uploads.waiting import Cancelled, CancelToken, ProcessingTimes, ProcessingWait

# Seconds until it is checked again whether a set that another upload fills is free.
WAIT_FOR_SET = 1.5
MOST_SETS_AT_ONCE = 16


def run(kit: Kit, upload: Upload) -> None:
    """Go as far as possible. Raises `RetryLater` while a set is busy, and what stops the upload."""
    cancel, concurrency = CancelToken(), kit.settings.upload_concurrency
    progress = ProgressMessage(kit, upload_progress.first_state(upload), cancel)
    apple = kit.apple.with_options(on_wait=progress.waiting, sleep=cancel.sleep, most_in_flight=2 * concurrency)
    times = ProcessingTimes(processing_time.expected_seconds(kit.redis))
    if upload.decision and upload.invocation_ts:
        kit.slack.react(upload.channel, upload.invocation_ts, "eyes", instead_of="question x")
    progress.start()
    try:
        with temp_dirs.temp_dir() as folder, ThreadPoolExecutor(concurrency) as senders:
            UploadRun(kit, apple, progress, cancel, times, folder, senders, Semaphore(concurrency)).run()
    except Cancelled as stopped:
        progress.finish()
        upload = uploads.get(kit.redis, upload.id) or progress.upload
        audit.cancelled(kit, upload)
        completion.end(kit, upload, UploadState.CANCELLED, upload_results.cancelled(upload, touched=stopped.touched))
    finally:
        progress.finish()


@dataclass(frozen=True)
class UploadRun:
    """One attempt at an upload; `folder` holds its files, `senders` and `permits` limit the files sent at once."""

    kit: Kit
    apple: AppStore
    progress: ProgressMessage
    cancel: CancelToken
    times: ProcessingTimes
    folder: Path
    senders: ThreadPoolExecutor
    permits: Semaphore

    def run(self) -> None:
        """Plan the upload, fill its sets and report. Raises `RetryLater` while a set is busy, and `Cancelled`."""
        begun = time.monotonic()
        try:
            planned = self._prepare()
        except Cancelled:
            raise Cancelled(touched=self._restore()) from None
        if planned is not None:
            self._finish(self._upload_sets(planned), seconds=time.monotonic() - begun)

    def _prepare(self) -> UploadPlan | None:
        """Plan the upload and lock its sets; None if there is a question, or only the plan was wanted."""
        upload = self.progress.upload
        if upload.cancelled_by:
            raise Cancelled
        self._wait_for_others(upload)
        if upload.reverts:
            return self._lock_sets(undo.prepare(self.kit, self.apple, upload, self.folder))
        planned = self._plan(upload)
        return None if self._ends_here(planned) else self._lock_sets(planned)

    def _wait_for_others(self, upload: Upload) -> None:
        """Only check: nothing is planned while another upload changes one of the sets."""
        holders = [set_locks.holder(self.kit.redis, set_plan.lock_key) for set_plan in upload.sets]
        others = [holder for holder in holders if holder is not None and holder.id != upload.id]
        if others:
            self.progress.show_waiting_for(others[0])
            raise RetryLater(self.kit.clock() + WAIT_FOR_SET)

    def _plan(self, upload: Upload) -> UploadPlan:
        """Plan with cached answers of Apple; before anything is refused because of them, Apple is asked."""
        named = resolve.named_app(self.kit, upload.app, upload.channel)
        cached = app_cache.APPS.get(self.kit.redis, named or "*") is not None
        with ThreadPoolExecutor(1) as prefetch:
            prefetch.submit(contextvars.copy_context().run, planning.prefetch, self.kit, self.apple, upload)
            fetched = fetch_all(self.kit, upload.files, self.folder, upload.locale, self.progress.file_fetched)
        self.progress.change(doing=upload_progress.PLANNING)
        try:
            return planning.prepare(self.kit, self.apple, upload, fetched)
        except UserError:
            if not cached:
                raise
            return planning.prepare(self.kit, self.apple, upload, fetched, fresh=True)

    def _ends_here(self, planned: UploadPlan) -> bool:
        upload, conflicts = planned.upload, planned.conflicts
        if upload.dry_run:
            pairs = [(set_plan, planned.plans[set_plan.key]) for set_plan in upload.sets]
            self._end(upload, UploadState.DONE, questions.dry_run(upload, pairs, planned.missing))
        elif planned.missing:
            names = [(locale, locale_name(locale)) for locale in planned.missing]
            self._ask(upload, questions.create_locale(upload, names))
        elif upload.state is UploadState.NEW and upload.mode is Mode.ASK and conflicts:
            may_add = not any(plan.too_many for plan in planned.plans.values())
            self._ask(upload, questions.question(upload, conflicts, may_add=may_add))
        else:
            return False
        return True

    def _ask(self, upload: Upload, message: Message) -> None:
        fields = {"target": upload.target, "last_message": message}
        moved = uploads.move(self.kit.redis, upload.id, UploadState.NEW, UploadState.ASKING, **fields)
        if moved is None:
            raise Cancelled
        self.progress.finish()
        completion.show(self.kit, moved)

    def _lock_sets(self, planned: UploadPlan) -> UploadPlan:
        """Lock every set, all or none, and store what they held before anything is changed."""
        redis, upload = self.kit.redis, planned.upload
        if not set_locks.claim(redis, [set_plan.lock_key for set_plan in upload.sets], upload.id):
            uploads.change(redis, upload.id, sets=upload.sets, target=upload.target)
            self._wait_for_others(upload)
            raise RetryLater(self.kit.clock())
        if upload.state is UploadState.NEW:
            mode = Mode.ADD if upload.mode is Mode.ASK else upload.mode
            fields = {"target": upload.target, "sets": upload.sets, "mode": mode, "remarks": upload.remarks}
            saved = uploads.move(redis, upload.id, UploadState.NEW, UploadState.RUNNING, **fields)
        else:
            # An earlier attempt stored what was there before it: that is what Undo restores.
            before = {set_plan.key: set_plan.before for set_plan in self.progress.upload.sets}
            sets = [replace(set_plan, before=before.get(set_plan.key, set_plan.before)) for set_plan in upload.sets]
            saved = uploads.change(redis, upload.id, sets=tuple(sets))
        if saved is None or saved.cancelled_by:
            raise Cancelled
        return replace(planned, upload=saved)

    def _upload_sets(self, planned: UploadPlan) -> Sequence[SetResult]:
        """Fill all sets in parallel. Raises `Cancelled` after every set is restored."""
        redis, upload = self.kit.redis, planned.upload
        items = uploads.items(redis, upload.id)
        self.progress.change(upload=upload, doing=upload_progress.UPLOADING, items=items)
        if not items and planned.all_there:
            return [SetResult.unchanged(set_plan) for set_plan in upload.sets]
        busy = any(set_locks.just_changed(redis, set_plan.lock_key) for set_plan in upload.sets)
        with ThreadPoolExecutor(min(MOST_SETS_AT_ONCE, len(upload.sets) or 1)) as pool:
            running = []
            for set_plan in upload.sets:
                images = None if items or busy else planned.remote.get(set_plan.key, None if set_plan.set_id else ())
                uploader = self._uploader(upload, set_plan, items, planned.paths[set_plan.key])
                running.append(pool.submit(contextvars.copy_context().run, self._upload_set, upload, uploader, images))
            stopped = [error for future in running if isinstance(error := future.exception(), Cancelled)]
        if stopped:
            raise Cancelled(touched=any(error.touched for error in stopped))
        results = [future.result() for future in running]
        if self.times.slowest:
            processing_time.learn(redis, self.times.slowest, at_once=self.times.at_once)
        return results

    def _upload_set(self, upload: Upload, uploader: SetUploader, images: Sequence[RemoteImage] | None) -> SetResult:
        plan, redis, version_id = uploader.plan, self.kit.redis, upload.target.version_id if upload.target else ""
        try:
            if not uploader.slot.id:
                # A set that turns out to exist was filled by others, or by an attempt that was killed.
                images = images if uploader.slot.create() else None
                app_cache.remember_set(redis, version_id, plan.localization_id, plan.display_type, uploader.slot.id)
            return uploader.run(images)
        except AppStoreError as error:
            app_cache.forget(redis, resolve.named_app(self.kit, upload.app, upload.channel), version_id)
            return SetResult(plan=plan, items=tuple(uploader.items), error=error)

    def _uploader(
        self, upload: Upload, plan: SetPlan, items: Mapping[str, UploadItem], paths: Sequence[Path]
    ) -> SetUploader:
        address = plan.localization_id, plan.display_type, plan.set_id
        return SetUploader(
            slot=slots.make(plan.kind, self.apple, self.kit.http, *address, sleep=self.cancel.sleep),
            plan=plan,
            mode=upload.mode,
            items=[items.get(plan.item_key(number), UploadItem()) for number in range(len(plan.images))],
            paths=paths,
            wait=ProcessingWait(self.times, self.cancel),
            executor=self.senders,
            permits=self.permits,
            save=partial(self._save, upload.id, plan),
            checksums=partial(originals.checksums, self.kit.redis),
        )

    def _save(self, upload_id: str, plan: SetPlan, number: int, item: UploadItem) -> None:
        image, name = plan.images[number], plan.item_key(number)
        if item.progress is ItemState.RESERVED:
            originals.sent(self.kit.redis, item.id, image.wanted.checksum)
        elif item.progress is ItemState.COMPLETE:
            remember(self.kit, image)
        uploads.put_item(self.kit.redis, upload_id, name, item)
        self.progress.item_changed(name, item)

    def _restore(self) -> bool:
        """Remove what a killed attempt left in the sets; returns whether old images are gone for good."""
        upload = uploads.get(self.kit.redis, self.progress.upload.id)
        if upload is None or upload.state is not UploadState.RUNNING:
            return False
        items = uploads.items(self.kit.redis, upload.id)
        self.progress.change(upload=upload, doing=upload_progress.UPLOADING, items=items)
        uploaders = [self._uploader(upload, set_plan, items, ()) for set_plan in upload.sets]
        touched = [uploader.restore() for uploader in uploaders if uploader.slot.find()]
        return any(touched)

    def _finish(self, results: Sequence[SetResult], *, seconds: float) -> None:
        fine = all(result.fine for result in results)
        after = {result.plan.key: result.holds for result in results}
        upload = uploads.change(self.kit.redis, self.progress.upload.id, after=after) or self.progress.upload
        audit.uploaded(self.kit, upload, results)
        calls, lost = self.apple.calls, completion.cannot_restore(self.kit, upload)
        message = upload_results.report(upload, results, seconds=seconds, calls=calls, cannot_undo=lost)
        self._end(upload, UploadState.DONE if fine else UploadState.FAILED, message)
        if fine and upload.reverts:
            completion.close_undone(self.kit, upload)

    def _end(self, upload: Upload, state: UploadState, message: Message) -> None:
        self.progress.finish()
        completion.end(self.kit, upload, state, message)
