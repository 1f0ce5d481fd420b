"""Delayed effects: processing that finishes, replies that become public."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count


@dataclass(order=True, slots=True)
class _Entry:
    due: float
    number: int
    happens: Callable[[], None] = field(compare=False)


class Timers:
    """Callbacks with a due time, run in order by `settle`."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._numbers = count()
        self.on_add: Callable[[], None] = lambda: None

    def at(self, due: float, happens: Callable[[], None]) -> None:
        """Schedules `happens` for `due` (epoch seconds)."""
        heapq.heappush(self._entries, _Entry(due, next(self._numbers), happens))
        self.on_add()

    def settle(self, now: float) -> None:
        """Runs everything due by `now`, including callbacks added meanwhile."""
        while self._entries and self._entries[0].due <= now:
            heapq.heappop(self._entries).happens()

    @property
    def next_due(self) -> float | None:
        """The due time of the next callback, or None."""
        return self._entries[0].due if self._entries else None
