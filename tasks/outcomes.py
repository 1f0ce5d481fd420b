"""What carrying out the plan for one place needs, and how it can end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from records.batches import Shot
from tasks.processing import Watch


@dataclass(frozen=True)
class Outcome:
    """How a place ended: pictures counted, the ids it holds; `restored`: what it held before, and nothing new."""

    sent: int = 0
    there: int = 0
    removed: int = 0
    holds: tuple[str, ...] = ()
    reordered: bool = False
    restored: bool = False
    failed: bool = False


@dataclass(frozen=True)
class Hands:
    """What a placer works with: threads, slots for files on their way, known checksums, and where it writes."""

    senders: Executor
    slots: threading.Semaphore
    watch: Watch
    known: Callable[[Sequence[str]], Mapping[str, str]]
    wrote: Callable[[int, Shot], None]
