"""Records which product files and functions a request passes through, in this process, threads included."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parent.parent.parent
ROOMS = tuple(f"{ROOT / room}/" for room in ("bot", "tasks", "kit", "cards", "records", "appstore"))


@dataclass
class Trace:
    """The functions called: (file relative to the repository, qualified name)."""

    functions: set[tuple[str, str]] = field(default_factory=set)

    @property
    def files(self) -> set[str]:
        """The product files with at least one called function."""
        return {file for file, _ in self.functions}

    def record(self, frame: FrameType, event: str, _argument: object) -> None:
        """Profile one call; the code of a module that is being imported doesn't count."""
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(ROOMS) and not _is_import(frame):
            self.functions.add((code.co_filename.removeprefix(f"{ROOT}/"), code.co_qualname))


def _is_import(frame: FrameType) -> bool:
    """Return True for a call from a module or class body during import."""
    caller: FrameType | None = frame
    while caller is not None and caller.f_code.co_filename.startswith(ROOMS):
        if caller.f_code.co_name == "<module>":
            return True
        caller = caller.f_back
    return False


@contextmanager
def traced() -> Iterator[Trace]:
    """Trace every call in this thread and in threads that start meanwhile, such as those of the test's web server."""
    trace = Trace()
    threading.setprofile(trace.record)
    sys.setprofile(trace.record)
    try:
        yield trace
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
