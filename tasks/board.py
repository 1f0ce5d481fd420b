"""Keeps the one progress message of an upload current: edited on change, about every two seconds, never in a flood."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import structlog

from appstore.client import Wait
from cards import screenshots as cards
from cards.screenshots import Board, Row, SetRows
from kit.wiring import REDIS_TROUBLE, Kit
from records import batches
from records.batches import Batch, Picture, SetPlan, Shot, Target

EDIT_SECONDS = 2.0
"""Slack allows about 50 edits a minute for the whole workspace (chat.update, tier 3)."""

_TICK = 0.2
_LOOK_AT_CANCEL = 0.8
log = structlog.get_logger()


@dataclass
class Live:
    """What the progress message shows; written by many threads, shown by one."""

    kit: Kit
    batch: Batch
    board: Board
    stopped: Callable[[], None]
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _changed: bool = False
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Post the message where there is none yet, and keep it current from now on."""
        if not self.batch.progress_ts:
            self.batch = post(self.kit, self.batch, self.board)
        self._thread = threading.Thread(target=self._keep_current, daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """Stop editing."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def say(self, doing: str) -> None:
        """What the upload is busy with, in the words of `cards.screenshots`."""
        self._set(doing=doing)

    def file_came(self) -> None:
        """One more file has come from Slack."""
        with self._lock:
            self.board, self._changed = replace(self.board, fetched=self.board.fetched + 1), True

    def show(self, target: Target | None, sets: Sequence[SetPlan], shots: Mapping[str, Shot]) -> None:
        """The sets and their pictures, and how far each is."""
        rows = tuple(
            SetRows(
                one.locale,
                one.display_type,
                tuple(
                    _row(picture, shots.get(f"{one.key}#{number}", Shot()))
                    for number, picture in enumerate(one.pictures)
                ),
            )
            for one in sets
        )
        self._set(doing=cards.UPLOADING, target=target, sets=rows)

    def show_waiting_for(self, other: Batch) -> None:
        """Another upload has one of the sets: say so once, and leave the message like that."""
        board = replace(self.board, doing=cards.QUEUED, waits_for=other.user)
        if self.batch.waits_for != other.id:
            self.batch = batches.change(self.kit.redis, self.batch.id, waits_for=other.id) or self.batch
            self.kit.slack.update(self.batch.channel, self.batch.progress_ts, cards.progress(board))
        self.finish()

    def moved(self, set_number: int, number: int, shot: Shot) -> None:
        """One picture has come a step further."""
        with self._lock:
            sets = list(self.board.sets)
            rows = list(sets[set_number].rows)
            rows[number] = replace(rows[number], progress=shot.progress, reason=shot.reason)
            sets[set_number] = replace(sets[set_number], rows=tuple(rows))
            self.board, self._changed = replace(self.board, sets=tuple(sets), wait=None), True

    def waiting(self, wait: Wait) -> None:
        """Apple asks for a pause, or does not answer."""
        if wait.seconds >= 1:
            self._set(wait=wait)

    def _set(self, **fields: object) -> None:
        with self._lock:
            self.board, self._changed = replace(self.board, **fields), True  # type: ignore[arg-type]

    def _keep_current(self) -> None:
        looked = time.monotonic()
        # Whoever read that others come first is told at once that it is no longer so.
        edited = 0.0 if self.batch.in_line else looked
        self._changed = self.batch.in_line
        while not self._ended.wait(_TICK):
            now = time.monotonic()
            if now - looked >= _LOOK_AT_CANCEL:
                looked = now
                self._look_for_cancel()
            if self._changed and now - edited >= EDIT_SECONDS:
                with self._lock:
                    board, self._changed = replace(self.board, allowance=self._left()), False
                self.kit.slack.update(self.batch.channel, self.batch.progress_ts, cards.progress(board), hasty=True)
                edited = time.monotonic()

    def _look_for_cancel(self) -> None:
        try:
            batch = batches.get(self.kit.redis, self.batch.id)
        except REDIS_TROUBLE:
            return
        if batch is not None and batch.cancelled_by:
            self.stopped()

    def _left(self) -> int | None:
        try:
            allowance = self.kit.apple.budget.allowance()
        except REDIS_TROUBLE:
            return None
        return allowance.left if allowance is not None else None


def post(kit: Kit, batch: Batch, board: Board) -> Batch:
    """Post the progress message of an upload, a single time."""
    once = f"{batch.id}.progress"
    ts = kit.slack.post(batch.channel, cards.progress(board), once=once, thread_ts=batch.thread_ts)
    return batches.change(kit.redis, batch.id, progress_ts=ts) or batch


def _row(picture: Picture, shot: Shot) -> Row:
    return Row(picture.piece.name, shot.progress, shot.reason, flattened=picture.flattened)
