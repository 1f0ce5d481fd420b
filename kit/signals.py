"""How a process hears that it is to stop, from its first moment on."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable

_TOLD = (signal.SIGTERM, signal.SIGINT)


def install_early() -> None:
    """Until the process hears by itself: end at once and cleanly, since nothing has been begun.

    Called before the process imports what it needs, which takes a second.
    """
    _on_stop(lambda: os._exit(0))


def stop_event() -> threading.Event:
    """What SIGTERM and SIGINT set."""
    stop = threading.Event()
    _on_stop(stop.set)
    return stop


def exit_when_told() -> None:
    """Raise SystemExit in the main thread on SIGTERM and SIGINT."""
    _on_stop(sys.exit)


def _on_stop(act: Callable[[], object]) -> None:
    for number in _TOLD:
        signal.signal(number, lambda *_: act())
