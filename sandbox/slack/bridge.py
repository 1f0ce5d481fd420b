"""The one way from other threads to the event loop that owns everything the stand-in knows."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class Bridge:
    """Runs work on the loop while one serves, and in place while none does."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._owner = 0

    @property
    def is_open(self) -> bool:
        """Whether a loop serves right now."""
        return self._loop is not None

    def open(self) -> None:
        """Make the loop that runs in this thread the owner."""
        self._loop = asyncio.get_running_loop()
        self._owner = threading.get_ident()

    def close(self) -> None:
        """Leave the state to whoever asks next: no loop serves any more."""
        self._loop = None

    def ask(self, work: Callable[[], Result]) -> Result:
        """What `work` gives, done where the state lives."""
        loop = self._loop
        if loop is None or threading.get_ident() == self._owner:
            return work()

        async def at_home() -> Result:
            return work()

        return asyncio.run_coroutine_threadsafe(at_home(), loop).result()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """What the coroutine gives, run on the loop; RuntimeError where none serves."""
        loop = self._loop
        if loop is None:
            work.close()
            raise RuntimeError("Slack is not being served: use `with slack.serve():`")
        return asyncio.run_coroutine_threadsafe(work, loop).result()
