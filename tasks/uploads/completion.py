"""Completes an upload: its state, its last message, the reaction on the request, and what Undo can restore."""

from cards.blocks import without_carousels
from cards.uploads import progress as upload_progress
from cards.uploads import questions
from kit.slack.replies import UserError, post_or_dm
from kit.wiring import Kit
from records.jobs.handled_messages import mark_refused
from records.messages import Message
from records.uploads import fair_queue, originals, set_locks, uploads
from records.uploads.uploads import Upload, UploadState
from tasks.dispatch import failures
from tasks.uploads import progress, repeats

_REACTIONS = {UploadState.DONE: "white_check_mark", UploadState.ASKING: "question"}


def report_failure(kit: Kit, upload_id: str, error: BaseException) -> None:
    """End the upload with the reason on its progress message, or reply to the user if there is none yet."""
    upload = uploads.get(kit.redis, upload_id)
    if upload is None:
        failures.report_failure(kit, upload_id, error)
        return
    message = failures.message_for(error, upload_id)
    if isinstance(error, UserError):
        if not upload.sets:
            mark_refused(kit.redis, upload_id)
        end(kit, upload, UploadState.REFUSED, message)
    else:
        end(kit, upload, UploadState.FAILED, upload_progress.with_retry(message, upload_id))


def end(kit: Kit, upload: Upload, state: UploadState, message: Message) -> None:
    """End the upload with its last message, and show it."""
    show(kit, settle(kit, upload, state, message))


def settle(kit: Kit, upload: Upload, state: UploadState, message: Message) -> Upload:
    """Store the end of the upload with its last message, and only then unlock its sets."""
    if state is not UploadState.CANCELLED:
        message = upload_progress.with_decision(message, upload)
    ended = uploads.change(kit.redis, upload.id, state=state, ended=kit.clock(), last_message=message) or upload
    fair_queue.leave(kit.redis, upload.id)
    unlock_sets(kit, ended)
    return ended


def unlock_sets(kit: Kit, upload: Upload) -> None:
    """Let other uploads change the sets."""
    for set_plan in upload.sets:
        set_locks.free(kit.redis, set_plan.lock_key, upload.id)


def show(kit: Kit, upload: Upload) -> None:
    """Show the message and reaction of an upload that has ended or asks; repeated if a worker was killed before."""
    if upload.last_message is None or upload.undone_by:
        return
    current = progress.metadata(kit, upload)
    if upload.followers:
        repeats.show(kit, upload)
    message = upload.last_message
    shown = kit.slack.update(upload.channel, upload.progress_ts, message, metadata=current)
    if not shown and (plainer := without_carousels(message)) != message:
        # The workspace may refuse pictures side by side.
        message = plainer
        shown = kit.slack.update(upload.channel, upload.progress_ts, message, metadata=current)
    if not shown:
        # The progress message was deleted: the end is posted nevertheless.
        key, user, thread_ts = f"{upload.id}.end.{upload.decision}", upload.user, upload.thread_ts
        channel, ts = post_or_dm(
            kit, upload.channel, user, message, idempotency_key=key, thread_ts=thread_ts, metadata=current
        )
        if channel == upload.channel:
            uploads.change(kit.redis, upload.id, progress_ts=ts)
    if upload.invocation_ts:
        kit.slack.react(upload.channel, upload.invocation_ts, _REACTIONS.get(upload.state, "x"), instead_of="eyes")


def close_undone(kit: Kit, upload: Upload) -> None:
    """Show on the message of the upload that `upload` reverted that it is undone."""
    undone = uploads.get(kit.redis, upload.reverts)
    if undone is not None and undone.last_message is not None:
        message = questions.undone(undone.last_message, upload.user, kit.clock(), done=True)
        kit.slack.update(undone.channel, undone.progress_ts, message)


def cannot_restore(kit: Kit, upload: Upload) -> int:
    """Count the images that Undo could not restore: they were removed, and the bot does not have their files.

    An upload that itself reverts another has none to report: its own message says what was lost.
    """
    if upload.reverts:
        return 0
    count = 0
    for set_plan in upload.sets:
        if set_plan.kind.is_library:
            # What is no longer shown is still in the App Asset Library.
            continue
        still_there = upload.after.get(set_plan.key, ())
        removed = [image.checksum for image in set_plan.before if image.id not in still_there]
        known = {checksum for checksum in removed if checksum and originals.ORIGINALS.get(kit.redis, checksum)}
        count += sum(checksum not in known for checksum in removed)
    return count
