"""What will happen by itself later: processing that ends, replies that appear on the store."""

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
    """Things to do at a time, done in the order of their times when somebody looks."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._numbers = count()
        self.on_add: Callable[[], None] = lambda: None

    def at(self, due: float, happens: Callable[[], None]) -> None:
        """Have `happens` called once the clock has reached `due` (seconds since 1970)."""
        heapq.heappush(self._entries, _Entry(due, next(self._numbers), happens))
        self.on_add()

    def settle(self, now: float) -> None:
        """Do everything that is due by `now`, including what that itself brings about."""
        while self._entries and self._entries[0].due <= now:
            heapq.heappop(self._entries).happens()

    @property
    def next_due(self) -> float | None:
        """When the next thing happens, None when nothing is left."""
        return self._entries[0].due if self._entries else None
