"""Waits for Apple to process pictures: no longer than it takes, no more often asked than needed, never for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from redis import Redis

from records.keys import DAY, key

FIRST_GUESS = 3.0
"""Seconds of processing to expect before anything was measured: "a few seconds up to a few minutes", says Apple."""

LONGEST = 600.0
"""Seconds after which a picture that was sent twice is given up."""

_PAD, _FIRST_PAUSE, _LONGEST_PAUSE = 0.15, 0.4, 10.0
_EXPECTED = key("processing")


class Cancelled(Exception):  # noqa: N818 - somebody pressed Cancel
    """Somebody cancelled the upload."""


def expected_seconds(redis: Redis) -> float:
    """How long Apple's processing has taken lately."""
    raw: Any = redis.get(_EXPECTED)
    return float(raw) if raw is not None else FIRST_GUESS


def learn(redis: Redis, seconds: float, *, at_once: bool) -> None:
    """Take in how long it took. Seen good at the first look it took less than that: the guess goes down a little."""
    redis.set(_EXPECTED, round(min(60.0, max(0.1, seconds * 0.9 if at_once else seconds)), 3), ex=DAY)


class Pace:
    """What all sets of a batch know together: the expected time, and the slowest picture so far."""

    def __init__(self, expected: float, stopped: Callable[[], BaseException | None]) -> None:
        self.expected = expected
        self.slowest = 0.0
        self.at_once = True
        self._stopped = stopped
        self._wake = threading.Event()
        self._closing = False

    def stop(self) -> None:
        """Wake every sleeper: the batch was cancelled or lost."""
        self._wake.set()

    def close(self) -> None:
        """From now on nothing interrupts: things are being put back."""
        self._closing = True

    def check(self) -> None:
        """Raise what stops the batch, if anything does."""
        error = None if self._closing else self._stopped()
        if error is not None:
            raise error

    def sleep(self, seconds: float) -> None:
        """Sleep unless the batch is stopped meanwhile."""
        if self._closing:
            time.sleep(seconds)
            return
        self.check()
        self._wake.wait(seconds)
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
        if self.pace.slowest:
            return waited > self.pace.slowest + max(0.6, self.pace.slowest * 0.2)
        return waited > max(15.0, self.pace.expected * 4)
