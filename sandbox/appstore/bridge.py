"""Runs work on the state from any thread: in the server's event loop while it serves, otherwise directly."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


class Bridge:
    """Lets only one thread at a time access the state, so the state needs no locks."""

    def __init__(self) -> None:
        self._gate = threading.RLock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._owner: int | None = None

    def run(self, handler: Callable[[], T]) -> T:
        """Runs the work where the state lives; returns or raises its result."""
        if threading.get_ident() == self._owner:
            return handler()
        with self._gate:
            if self._loop is None:
                return handler()
            future: Future[T] = Future()
            self._loop.call_soon_threadsafe(_fulfil, future, handler)
        return future.result()

    def hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hands the state to the event loop of the calling thread."""
        with self._gate:
            self._loop, self._owner = loop, threading.get_ident()

    def take_back(self, stop: Callable[[], None], thread: threading.Thread) -> None:
        """Stops the loop by running `stop` in it; concurrent callers wait until the state is free again."""
        with self._gate:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(stop)
            thread.join()
            self._loop = self._owner = None


def _fulfil(future: Future[T], handler: Callable[[], T]) -> None:
    try:
        future.set_result(handler())
    except BaseException as error:  # noqa: BLE001 — it belongs to the caller
        future.set_exception(error)
