"""Runs work from other threads on the event loop that owns the stand-in's state."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class Bridge:
    """Runs work on the event loop while it serves, otherwise directly."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._owner = 0

    @property
    def is_open(self) -> bool:
        """True while an event loop is serving."""
        return self._loop is not None

    def open(self) -> None:
        """Makes the current thread's event loop the owner of the state."""
        self._loop = asyncio.get_running_loop()
        self._owner = threading.get_ident()

    def close(self) -> None:
        """Releases the state: no event loop serves any more."""
        self._loop = None

    def ask(self, work: Callable[[], Result]) -> Result:
        """Returns the result of `work`, run where the state lives."""
        loop = self._loop
        if loop is None or threading.get_ident() == self._owner:
            return work()

        async def at_home() -> Result:
            return work()

        return asyncio.run_coroutine_threadsafe(at_home(), loop).result()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Returns the result of the coroutine, run on the event loop; RuntimeError if none serves."""
        loop = self._loop
        if loop is None:
            work.close()
            raise RuntimeError("Slack is not being served: use `with slack.serve():`")
        return asyncio.run_coroutine_threadsafe(work, loop).result()
