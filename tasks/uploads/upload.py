"""Runs one upload from its files in Slack to its end, to a question, or until a set is free."""

import contextvars
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from appstore.calls.in_flight import AdaptiveLimit
from appstore.catalog.locales import name as locale_name
from appstore.client import AppStore
from appstore.errors import AppStoreError
from appstore.media.plan import Mode
from cards.uploads import errors, questions
from cards.uploads import progress as upload_progress
from cards.uploads import results as upload_results
from cards.uploads.disagreements import Disagreement, which_backend
from cards.uploads.results import SetResult
from cards.uploads.targets import is_in_library
from kit import temp_dirs
from kit.jobs import queues
from kit.jobs.defer import wait_for_file
from kit.jobs.define import RetryLater
from kit.roles import bot_refusal
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch import app_cache
from records.jobs.handled_messages import mark_refused
from records.messages import Message
from records.uploads import processing_time, set_locks, uploads
from records.uploads.uploads import Upload, UploadState
from tasks.dispatch import resolve
from tasks.uploads import audit, completion, disagreements, planning, touches, undo
from tasks.uploads.fetching import FetchResult, fetch_all
from tasks.uploads.filling.set_uploads import SetUploads, create_sets
from tasks.uploads.filling.waiting import Cancelled, CancelToken, ProcessingTimes, StillProcessing
from tasks.uploads.planning import UploadPlan
from tasks.uploads.progress import ProgressMessage, is_revoked
from tasks.uploads.resuming import look_again_after, resumed

# Seconds until it is checked again whether a set that another upload fills is free.
WAIT_FOR_SET = 1.5
# Threads that send files; more than calls may be in flight, since each also stores how far it is.
SENDERS = 16


def run(kit: Kit, upload: Upload) -> None:
    """Go as far as possible. Raises `RetryLater` while a set is busy, and what stops the upload."""
    cancel, concurrency = CancelToken(), kit.settings.upload_concurrency
    progress = ProgressMessage(kit, upload_progress.first_state(upload), cancel)
    apple = kit.apple_of(upload.account)
    limit = AdaptiveLimit(apple.budget, concurrency)
    apple = apple.with_options(on_wait=progress.waiting, sleep=cancel.sleep, limit=limit)
    times = ProcessingTimes(processing_time.expected_seconds(kit.redis))
    if upload.decision and upload.invocation_ts:
        kit.slack.react(upload.channel, upload.invocation_ts, "eyes", instead_of="question x")
    progress.start()
    try:
        with temp_dirs.temp_dir() as folder, ThreadPoolExecutor(SENDERS) as senders:
            sets = SetUploads(kit, apple, progress, cancel, times, senders)
            UploadRun(kit, apple, progress, sets, folder).run()
    except StillProcessing:
        again = kit.clock() + look_again_after(kit.clock() - upload.created_at)
        progress.finish()
        newest = uploads.get(kit.redis, upload.id) or progress.upload
        shown = replace(upload_progress.first_state(newest), doing=upload_progress.PROCESSING, until=again)
        kit.slack.update(newest.channel, newest.progress_ts, upload_progress.progress(shown))
        raise RetryLater(again) from None
    except Cancelled as stopped:
        progress.finish()
        upload = uploads.change(kit.redis, upload.id, touched=stopped.touched) or progress.upload
        if is_revoked(kit, upload) and not upload.cancelled_by:
            raise bot_refusal(kit, upload.user) from stopped
        audit.cancelled(kit, upload)
        completion.end(kit, upload, UploadState.CANCELLED, upload_results.cancelled(upload, touched=stopped.touched))
    finally:
        progress.finish()


@dataclass(frozen=True)
class UploadRun:
    """One attempt at an upload; `folder` holds its files."""

    kit: Kit
    apple: AppStore
    progress: ProgressMessage
    sets: SetUploads
    folder: Path

    def run(self) -> None:
        """Plan the upload, fill its sets and report. Raises `RetryLater` while a set is busy, and `Cancelled`."""
        begun = time.monotonic()
        try:
            planned = self._prepare()
        except Cancelled:
            raise Cancelled(touched=self.sets.restore()) from None
        if planned is not None:
            self._finish(self.sets.run(planned), seconds=time.monotonic() - begun)

    def _prepare(self) -> UploadPlan | None:
        """Plan the upload and lock its sets; None if there is a question, or only the plan was wanted."""
        upload = self.progress.upload
        if upload.cancelled_by or is_revoked(self.kit, upload):
            raise Cancelled
        self._lock_sets(upload)
        if upload.reverts:
            planned = undo.prepare(self.kit, self.apple, upload, self.folder)
            self._lock_sets(planned.upload)
            return self._begin(planned)
        is_resumed = upload.state is UploadState.RUNNING
        if is_resumed and (waited := resumed(self.kit, upload, self.folder)) is not None:
            return self._begin(waited)
        planned = self._in_order(upload)
        in_library = is_in_library(planned.upload)
        if self._ends_here(planned, disagreements.find(self.kit, self.apple, planned) if in_library else ()):
            return None
        self._lock_sets(planned.upload)
        planned = create_sets(self.kit, self.apple, planned, at_once=self.kit.settings.upload_concurrency)
        if self._ends_here(planned):
            completion.unlock_sets(self.kit, planned.upload)
            return None
        return self._begin(planned)

    def _in_order(self, upload: Upload) -> UploadPlan:
        """Plan the upload; raises `NotYet` if an earlier request is to change one of its sets first."""
        kit, clear = self.kit, queues.is_clear(self.kit)
        if not clear:
            # Before any file is fetched: without the app it can't be said which of the earlier requests matter.
            upload = self._with_app(upload)
        planned, fetched = self._plan(upload)
        if planned.upload.target is not None:
            planned = replace(planned, upload=self._fixed_to(planned.upload.target.app_id, planned.upload))
        # An earlier upload that has ended since may have changed what was planned with.
        return planned if clear else planning.prepare(kit, self.apple, planned.upload, fetched, fresh=True)

    def _with_app(self, upload: Upload) -> Upload:
        """Fix the upload to its app, if there is one; otherwise `planning.prepare` reports why there is none."""
        with suppress(AppStoreError, UserError, Cancelled):
            app = planning.app_of(self.kit, self.apple, upload)
            if upload.app != app.id:
                # From now on the app is asked for by its id.
                app_cache.remember(self.kit.redis, app)
            return self._fixed_to(app.id, upload)
        return upload

    def _prefetch(self, upload: Upload) -> Upload:
        """Ask Apple what the plan needs while the files come from Slack; what fails here is reported later."""
        upload = self._with_app(upload)
        planning.prefetch(self.kit, self.apple, upload)
        return upload

    def _fixed_to(self, app_id: str, upload: Upload) -> Upload:
        """Fix the upload to an app: another app of the channel does not matter any more. Raises `NotYet`."""
        if upload.app != app_id:
            uploads.change(self.kit.redis, upload.id, app=app_id)
        upload = replace(upload, app=app_id)
        queues.touch(self.kit, touches.of_upload(upload))
        return upload

    def _plan(self, upload: Upload) -> tuple[UploadPlan, FetchResult]:
        """Plan with cached answers of Apple; before anything is refused because of them, Apple is asked."""
        cached = resolve.is_cached(self.kit, upload.app, upload.channel, upload.account)
        with ThreadPoolExecutor(1) as prefetch:
            prefetched = prefetch.submit(contextvars.copy_context().run, self._prefetch, upload)
            fetched = fetch_all(self.kit, upload.files, self.folder, upload.locale, self.progress.file_fetched)
        if fetched.is_early:
            self.progress.change(doing=upload_progress.EARLY)
            wait_for_file(self.kit, upload.id)
        upload = prefetched.result()
        self.progress.change(doing=upload_progress.PLANNING)
        try:
            return planning.prepare(self.kit, self.apple, upload, fetched), fetched
        except UserError:
            if not cached:
                raise
            return planning.prepare(self.kit, self.apple, upload, fetched, fresh=True), fetched

    def _ends_here(self, planned: UploadPlan, differing: tuple[Disagreement, ...] = ()) -> bool:
        upload = planned.upload
        if upload.dry_run:
            pairs = [(set_plan, planned.plans[set_plan.key]) for set_plan in upload.sets]
            self._end(upload, UploadState.DONE, questions.dry_run(upload, pairs, planned.missing, differing))
        elif planned.missing and planned.languages:
            found = planned.languages
            failed = errors.languages_rejected(upload, tuple(found.created), found.rejected, found.not_tried)
            self._end(upload, UploadState.FAILED, upload_progress.with_retry(failed, upload.id))
        elif planned.missing:
            self._ask(upload, questions.create_locale(upload, [(each, locale_name(each)) for each in planned.missing]))
        elif differing:
            self._ask(upload, which_backend(upload, differing))
        elif planned.must_ask:
            may_add = not any(plan.too_many for plan in planned.plans.values())
            held = {set_plan.key: tuple(image.id for image in set_plan.before) for set_plan in upload.sets}
            shown = next(iter(planned.remote.values()), ()) if len(upload.sets) == 1 else ()
            question = questions.question(upload, planned.conflicts, may_add=may_add, held=shown)
            self._ask(upload, question, seen_by_user=held)
        else:
            return False
        return True

    def _ask(self, upload: Upload, message: Message, **fields: object) -> None:
        fields |= {"target": upload.target, "last_message": message}
        moved = uploads.move(self.kit.redis, upload.id, upload.state, UploadState.ASKING, **fields)
        if moved is None:
            raise Cancelled
        mark_refused(self.kit.redis, upload.id)
        self.progress.finish()
        completion.show(self.kit, moved)

    def _lock_sets(self, upload: Upload) -> None:
        """Lock every set, all or none; one that an earlier release fills is not in the order."""
        redis = self.kit.redis
        if not set_locks.claim(redis, [set_plan.lock_key for set_plan in upload.sets], upload.id):
            uploads.change(redis, upload.id, sets=upload.sets, target=upload.target)
            raise RetryLater(self.kit.clock() + WAIT_FOR_SET)

    def _begin(self, planned: UploadPlan) -> UploadPlan:
        """Store what the sets hold before anything is changed."""
        redis, upload = self.kit.redis, planned.upload
        if upload.state is UploadState.NEW:
            mode = Mode.ADD if upload.mode is Mode.ASK else upload.mode
            fields = {"target": upload.target, "sets": upload.sets, "mode": mode, "remarks": upload.remarks}
            saved = uploads.move(redis, upload.id, UploadState.NEW, UploadState.RUNNING, **fields)
        else:
            # An earlier attempt stored what was there before it: that is what Undo restores.
            before = {set_plan.key: set_plan.before for set_plan in self.progress.upload.sets}
            sets = [replace(set_plan, before=before.get(set_plan.key, set_plan.before)) for set_plan in upload.sets]
            saved = uploads.change(redis, upload.id, sets=tuple(sets))
        if saved is None or saved.cancelled_by or is_revoked(self.kit, saved):
            raise Cancelled
        return replace(planned, upload=saved)

    def _finish(self, results: Sequence[SetResult], *, seconds: float) -> None:
        fine = all(result.fine for result in results)
        after = {result.plan.key: result.holds for result in results}
        # What others added meanwhile is not ours to remove by Undo either.
        sets = tuple(replace(result.plan, before=(*result.plan.before, *result.arrived)) for result in results)
        upload = uploads.change(self.kit.redis, self.progress.upload.id, after=after, sets=sets) or self.progress.upload
        audit.uploaded(self.kit, upload, results)
        calls, lost = self.apple.calls, completion.cannot_restore(self.kit, upload)
        message = upload_results.report(upload, results, seconds=seconds, calls=calls, cannot_undo=lost)
        self._end(upload, UploadState.DONE if fine else UploadState.FAILED, message)
        if fine and upload.reverts:
            completion.close_undone(self.kit, upload)

    def _end(self, upload: Upload, state: UploadState, message: Message) -> None:
        self.progress.finish()
        completion.end(self.kit, upload, state, message)
