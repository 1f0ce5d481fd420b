"""Handles SIGTERM and SIGINT from the first moment of a process. Imports nothing that takes time."""

import os
import signal
import sys
import threading
from collections.abc import Callable


def install_early() -> None:
    """Exit at once and cleanly on a signal, as nothing has begun yet.

    Called before the process imports what it needs, which takes a second.
    """
    _on_stop(lambda: os._exit(0))


def stop_event() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    _on_stop(stop.set)
    return stop


def exit_on_signal() -> None:
    """Raise SystemExit in the main thread on SIGTERM and SIGINT."""
    _on_stop(sys.exit)


def _on_stop(act: Callable[[], object]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: act())
