"""Runs one upload from its files in Slack to its end, to a question, or until a set is free."""

from __future__ import annotations

import contextvars
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Semaphore

from appstore.catalog.locales import name as locale_name
from appstore.client import AppStore
from appstore.errors import AppStoreError
from appstore.media.plan import Mode
from appstore.media.slots import RemoteImage, ScreenshotSlot
from cards.uploads import progress as upload_progress
from cards.uploads import questions
from cards.uploads.results import SetResult
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

# Seconds between two looks whether a set that another upload fills is free.
WAIT_FOR_SET = 1.5
MOST_SETS_AT_ONCE = 16


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
        """Go as far as possible. Raises `PutOff` while a set is busy, `Cancelled`, and what stops the upload."""
        begun = time.monotonic()
        try:
            planned = self._prepare()
        except Cancelled:
            raise Cancelled(touched=self._restore()) from None
        if planned is not None:
            self._finish(self._upload_sets(planned), seconds=time.monotonic() - begun)

    def _prepare(self) -> UploadPlan | None:
        """Plan the upload and lock its sets; None when there is a question, or only the plan was wanted."""
        upload = self.progress.upload
        if upload.cancelled_by:
            raise Cancelled
        self._wait_for_others(upload)
        if upload.reverts:
            return self._lock_sets(undo.prepare(self.kit, self.apple, upload, self.folder))
        planned = self._plan(upload)
        return None if self._ends_here(planned) else self._lock_sets(planned)

    def _wait_for_others(self, upload: Upload) -> None:
        """Only look: nothing is planned while another upload changes one of the sets."""
        holders = [set_locks.holder(self.kit.redis, planned.place) for planned in upload.sets]
        others = [holder for holder in holders if holder is not None and holder.id != upload.id]
        if others:
            self.progress.show_waiting_for(others[0])
            raise RetryLater(self.kit.clock() + WAIT_FOR_SET)

    def _plan(self, upload: Upload) -> UploadPlan:
        """Plan with Apple's answers of a moment ago; before anything is refused because of them, Apple is asked."""
        named = resolve.named_app(self.kit, upload.app, upload.channel)
        cached = app_cache.APPS.get(self.kit.redis, named or "*") is not None
        with ThreadPoolExecutor(1) as aside:
            aside.submit(contextvars.copy_context().run, self._look_ahead, upload)
            fetched = fetch_all(self.kit, upload.files, self.folder, upload.locale, self.progress.file_came)
        self.progress.say(upload_progress.PLANNING)
        try:
            return planning.prepare(self.kit, self.apple, upload, fetched)
        except UserError:
            if not cached:
                raise
            return planning.prepare(self.kit, self.apple, upload, fetched, fresh=True)

    def _look_ahead(self, upload: Upload) -> None:
        """Ask Apple what the plan needs while the files come from Slack; the plan reports what fails here."""
        with suppress(AppStoreError, UserError, Cancelled):
            app = resolve.resolve_app(self.kit, self.apple, upload.app, upload.channel)
            resolve.locales_of(self.kit, self.apple, resolve.editable_versions(app, upload.version)[0].id)

    def _ends_here(self, planned: UploadPlan) -> bool:
        upload, target = planned.upload, planned.target
        if upload.dry_run:
            pairs = [(set_plan, planned.plans[set_plan.key]) for set_plan in upload.sets]
            completion.end(
                self.kit, self.progress, UploadState.DONE, questions.dry_run(upload, target, pairs, planned.missing)
            )
        elif planned.missing:
            names = [(locale, locale_name(locale)) for locale in planned.missing]
            self._ask(planned, questions.create_locale(upload, target, names))
        elif upload.state is UploadState.NEW and planned.must_ask:
            lines, may_add = planned.question
            self._ask(planned, questions.question(upload, target, lines, may_add=may_add))
        else:
            return False
        return True

    def _ask(self, planned: UploadPlan, message: Message) -> None:
        redis, upload = self.kit.redis, self.progress.upload
        asking = {"target": planned.target, "last_message": message}
        moved = uploads.move(redis, upload.id, UploadState.NEW, UploadState.ASKING, **asking)
        if moved is None:
            raise Cancelled
        self.progress.finish()
        completion.show(self.kit, moved)

    def _lock_sets(self, planned: UploadPlan) -> UploadPlan:
        """Lock every set, all or none, and store what they held before anything is changed."""
        redis, upload, progress = self.kit.redis, planned.upload, self.progress
        locked: list[str] = []
        for set_plan in upload.sets:
            if set_locks.claim(redis, set_plan.place, upload.id) != upload.id:
                for place in locked:
                    set_locks.free(redis, place, upload.id)
                progress.upload = uploads.change(redis, upload.id, sets=upload.sets, target=planned.target) or upload
                self._wait_for_others(progress.upload)
                raise RetryLater(self.kit.clock())
            locked.append(set_plan.place)
        if upload.state is UploadState.NEW:
            mode = Mode.ADD if upload.mode is Mode.ASK else upload.mode
            plan = {"target": planned.target, "sets": upload.sets, "mode": mode, "remarks": upload.remarks}
            saved = uploads.move(redis, upload.id, UploadState.NEW, UploadState.RUNNING, **plan)
        else:
            # An earlier attempt stored what was there before it: that is what Undo restores.
            before = {set_plan.key: set_plan.before for set_plan in progress.upload.sets}
            sets = [replace(set_plan, before=before.get(set_plan.key, set_plan.before)) for set_plan in upload.sets]
            saved = uploads.change(redis, upload.id, sets=tuple(sets))
        if saved is None or saved.cancelled_by:
            raise Cancelled
        progress.upload = saved
        return replace(planned, upload=saved)

    def _upload_sets(self, planned: UploadPlan) -> Sequence[SetResult]:
        """Fill all sets in parallel. Raises `Cancelled` after every set is restored."""
        redis, upload = self.kit.redis, planned.upload
        items = uploads.items(redis, upload.id)
        self.progress.show(upload.target, upload.sets, items)
        if not items and planned.all_there:
            return [completion.unchanged(set_plan) for set_plan in upload.sets]
        busy = any(set_locks.just_changed(redis, set_plan.place) for set_plan in upload.sets)
        with ThreadPoolExecutor(min(MOST_SETS_AT_ONCE, len(upload.sets) or 1)) as sets:
            running = []
            for number, set_plan in enumerate(upload.sets):
                seen = None if items or busy else planned.remote.get(set_plan.key, None if set_plan.set_id else ())
                uploader = self._uploader(upload, number, items, planned.paths[set_plan.key])
                running.append(sets.submit(contextvars.copy_context().run, self._upload_set, upload, uploader, seen))
            stopped = [error for future in running if isinstance(error := future.exception(), Cancelled)]
        if stopped:
            raise Cancelled(touched=any(error.touched for error in stopped))
        results = [future.result() for future in running]
        if self.times.slowest:
            processing_time.learn(redis, self.times.slowest, at_once=self.times.at_once)
        return results

    def _upload_set(self, upload: Upload, uploader: SetUploader, seen: Sequence[RemoteImage] | None) -> SetResult:
        plan, redis, version_id = uploader.plan, self.kit.redis, upload.target.version_id if upload.target else ""
        try:
            if not uploader.slot.id:
                # A set that exists after all was filled by others, or by an attempt that was killed.
                seen = seen if uploader.slot.create() else None
                app_cache.remember_set(redis, version_id, plan.localization_id, plan.display_type, uploader.slot.id)
            return uploader.run(seen)
        except AppStoreError as error:
            app_cache.forget(redis, resolve.named_app(self.kit, upload.app, upload.channel), version_id)
            return SetResult(plan=plan, items=tuple(uploader.items), error=error)

    def _uploader(
        self, upload: Upload, number: int, items: Mapping[str, UploadItem], paths: Sequence[Path]
    ) -> SetUploader:
        plan, sleep = upload.sets[number], self.cancel.sleep
        place = plan.localization_id, plan.display_type, plan.set_id
        return SetUploader(
            slot=ScreenshotSlot(self.apple, self.kit.http, *place, sleep=sleep),
            plan=plan,
            mode=upload.mode,
            items=[items.get(f"{plan.key}#{index}", UploadItem()) for index in range(len(plan.pictures))],
            paths=paths,
            wait=ProcessingWait(self.times, self.cancel),
            executor=self.senders,
            permits=self.permits,
            save=partial(self._save, upload.id, plan, number),
            checksums=partial(originals.checksums, self.kit.redis),
        )

    def _save(self, upload_id: str, plan: SetPlan, set_number: int, number: int, item: UploadItem) -> None:
        picture = plan.pictures[number]
        if item.progress is ItemState.RESERVED:
            originals.sent(self.kit.redis, item.id, picture.piece.checksum)
        elif item.progress is ItemState.COMPLETE:
            remember(self.kit, picture)
        uploads.put_item(self.kit.redis, upload_id, f"{plan.key}#{number}", item)
        self.progress.moved(set_number, number, item)

    def _restore(self) -> bool:
        """Remove what a killed attempt left in the sets; returns whether old images are gone for good."""
        upload = uploads.get(self.kit.redis, self.progress.upload.id)
        if upload is None or upload.state is not UploadState.RUNNING:
            return False
        items = uploads.items(self.kit.redis, upload.id)
        self.progress.show(upload.target, upload.sets, items)
        uploaders = [self._uploader(upload, number, items, ()) for number in range(len(upload.sets))]
        touched = [uploader.restore() for uploader in uploaders if uploader.slot.find()]
        return any(touched)

    def _finish(self, results: Sequence[SetResult], *, seconds: float) -> None:
        fine = all(result.fine for result in results)
        after = {result.plan.key: result.holds for result in results}
        upload = uploads.change(self.kit.redis, self.progress.upload.id, after=after) or self.progress.upload
        audit.uploaded(self.kit, upload, results)
        message = completion.report(self.kit, upload, results, seconds=seconds, calls=self.apple.calls)
        completion.end(self.kit, self.progress, UploadState.DONE if fine else UploadState.FAILED, message)
        if fine and upload.reverts:
            completion.close_undone(self.kit, upload)
