"""Notifies open pages of changes with server-sent events; a page then fetches the new state."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from typing import Literal

Side = Literal["slack", "apple"]
# Seconds during which changes are combined: an upload makes dozens.
PAUSE = 0.06
HEARTBEAT = 15.0


class _Watcher:
    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.woken = asyncio.Event()
        self.sides: set[Side] = set()

    def hear(self, side: Side) -> None:
        self.sides.add(side)
        self.woken.set()


class ChangeStream:
    """Notifies all pages; `happened` is thread-safe."""

    def __init__(self) -> None:
        self._watchers: set[_Watcher] = set()

    def happened(self, side: Side) -> None:
        """Notifies all pages that this side has changed."""
        for watcher in tuple(self._watchers):
            with contextlib.suppress(RuntimeError):  # its loop has ended
                watcher.loop.call_soon_threadsafe(watcher.hear, side)

    async def stream(self) -> AsyncIterator[str]:
        """Yields the events for one page until it is closed."""
        watcher = _Watcher()
        self._watchers.add(watcher)
        try:
            # The page fetched its state before it connected; this covers changes in between.
            yield "retry: 500\n\n" + _frames(["apple", "slack"])
            while True:
                try:
                    await asyncio.wait_for(watcher.woken.wait(), HEARTBEAT)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                await asyncio.sleep(PAUSE)
                sides, watcher.sides = sorted(watcher.sides), set()
                watcher.woken.clear()
                yield _frames(sides)
        finally:
            self._watchers.discard(watcher)


def _frames(sides: Iterable[Side]) -> str:
    return "".join(f"event: {side}\ndata: changed\n\n" for side in sides)
