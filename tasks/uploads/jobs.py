"""The jobs of an upload: begin it with the files of a message, and run it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Semaphore

from appstore.catalog.display_types import DisplayType, label
from appstore.media.plan import Mode
from cards.uploads import errors, questions, results
from cards.uploads import progress as upload_progress
from cards.uploads.progress import ProgressState
from kit import temp_dirs
from kit.jobs import define as jobs
from kit.jobs.define import BULK, NOW, RetryLater, job
from kit.slack.replies import UserError, post_or_dm, reply
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation, Origin
from records.jobs import outbox
from records.uploads import fair_queue, processing_time, uploads
from records.uploads.uploads import Upload, UploadState
from tasks import failures, message_files
from tasks.uploads import audit, completion, sets
from tasks.uploads.fetching import is_archive
from tasks.uploads.progress import ProgressMessage, post
from tasks.uploads.upload import UploadRun
from tasks.uploads.waiting import Cancelled, CancelToken, ProcessingTimes

# Seconds until an upload checks again whether it is the turn of its channel.
WAIT_FOR_TURN = 0.5


def report_failure(kit: Kit, upload_id: str, error: BaseException) -> None:
    """End the upload with the reason on its progress message, or reply to the user where there is none yet."""
    upload = uploads.get(kit.redis, upload_id)
    if upload is None:
        failures.report_failure(kit, upload_id, error)
        return
    message = failures.message_for(error, upload_id)
    if not isinstance(error, UserError):
        message = upload_progress.with_retry(message, upload_id)
    state = UploadState.REFUSED if isinstance(error, UserError) else UploadState.FAILED
    completion.show(kit, completion.settle(kit, upload, state, message))


@job(NOW, on_failure=report_failure)
def begin_upload(kit: Kit, invocation: Invocation) -> None:
    """Begin the upload that a user requested: find its files, open its thread, queue the work."""
    if invocation.ts:
        kit.slack.react(invocation.channel, invocation.ts, "eyes")
    if not invocation.files:
        invocation = invocation.with_files(message_files.files_of(kit, invocation))
        invocations.put(kit.redis, invocation)
    if not invocation.files:
        reply(kit, invocation, errors.no_files(invocation.id))
        if invocation.ts:
            kit.slack.react(invocation.channel, invocation.ts, "question", instead_of="eyes")
        return
    upload = _upload(kit, invocation)
    if invocation.origin in {Origin.FORM, Origin.SHORTCUT}:
        upload = _open_thread(kit, invocation, upload)
    uploads.add(kit.redis, upload)
    announce(kit, upload)
    jobs.enqueue(kit, run_upload, upload.id)


def _upload(kit: Kit, invocation: Invocation) -> Upload:
    options = invocation.options or {}
    return Upload(
        id=invocation.id,
        user=invocation.user,
        channel=invocation.channel,
        thread_ts=invocation.thread_ts,
        invocation_ts=invocation.ts,
        app=invocation.app,
        version=invocation.version,
        locale=options.get("locale"),
        display_type=options.get("display_type"),
        mode=Mode.REPLACE if "replace" in options else Mode.ADD if "append" in options else Mode.ASK,
        files=invocation.files,
        created_at=kit.clock(),
        dry_run=invocation.dry_run,
    )


def _open_thread(kit: Kit, invocation: Invocation, upload: Upload) -> Upload:
    """Post the message that a form's upload continues under: in the channel, or to the user where the bot is not."""
    display_type = label(DisplayType(upload.display_type)) if upload.display_type else ""
    where = " · ".join(part for part in (upload.locale, display_type) if part)
    zipped, idempotency_key = any(is_archive(file) for file in invocation.files), f"{invocation.id}.announcement"
    dry_run = invocation.dry_run
    message = questions.announcement(invocation.user, where, len(invocation.files), zipped=zipped, dry_run=dry_run)
    asked_in, thread_ts = invocation.channel, invocation.thread_ts
    channel, ts = post_or_dm(
        kit, asked_in, invocation.user, message, idempotency_key=idempotency_key, thread_ts=thread_ts
    )
    return replace(upload, channel=channel, thread_ts=(thread_ts if channel == asked_in else "") or ts)


def announce(kit: Kit, upload: Upload) -> None:
    """Post that the upload is known, before a worker is free for it; buttons pressed before are removed."""
    soon = outbox.due(kit.redis, kit.clock() + WAIT_FOR_TURN)
    waiting = any(jobs.find(pending.job) is run_upload and pending.arguments[0] != upload.id for pending in soon)
    upload = uploads.change(kit.redis, upload.id, queued_shown=waiting) or upload
    progress = _progress(upload)
    if waiting:
        progress = replace(progress, doing=upload_progress.IN_LINE)
    if upload.progress_ts:
        kit.slack.update(upload.channel, upload.progress_ts, upload_progress.progress(progress))
    else:
        post(kit, upload, progress)


def _progress(upload: Upload) -> ProgressState:
    doing = upload_progress.REVERTING if upload.reverts else upload_progress.FETCHING
    decided = upload_progress.decision(upload)
    return ProgressState(upload.id, doing, upload.target, to_fetch=len(upload.files), decided=decided)


@job(BULK, on_failure=report_failure)
def run_upload(kit: Kit, upload_id: str) -> None:
    """Run an upload as far as it goes: to its end, to a question, or until a set is free."""
    upload = uploads.get(kit.redis, upload_id)
    if upload is None:
        return
    if upload.state.ended or upload.state is UploadState.ASKING:
        completion.show(kit, upload)
        return
    if not upload.cancelled_by and not fair_queue.take(kit.redis, upload_id):
        raise RetryLater(kit.clock() + WAIT_FOR_TURN)
    cancel, concurrency = CancelToken(), kit.settings.upload_concurrency
    progress = ProgressMessage(kit, upload, _progress(upload), cancel)
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
        upload = uploads.get(kit.redis, upload_id) or progress.upload
        audit.cancelled(kit, upload)
        message = results.cancelled(upload, upload.target, touched=stopped.touched)
        completion.show(kit, completion.settle(kit, upload, UploadState.CANCELLED, message))
    finally:
        progress.finish()


@job(NOW, on_failure=failures.report_failure)
def show_screenshots(kit: Kit, invocation: Invocation) -> None:
    """Show what each screenshot set holds now."""
    sets.show_sets(kit, invocation)
