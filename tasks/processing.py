"""Waits for Apple to process pictures: no longer than it takes, no more often asked than needed, never for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

LONGEST = 600.0
"""Seconds after which a picture that was sent twice is given up."""

_PAD, _FIRST_PAUSE, _LONGEST_PAUSE = 0.08, 0.4, 10.0


class Cancelled(Exception):  # noqa: N818 - somebody pressed Cancel
    """Somebody cancelled the upload. `touched`: something that was there before is gone and can't be put back."""

    def __init__(self, *, touched: bool = False) -> None:
        super().__init__()
        self.touched = touched


class Pace:
    """What all sets of a batch know together: the expected time, and the slowest picture so far."""

    def __init__(self, expected: float) -> None:
        self.expected = expected
        self.slowest = 0.0
        self.at_once = True
        self._cancelled = threading.Event()
        self._closing = threading.local()

    def cancel(self) -> None:
        """Somebody pressed Cancel: wake every sleeper."""
        self._cancelled.set()

    def close(self) -> None:
        """From now on nothing interrupts this thread: it puts things back."""
        self._closing.yes = True

    @property
    def _closed(self) -> bool:
        return getattr(self._closing, "yes", False)

    def check(self) -> None:
        """Raise `Cancelled` when somebody has cancelled."""
        if self._cancelled.is_set() and not self._closed:
            raise Cancelled

    def sleep(self, seconds: float) -> None:
        """Sleep unless somebody cancels meanwhile."""
        if self._closed:
            time.sleep(seconds)
            return
        self._cancelled.wait(seconds)
        self.check()


class Watch:
    """One set's waiting. Times are seconds of the monotonic clock."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._committed: dict[str, float] = {}
        self._looked = 0.0
        self._pause = _FIRST_PAUSE

    def committed(self, shot_id: str) -> None:
        """This picture has been handed to Apple now."""
        self._committed[shot_id] = time.monotonic()

    def wait(self, ids: Sequence[str]) -> None:
        """Sleep until it is worth looking again at these pictures."""
        newest = max((self._committed.get(one, 0.0) for one in ids), default=0.0)
        now = time.monotonic()
        if newest > self._looked:
            due, self._pause = newest + self.pace.expected + _PAD, _FIRST_PAUSE
        elif self._looked:
            due, self._pause = self._looked + self._pause, min(self._pause * 1.5, _LONGEST_PAUSE)
            if self.pace.slowest and newest + self._patience() > self._looked:
                due = min(due, newest + self._patience())
            self.pace.at_once = False
        else:
            due = now
        if due > now:
            self.pace.sleep(due - now)
        self._looked = time.monotonic()

    def good(self, shot_id: str) -> None:
        """Apple has processed this picture."""
        begun = self._committed.get(shot_id)
        if begun is not None:
            self.pace.slowest = max(self.pace.slowest, self._looked - begun)

    def is_stuck(self, shot_id: str, *, again: bool) -> bool:
        """Whether to give this picture up: soon after the others where it can be sent again, late where not."""
        waited = time.monotonic() - self._committed.setdefault(shot_id, time.monotonic())
        if not again:
            return waited > LONGEST
        return waited >= self._patience()

    def _patience(self) -> float:
        """Seconds of processing before a picture is sent once more: others of the batch show how long it takes."""
        if self.pace.slowest:
            return self.pace.slowest + max(0.5, self.pace.slowest * 0.2)
        return max(15.0, self.pace.expected * 4)
