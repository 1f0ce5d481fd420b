"""What happens after somebody pressed a button of an upload: it goes on, is undone, or is tried again."""

from __future__ import annotations

from dataclasses import replace

from cards import screenshot_questions as questions
from kit import jobs
from kit.jobs import NOW, job
from kit.wiring import Kit
from records import batches, wishes
from records.batches import Batch, Progress, Shot
from tasks import failures
from tasks.screenshots import upload_batch


@job(NOW, told=failures.tell)
def go_on(kit: Kit, _wish_id: str, batch_id: str) -> None:
    """A question was answered, or somebody cancelled: the upload's own job acts on it."""
    jobs.enqueue(kit, upload_batch, batch_id)


@job(NOW, told=failures.tell)
def retry_upload(kit: Kit, _wish_id: str, batch_id: str) -> None:
    """Begin again with what is missing: what is in place stays, what failed gets its two tries again."""
    lost = {Progress.FAILED, Progress.STUCK, Progress.WITHDRAWN}
    for name, shot in batches.shots(kit.redis, batch_id).items():
        if shot.progress in lost:
            batches.put_shot(kit.redis, batch_id, name, Shot())
    jobs.enqueue(kit, upload_batch, batch_id)


@job(NOW, told=failures.tell)
def undo_upload(kit: Kit, wish_id: str, batch_id: str) -> None:
    """Begin the batch that brings back what the other one found; the old card says who asked for it."""
    wish, undone = wishes.get(kit.redis, wish_id), batches.get(kit.redis, batch_id)
    if wish is None or undone is None:
        return
    batches.add(kit.redis, _reverse(undone, wish_id, wish.user, kit.clock()))
    if undone.last_card is not None:
        kit.slack.update(undone.channel, undone.progress_ts, questions.undone(undone.last_card, wish.user, kit.clock()))
    jobs.enqueue(kit, upload_batch, wish_id)


def _reverse(undone: Batch, batch_id: str, user: str, now: float) -> Batch:
    fresh = Batch(
        id=batch_id,
        user=user,
        channel=undone.channel,
        thread_ts=undone.thread_ts,
        wish_ts="",
        app=undone.app,
        version=undone.version,
        locale=undone.locale,
        display_type=undone.display_type,
        mode=undone.mode,
        files=(),
        since=now,
        reverts=undone.id,
    )
    return replace(fresh, target=undone.target)
