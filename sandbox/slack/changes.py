"""Notifies waiters and listeners of changes in the stand-in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Change:
    """A change: `message`, `ephemeral`, `reaction`, `view`, `home`, `file`, `call`, `delivery` or `connection`."""

    kind: str
    channel: str = ""
    ts: str = ""


class Changes:
    """Counts changes, wakes waiters and calls listeners."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._count = 0
        self._listeners: list[Callable[[Change], None]] = []

    def announce(self, kind: str, channel: str = "", ts: str = "") -> None:
        """Announces a change; listeners are called at once, in this thread."""
        with self._condition:
            self._count += 1
            self._condition.notify_all()
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(Change(kind, channel, ts))

    def listen(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Calls `listener` for every change from now on; call the returned function to stop."""
        with self._condition:
            self._listeners.append(listener)

        def stop() -> None:
            with self._condition:
                self._listeners.remove(listener)

        return stop

    def wait(self, condition: Callable[[], Seen], timeout: float) -> Seen:
        """Waits for a true value of `condition` and returns it; TimeoutError after `timeout` seconds."""
        end = time.monotonic() + timeout
        while True:
            with self._condition:
                count = self._count
            if seen := condition():
                return seen
            with self._condition:
                while self._count == count:
                    left = end - time.monotonic()
                    if left <= 0 or not self._condition.wait(left):
                        raise TimeoutError(f"not within {timeout:g} s")
