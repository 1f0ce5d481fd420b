"""Completes an upload: its state, its last message, the reaction on the request, and what Undo can restore."""

from __future__ import annotations

from collections.abc import Sequence

from cards.uploads import questions
from cards.uploads import results as upload_results
from cards.uploads.progress import with_decision
from cards.uploads.results import SetResult
from kit.slack.replies import post_or_dm
from kit.wiring import Kit
from records.messages import Message
from records.uploads import fair_queue, originals, set_locks, uploads
from records.uploads.uploads import ItemState, SetPlan, Upload, UploadItem, UploadState
from tasks.uploads.progress import ProgressMessage

_REACTIONS = {UploadState.DONE: "white_check_mark", UploadState.ASKING: "question"}


def end(kit: Kit, progress: ProgressMessage, state: UploadState, message: Message) -> None:
    """End the upload that the progress message is about, and show its last message there."""
    settled = settle(kit, progress.upload, state, message)
    progress.finish()
    show(kit, settled)


def show(kit: Kit, upload: Upload) -> None:
    """Show the message and reaction of an upload that has ended or asks; again where a worker was killed before."""
    if upload.last_message is None or upload.undone_by:
        return
    if not kit.slack.update(upload.channel, upload.progress_ts, upload.last_message):
        # The progress message was deleted: the end is posted all the same.
        idempotency_key, user, message = f"{upload.id}.end.{upload.decision}", upload.user, upload.last_message
        channel, ts = post_or_dm(
            kit, upload.channel, user, message, idempotency_key=idempotency_key, thread_ts=upload.thread_ts
        )
        if channel == upload.channel:
            uploads.change(kit.redis, upload.id, progress_ts=ts)
    if upload.invocation_ts:
        kit.slack.react(upload.channel, upload.invocation_ts, _REACTIONS.get(upload.state, "x"), instead_of="eyes")


def close_undone(kit: Kit, upload: Upload) -> None:
    """Show on the message of the upload that `upload` was to undo that it is undone."""
    undone = uploads.get(kit.redis, upload.reverts)
    if undone is not None and undone.last_message is not None:
        message = questions.undone(undone.last_message, upload.user, kit.clock(), done=True)
        kit.slack.update(undone.channel, undone.progress_ts, message)


def settle(kit: Kit, upload: Upload, state: UploadState, message: Message) -> Upload:
    """Store the end of the upload with its last message, and only then unlock its sets."""
    if state is not UploadState.CANCELLED:
        message = with_decision(message, upload)
    settled = uploads.change(kit.redis, upload.id, state=state, ended=kit.clock(), last_message=message) or upload
    fair_queue.leave(kit.redis, upload.id)
    for set_plan in settled.sets:
        set_locks.free(kit.redis, set_plan.place, upload.id)
    return settled


def unchanged(plan: SetPlan) -> SetResult:
    """Return the result of a set in which everything was there already."""
    items = tuple(UploadItem(progress=ItemState.THERE) for _ in plan.pictures)
    return SetResult(plan=plan, items=items, holds=tuple(image.id for image in plan.before))


def report(kit: Kit, upload: Upload, results: Sequence[SetResult], *, seconds: float, calls: int) -> Message:
    """Return the last message of an upload."""
    assert upload.target is not None  # noqa: S101 - an upload that filled sets has one
    lost = 0 if upload.reverts else _cannot_restore(kit, upload)
    return upload_results.report(upload, upload.target, results, seconds=seconds, calls=calls, cannot_undo=lost)


def _cannot_restore(kit: Kit, upload: Upload) -> int:
    """Count the images of before that Undo could not restore: removed, and their bytes are unknown."""
    count = 0
    for set_plan in upload.sets:
        still = set(upload.after.get(set_plan.key, ()))
        gone = [image for image in set_plan.before if image.id not in still]
        known = {image.checksum for image in gone if image.checksum}
        with_original = {checksum for checksum in known if originals.ORIGINALS.get(kit.redis, checksum) is not None}
        count += sum(image.checksum not in with_original for image in gone)
    return count
