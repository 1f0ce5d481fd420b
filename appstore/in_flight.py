"""Limits how many calls to Apple are in flight at once for one key on one machine.

A slot is a file lock (flock): it costs microseconds to take, the kernel frees it when a process is killed, and it needs
no server. https://man7.org/linux/man-pages/man2/flock.2.html
"""

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

# Apple documents no limit for parallel calls; short bursts are answered with 429 well within the hourly allowance.
MOST_IN_FLIGHT = 10
POLL_SECONDS = 0.01

log = structlog.get_logger(__name__)


class CallSlots:
    """At most `most` calls in flight for a key at one API host, across all processes and threads of this machine."""

    def __init__(self, key_id: str, base_url: str, most: int = MOST_IN_FLIGHT) -> None:
        name = hashlib.sha256(f"{key_id} {base_url}".encode()).hexdigest()[:16]
        self.folder = Path(tempfile.gettempdir()) / f"asc-calls-{os.getuid()}-{name}"
        self._most = most

    @contextmanager
    def slot(self, sleep: Callable[[float], object] = time.sleep) -> Iterator[None]:
        """Hold a slot while the context lasts; waits with `sleep`, which may raise to cancel."""
        while (descriptor := self._take()) is None:
            sleep(POLL_SECONDS)
        try:
            yield
        finally:
            if descriptor >= 0:
                os.close(descriptor)

    def _take(self) -> int | None:
        """Return a file descriptor that holds a slot; None while all are taken, -1 if files can't be locked."""
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            for number in range(self._most):
                # Each call opens the file again: locks belong to the open file, so threads exclude each other, too.
                opened = os.open(self.folder / str(number), os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
                try:
                    fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError as error:
                    os.close(opened)
                    if not isinstance(error, BlockingIOError):
                        raise
                else:
                    return opened
        except OSError as error:
            log.warning("calls in flight are not limited", reason=type(error).__name__)
            return -1
        return None
