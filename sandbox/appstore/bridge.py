"""The one way from any thread to the state: in the server's own loop while it serves, else on the spot."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


class Bridge:
    """Sees to it that one thread at a time touches the state, without a lock inside it."""

    def __init__(self) -> None:
        self._gate = threading.RLock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._owner: int | None = None

    def run(self, does: Callable[[], T]) -> T:
        """Do it where the state lives, and hand back what it gives or raises."""
        if threading.get_ident() == self._owner:
            return does()
        with self._gate:
            if self._loop is None:
                return does()
            future: Future[T] = Future()
            self._loop.call_soon_threadsafe(_fulfil, future, does)
        return future.result()

    def hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called in the loop's own thread: from now on the state belongs to it."""
        with self._gate:
            self._loop, self._owner = loop, threading.get_ident()

    def take_back(self, stop: Callable[[], None], thread: threading.Thread) -> None:
        """End the loop with `stop`, done in it; whoever calls meanwhile waits, and then finds the state free again."""
        with self._gate:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(stop)
            thread.join()
            self._loop = self._owner = None


def _fulfil(future: Future[T], does: Callable[[], T]) -> None:
    try:
        future.set_result(does())
    except BaseException as error:  # noqa: BLE001 — it belongs to the caller
        future.set_exception(error)
