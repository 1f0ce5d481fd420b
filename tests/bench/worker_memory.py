"""Measures the memory of the worker's processes while they run."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.support.processes import RunningBot


class Peak(threading.Thread):
    """The largest resident size, in kB, of any process of the worker.

    The stand-ins run in this process, too: looking at every process of the machine each time would slow them down.
    """

    def __init__(self, running_bot: RunningBot) -> None:
        super().__init__(daemon=True)
        worker = next(process for process in running_bot.processes if "tasks.worker" in str(process.args))
        self._group = worker.pid
        self._done = threading.Event()
        self._peak = 0
        self._is_ours: dict[Path, bool] = {}

    def run(self) -> None:
        """Sample 20 times a second."""
        while not self._done.wait(0.05):
            for process in Path("/proc").iterdir():
                if process.name.isdecimal():
                    self._look(process)

    def _look(self, process: Path) -> None:
        try:
            if process not in self._is_ours:
                fields = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                self._is_ours[process] = int(fields[3]) == self._group
            if self._is_ours[process]:
                status = (process / "status").read_text(encoding="utf-8")
                # The kernel's own mark of the most so far.
                self._peak = max(self._peak, int(status.partition("VmHWM:")[2].split()[0]))
        except (OSError, IndexError, ValueError):
            return

    def stop(self) -> int:
        """Stop sampling and return the peak."""
        self._done.set()
        self.join()
        return self._peak
