"""Stores a user's decision about an upload: continue, cancel, undo or retry."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Any

from appstore.media.plan import Mode
from cards.failures.errors import edited_meanwhile
from cards.uploads import jobs as upload_jobs
from cards.uploads import questions
from cards.uploads import undo as upload_undo
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.media_backend import Backend
from records.invocations import Invocation, Origin
from records.jobs.handled_messages import take
from records.messages import Message
from records.uploads import uploads
from records.uploads.uploads import LOST, ItemState, Upload, UploadItem, UploadState
from tasks.dispatch import media_backend
from tasks.uploads import audit


class UploadChoice(StrEnum):
    """What can be decided about an upload."""

    REPLACE = "replace"
    ADD = "add"
    CREATE = "create"
    LIBRARY = "library"
    SETS = "sets"
    CANCEL = "cancel"
    UNDO = "undo"
    RETRY = "retry"


def decide(kit: Kit, invocation: Invocation, upload_id: str, choice: UploadChoice) -> Upload:
    """Store a decision and return the upload to run. Deciding again with the same invocation has the same effect.

    Raises `UserError` if there is no such upload, or if another user was first.
    """
    upload = uploads.get(kit.redis, upload_id)
    if upload is None or (invocation.origin is not Origin.BUTTON and upload.channel != invocation.channel):
        raise UserError(upload_jobs.no_such_job(upload_id))
    kit.check(upload.account)
    if choice is not UploadChoice.CANCEL and not take(kit.redis, upload_id):
        raise UserError(edited_meanwhile())
    if upload.decision != invocation.id:
        now = kit.clock()
        decided = uploads.UPLOADS.change(kit.redis, upload_id, lambda newest: _decided(newest, choice, invocation, now))
        if decided is None:
            raise UserError(_too_late(upload, choice))
        upload = decided
    if choice in _BACKENDS:
        _choose_backend(kit, upload, _BACKENDS[choice])
    if choice is UploadChoice.UNDO:
        return _begin_undo(kit, invocation, upload)
    if choice is UploadChoice.RETRY:
        _reset_items(kit, upload)
    if choice is UploadChoice.CANCEL and upload.state is UploadState.NEW and upload.progress_ts:
        kit.slack.update(upload.channel, upload.progress_ts, questions.being_cancelled(upload))
    return upload


def _cancelled(upload: Upload, invocation: Invocation) -> Upload | None:
    if upload.state.ended or upload.cancelled_by:
        return None
    state = UploadState.NEW if upload.state is UploadState.ASKING else upload.state
    return replace(upload, cancelled_by=invocation.user, state=state)


def _undone(upload: Upload, invocation: Invocation) -> Upload | None:
    return replace(upload, undone_by=invocation.user) if upload.state.ended and not upload.undone_by else None


def _retried(upload: Upload, invocation: Invocation) -> Upload | None:
    if upload.state not in {UploadState.FAILED, UploadState.CANCELLED, UploadState.REFUSED} or upload.undone_by:
        return None
    # An undo that failed before it changed anything checks again whether others have changed the sets since.
    has_begun = upload.sets and (upload.after or upload.touched or not upload.reverts)
    state = UploadState.RUNNING if has_begun else UploadState.NEW
    return replace(upload, state=state, cancelled_by="", decided_by=invocation.user)


def _answered(upload: Upload, invocation: Invocation, **answer: Any) -> Upload | None:  # noqa: ANN401 - an upload's own fields
    if upload.state is not UploadState.ASKING:
        return None
    return replace(upload, state=UploadState.NEW, decided_by=invocation.user, **answer)


_DECISIONS: dict[UploadChoice, Callable[[Upload, Invocation], Upload | None]] = {
    UploadChoice.REPLACE: partial(_answered, mode=Mode.REPLACE),
    UploadChoice.ADD: partial(_answered, mode=Mode.ADD),
    UploadChoice.CREATE: partial(_answered, create_locales=True),
    UploadChoice.LIBRARY: _answered,
    UploadChoice.SETS: _answered,
    UploadChoice.CANCEL: _cancelled,
    UploadChoice.UNDO: _undone,
    UploadChoice.RETRY: _retried,
}


_BACKENDS = {UploadChoice.LIBRARY: Backend.LIBRARY, UploadChoice.SETS: Backend.SETS}


def _decided(upload: Upload, choice: UploadChoice, invocation: Invocation, now: float) -> Upload | None:
    """Return the upload after the decision; None if it can't be decided any more."""
    decided = _DECISIONS[choice](upload, invocation)
    if decided is None:
        return None
    if choice is UploadChoice.CANCEL:
        decided = replace(decided, cancelled_at=now)
    elif choice is not UploadChoice.UNDO:
        decided = replace(decided, decided_as=choice.value, decided_at=now)
    return replace(decided, decision=invocation.id)


def _choose_backend(kit: Kit, upload: Upload, backend: Backend) -> None:
    """Store a user's choice for the whole app; every later upload, and this one from here on, uses it."""
    if upload.target is not None:
        media_backend.answer(kit, upload.target.app_id, upload.target.account, backend, upload.decided_by)
        audit.backend_chosen(kit, upload, backend)


def _too_late(upload: Upload, choice: UploadChoice) -> Message:
    if choice is UploadChoice.UNDO and upload.undone_by:
        return upload_undo.done_already(upload.undone_by)
    return questions.stale(upload.cancelled_by or upload.decided_by)


def _reset_items(kit: Kit, upload: Upload) -> None:
    """Give images that failed or were removed their two tries again; the others stay."""
    for name, item in uploads.items(kit.redis, upload.id).items():
        if item.progress in LOST or item.progress is ItemState.WITHDRAWN:
            uploads.put_item(kit.redis, upload.id, name, UploadItem())


def _begin_undo(kit: Kit, invocation: Invocation, undone: Upload) -> Upload:
    """Store an upload that restores what the undone one replaced, and show the user's name on the old message."""
    undo = Upload(
        id=invocation.id,
        user=invocation.user,
        channel=undone.channel,
        thread_ts=undone.thread_ts,
        invocation_ts="",
        app=undone.app,
        account=undone.account,
        version=undone.version,
        locale=undone.locale,
        display_type=undone.display_type,
        mode=undone.mode,
        files=(),
        created_at=kit.clock(),
        target=undone.target,
        reverts=undone.id,
    )
    uploads.add(kit.redis, undo)
    if undone.last_message is not None:
        message = questions.undone(undone.last_message, invocation.user, kit.clock(), done=False)
        kit.slack.update(undone.channel, undone.progress_ts, message)
    return undo
