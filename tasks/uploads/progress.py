"""Keeps the progress message of an upload current: edited when something changes, at most every two seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import structlog

from appstore.client import Wait
from cards.uploads import progress as upload_progress
from cards.uploads.progress import ProgressState, Row, SetRows
from kit.wiring import REDIS_TROUBLE, Kit
from records.uploads import uploads
from records.uploads.uploads import SetPlan, Upload, UploadImage, UploadItem, UploadTarget
from tasks.uploads.waiting import CancelToken

# Slack allows about 50 edits a minute for the whole workspace (chat.update, tier 3).
EDIT_SECONDS = 2.0

_TICK = 0.2
_LOOK_AT_CANCEL = 0.8
log = structlog.get_logger()


@dataclass
class ProgressMessage:
    """The message and what it shows: changed by many threads, edited in Slack by one, which also watches for Cancel."""

    kit: Kit
    upload: Upload
    shown: ProgressState
    cancel: CancelToken
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _changed: bool = False
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Post the message where there is none yet, and keep it current from now on."""
        if not self.upload.progress_ts:
            self.upload = post(self.kit, self.upload, self.shown)
        self._thread = threading.Thread(target=self._keep_current, daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """Stop editing."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def say(self, doing: str) -> None:
        """Show what the upload is doing, one of the constants of `cards.screenshots`."""
        self._set(doing=doing)

    def file_came(self) -> None:
        """Count one more file from Slack."""
        with self._lock:
            self.shown, self._changed = replace(self.shown, fetched=self.shown.fetched + 1), True

    def show(self, target: UploadTarget | None, sets: Sequence[SetPlan], items: Mapping[str, UploadItem]) -> None:
        """Show the sets and their images, and how far each is."""
        rows = tuple(
            SetRows(
                plan.locale,
                plan.display_type,
                tuple(
                    _row(picture, items.get(f"{plan.key}#{number}", UploadItem()))
                    for number, picture in enumerate(plan.pictures)
                ),
            )
            for plan in sets
        )
        self._set(doing=upload_progress.UPLOADING, target=target, sets=rows)

    def show_waiting_for(self, other: Upload) -> None:
        """Show once that another upload has one of the sets, and stop editing."""
        progress = replace(self.shown, doing=upload_progress.QUEUED, waits_for=other.user)
        if self.upload.waits_for != other.id:
            self.upload = uploads.change(self.kit.redis, self.upload.id, waits_for=other.id) or self.upload
            self.kit.slack.update(self.upload.channel, self.upload.progress_ts, upload_progress.progress(progress))
        self.finish()

    def moved(self, set_number: int, number: int, item: UploadItem) -> None:
        """Show how far an image is."""
        with self._lock:
            sets = list(self.shown.sets)
            rows = list(sets[set_number].rows)
            rows[number] = replace(rows[number], progress=item.progress, reason=item.reason)
            sets[set_number] = replace(sets[set_number], rows=tuple(rows))
            self.shown, self._changed = replace(self.shown, sets=tuple(sets), wait=None), True

    def waiting(self, wait: Wait) -> None:
        """Show that Apple asks for a pause, or does not answer."""
        if wait.seconds >= 1:
            self._set(wait=wait)

    def _set(self, **fields: object) -> None:
        with self._lock:
            self.shown, self._changed = replace(self.shown, **fields), True  # type: ignore[arg-type]

    def _keep_current(self) -> None:
        looked = time.monotonic()
        # A message that says that others come first is edited at once.
        edited = 0.0 if self.upload.queued_shown else looked
        self._changed = self.upload.queued_shown
        while not self._ended.wait(_TICK):
            now = time.monotonic()
            if now - looked >= _LOOK_AT_CANCEL:
                looked = now
                self._look_for_cancel()
            if self._changed and now - edited >= EDIT_SECONDS:
                with self._lock:
                    progress, self._changed = replace(self.shown, allowance=self._left()), False
                self.kit.slack.update(
                    self.upload.channel, self.upload.progress_ts, upload_progress.progress(progress), no_retry=True
                )
                edited = time.monotonic()

    def _look_for_cancel(self) -> None:
        try:
            upload = uploads.get(self.kit.redis, self.upload.id)
        except REDIS_TROUBLE:
            return
        if upload is not None and upload.cancelled_by:
            self.cancel.cancel()

    def _left(self) -> int | None:
        try:
            allowance = self.kit.apple.budget.allowance()
        except REDIS_TROUBLE:
            return None
        return allowance.left if allowance is not None else None


def post(kit: Kit, upload: Upload, progress: ProgressState) -> Upload:
    """Post the progress message of an upload, once."""
    idempotency_key = f"{upload.id}.progress"
    ts = kit.slack.post(
        upload.channel, upload_progress.progress(progress), idempotency_key=idempotency_key, thread_ts=upload.thread_ts
    )
    return uploads.change(kit.redis, upload.id, progress_ts=ts) or upload


def _row(picture: UploadImage, item: UploadItem) -> Row:
    return Row(picture.piece.name, item.progress, item.reason, flattened=picture.flattened)
