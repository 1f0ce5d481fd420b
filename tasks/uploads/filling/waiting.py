"""Waits for Apple to process images: with few calls, and with a limit."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# Seconds after which the bot gives up on an image that was sent twice.
LONGEST = 600.0
# Seconds for which a worker waits for videos, between two looks at them, and after which the bot gives up on them.
VIDEO_PATIENCE, _VIDEO_PAUSE, LONGEST_VIDEO = 20.0, 2.0, 24 * 3600.0

_PAD, _FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.4, 10.0


class Cancelled(Exception):  # noqa: N818 - a user pressed Cancel
    """The upload was cancelled. `touched`: old images were removed already and can't be restored."""

    def __init__(self, *, touched: bool = False) -> None:
        super().__init__()
        self.touched = touched


class StillProcessing(Exception):  # noqa: N818 - not an error: the upload goes on later
    """Apple processes videos, for minutes or hours: the upload must not wait so long in a worker."""


class CancelToken:
    """Signals to all threads of an upload that it was cancelled."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._local = threading.local()

    def cancel(self) -> None:
        """Cancel the upload and wake every thread that sleeps."""
        self._cancelled.set()

    def shield(self) -> None:
        """Protect this thread from being cancelled, because it restores what was there."""
        self._local.shielded = True

    @property
    def _shielded(self) -> bool:
        return getattr(self._local, "shielded", False)

    def check(self) -> None:
        """Raise `Cancelled` if the upload is cancelled."""
        if self._cancelled.is_set() and not self._shielded:
            raise Cancelled

    def sleep(self, seconds: float) -> None:
        """Sleep; raise `Cancelled` as soon as the upload is cancelled."""
        if self._shielded:
            time.sleep(seconds)
            return
        self._cancelled.wait(seconds)
        self.check()


@dataclass
class ProcessingTimes:
    """What all sets of an upload measure of Apple's speed, in seconds. `at_once`: complete at the first check.

    `slowest` is how long an image has taken at most, `measured` the same of the last one of a set, without the time in
    which others of its set were still being sent.
    """

    expected: float
    slowest: float = 0.0
    measured: float = 0.0
    at_once: bool = True


class VideoWait:
    """The waiting of a set of videos: a while here, for short ones, then in later runs of the job.

    `now` returns epoch seconds; the bot gives up at `until`. https://developer.apple.com/forums/thread/723219
    """

    def __init__(self, cancel: CancelToken, now: Callable[[], float], until: float, patience: float) -> None:
        self.cancel = cancel
        self._now, self._until = now, until
        self._left = patience
        self._checked = False

    def committed(self, image_id: str) -> None:
        """Note nothing: videos take their time, whatever others took."""

    def wait(self, _image_ids: Sequence[str]) -> None:
        """Sleep until it is worth checking again. Raises StillProcessing if that is too long for a worker."""
        if self._checked:
            if self._left <= 0:
                raise StillProcessing
            pause = min(_VIDEO_PAUSE, self._left)
            self._left -= pause
            self.cancel.sleep(pause)
        self._checked = True

    def good(self, image_id: str) -> None:
        """Note nothing."""

    def is_stuck(self, _image_id: str, *, again: bool) -> bool:
        """Return whether to give up. A video is not sent again: Apple is slow with all of them at times."""
        return self._now() >= self._until and not again


class ProcessingWait:
    """The waiting of one set. Times are seconds of the monotonic clock."""

    def __init__(self, times: ProcessingTimes, cancel: CancelToken) -> None:
        self.cancel = cancel
        self._times = times
        self._committed: dict[str, float] = {}
        self._checked = 0.0
        self._newest = 0.0
        self._pause = _FIRST_PAUSE

    def committed(self, image_id: str) -> None:
        """Note that this image was committed now."""
        self._committed[image_id] = time.monotonic()

    def wait(self, image_ids: Sequence[str]) -> None:
        """Sleep until it is worth checking these images again."""
        newest = max((self._committed.get(image_id, 0.0) for image_id in image_ids), default=0.0)
        self._newest = max(self._newest, newest)
        now = time.monotonic()
        if newest > self._checked:
            due, self._pause = newest + self._times.expected + _PAD, _FIRST_PAUSE
        elif self._checked:
            due, self._pause = self._checked + self._pause, min(self._pause * 1.5, _LONGEST_PAUSE)
            if self._times.slowest and newest + self._retry_after() > self._checked:
                due = min(due, newest + self._retry_after())
            self._times.at_once = False
        else:
            due = now
        if due > now:
            self.cancel.sleep(due - now)
        self._checked = time.monotonic()

    def good(self, image_id: str) -> None:
        """Note that Apple has processed this image."""
        begun = self._committed.get(image_id)
        if begun is not None:
            self._times.slowest = max(self._times.slowest, self._checked - begun)
            if begun == self._newest:
                self._times.measured = max(self._times.measured, self._checked - begun)

    def is_stuck(self, image_id: str, *, again: bool) -> bool:
        """Return whether to give up: soon after the other images if it can be sent again, late if not."""
        waited = time.monotonic() - self._committed.setdefault(image_id, time.monotonic())
        return waited >= self._retry_after() if again else waited > LONGEST

    def _retry_after(self) -> float:
        """Return the seconds of processing after which an image is sent again: others show how long it takes."""
        if self._times.slowest:
            return self._times.slowest + max(0.5, self._times.slowest * 0.2)
        return max(15.0, self._times.expected * 4)
