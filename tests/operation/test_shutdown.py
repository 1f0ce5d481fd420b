"""A process exits cleanly on SIGTERM, also while it starts."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import pytest

from tests.support.processes import COMMANDS, start_bot

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to see what a process hears")


def hears(pid: int, number: signal.Signals) -> bool:
    """Whether the process has a handler for the signal (proc(5), SigCgt)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught, 16) >> (number - 1) & 1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_signal_while_a_process_starts_ends_it_cleanly(name: str, number: signal.Signals) -> None:
    with start_bot(start=(), cold=True) as running_bot:
        process = running_bot.start(name)
        last = time.monotonic() + 20
        while not hears(process.pid, signal.SIGTERM):
            assert time.monotonic() < last
            time.sleep(0.001)
        process.send_signal(number)
        assert process.wait(20) == 0, running_bot.logs()
        assert running_bot.logs().strip() == ""
