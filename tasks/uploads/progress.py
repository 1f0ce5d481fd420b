"""Keeps the progress message of an upload current: edited when something changes, at most every two seconds."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from appstore.client import Wait
from cards.uploads import progress as upload_progress
from cards.uploads.progress import ProgressState
from kit.jobs import define as jobs
from kit.jobs.define import Job
from kit.jobs.queues import requester
from kit.wiring import REDIS_TROUBLE, Kit
from records.dispatch import grants
from records.jobs import outbox
from records.jobs.order import Blocker
from records.keys import DEFAULT_ACCOUNT
from records.messages import Metadata, upload_metadata
from records.people import Role
from records.uploads import fair_queue, uploads
from records.uploads.uploads import LOST, ItemState, Upload, UploadItem, UploadState
from tasks.uploads.filling.waiting import CancelToken

# Slack allows about 50 edits a minute for the whole workspace (chat.update, tier 3).
EDIT_SECONDS = 2.0
# Seconds until an upload checks again whether it is the turn of its channel.
WAIT_FOR_TURN = 0.5

_TICK = 0.2
_CANCEL_CHECK_SECONDS = 0.8


@dataclass
class ProgressMessage:
    """The message and what it shows: changed by many threads, edited in Slack by one, which also watches for Cancel."""

    kit: Kit
    shown: ProgressState
    cancel: CancelToken
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _changed: bool = False
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    @property
    def upload(self) -> Upload:
        """Return the upload as it was last stored here."""
        return self.shown.upload

    def start(self) -> None:
        """Post the message if there is none yet, and keep it current from now on."""
        if not self.upload.progress_ts:
            self.shown = replace(self.shown, upload=_post(self.kit, self.shown))
        self._thread = threading.Thread(target=self._keep_current, daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """Stop editing."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def change(self, **fields: object) -> None:
        """Change what the message shows: any fields of its state."""
        with self._lock:
            self.shown, self._changed = replace(self.shown, **fields), True  # type: ignore[arg-type]

    def file_fetched(self) -> None:
        """Count one more file from Slack."""
        with self._lock:
            self.shown, self._changed = replace(self.shown, fetched=self.shown.fetched + 1), True

    def item_changed(self, name: str, item: UploadItem) -> None:
        """Show how far an image is."""
        with self._lock:
            items = {**self.shown.items, name: item}
            self.shown, self._changed = replace(self.shown, items=items, wait=None), True

    def waiting(self, wait: Wait) -> None:
        """Show that Apple asks for a pause, or does not answer."""
        if wait.seconds >= 1:
            self.change(wait=wait)

    def _keep_current(self) -> None:
        checked = time.monotonic()
        # A message that says that other uploads come first is edited at once.
        edited = 0.0 if self.upload.queued_shown else checked
        self._changed = self.upload.queued_shown
        while not self._ended.wait(_TICK):
            now = time.monotonic()
            if now - checked >= _CANCEL_CHECK_SECONDS:
                checked = now
                self._check_cancel()
            if self._changed and now - edited >= EDIT_SECONDS:
                with self._lock:
                    shown, self._changed = replace(self.shown, allowance=self._allowance()), False
                message, current = upload_progress.progress(shown), counted(shown.upload, shown.items)
                channel, ts = shown.upload.channel, shown.upload.progress_ts
                self.kit.slack.update(channel, ts, message, no_retry=True, metadata=current)
                edited = time.monotonic()

    def _check_cancel(self) -> None:
        try:
            upload = uploads.get(self.kit.redis, self.upload.id)
        except REDIS_TROUBLE:
            return
        if upload is not None and (upload.cancelled_by or is_revoked(self.kit, upload)):
            self.cancel.cancel()

    def _allowance(self) -> int | None:
        try:
            allowance = self.kit.apple_of(self.upload.account).budget.allowance()
        except REDIS_TROUBLE:
            return None
        return allowance.left if allowance is not None else None


def metadata(kit: Kit, upload: Upload) -> Metadata:
    """Return the metadata of an upload's message, with what is stored of its images."""
    return counted(upload, uploads.items(kit.redis, upload.id))


def counted(upload: Upload, items: Mapping[str, UploadItem]) -> Metadata:
    """Return the metadata of an upload's message."""
    state = {UploadState.NEW: "running", UploadState.ASKING: "waiting"}.get(upload.state, upload.state.value)
    done = sum(item.progress in {ItemState.COMPLETE, ItemState.THERE} for item in items.values())
    failed = sum(item.progress in LOST for item in items.values())
    if upload.state is UploadState.DONE and not upload.dry_run:
        # Nothing is stored of the images of a set that needed no change.
        done = sum(len(plan.images) for plan in upload.sets)
    return upload_metadata(state, done=done, failed=failed, key=upload.run)


def is_revoked(kit: Kit, upload: Upload) -> bool:
    """Return whether the bot that requested the upload may not do so any more."""
    return upload.by_bot and not grants.permits(
        kit.redis, upload.user, "upload", upload.app, Role.EDITOR, upload.account or DEFAULT_ACCOUNT
    )


def announce(kit: Kit, upload: Upload, run_upload: Job[[str]]) -> None:
    """Post that the upload is known before a worker is free for it, or edit its message: old buttons are removed."""
    due = outbox.due(kit.redis, kit.clock() + WAIT_FOR_TURN)
    waiting = any(jobs.find(pending.job) is run_upload and pending.arguments[0] != upload.id for pending in due)
    upload = uploads.change(kit.redis, upload.id, queued_shown=waiting) or upload
    shown = upload_progress.first_state(upload)
    if waiting:
        shown = replace(shown, doing=upload_progress.IN_LINE)
    if upload.progress_ts:
        message, current = upload_progress.progress(shown), metadata(kit, upload)
        kit.slack.update(upload.channel, upload.progress_ts, message, metadata=current)
    else:
        _post(kit, shown)


def report_wait(kit: Kit, upload_id: str, blocker: Blocker) -> None:
    """Show that an upload waits for an earlier request; meanwhile it does not take the turn of its channel."""
    fair_queue.leave(kit.redis, upload_id)
    upload = uploads.get(kit.redis, upload_id)
    if upload is not None:
        waits_for = requester(kit, blocker), blocker.subject
        shown = replace(upload_progress.first_state(upload), doing=upload_progress.QUEUED, waits_for=waits_for)
        kit.slack.update(upload.channel, upload.progress_ts, upload_progress.progress(shown))


def _post(kit: Kit, shown: ProgressState) -> Upload:
    """Post the progress message of an upload, once."""
    upload, message = shown.upload, upload_progress.progress(shown)
    key, thread_ts = f"{upload.id}.progress", upload.thread_ts
    current = counted(upload, shown.items)
    ts = kit.slack.post(upload.channel, message, idempotency_key=key, thread_ts=thread_ts, metadata=current)
    return uploads.change(kit.redis, upload.id, progress_ts=ts) or upload
