"""Sends requests to Apple, and limits how many are in flight at once: of one key on one machine, and of one upload.

The slot of a key is a file lock (flock): it costs microseconds to take, the kernel frees it when a process is killed,
and it needs no server. https://man7.org/linux/man-pages/man2/flock.2.html
"""

import fcntl
import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from http import HTTPStatus
from pathlib import Path

import httpx
import structlog

from appstore.calls.budget import Budget
from appstore.calls.jsonapi import request_name
from appstore.errors import Unavailable

# Apple documents no limit for parallel calls; short bursts are answered with 429 well within the hourly allowance.
MOST_IN_FLIGHT = 10
# Slots that files on their way leave to calls: on a slow line, each of them takes minutes.
KEPT_FOR_CALLS = 2
POLL_SECONDS = 0.01
_TROUBLE = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT})

log = structlog.get_logger(__name__)


def send(http: httpx.Client, request: httpx.Request, auth: httpx.Auth) -> httpx.Response:
    """Send a request without following redirects, which would leak the token. Raises Unavailable without a response."""
    began = time.perf_counter()
    try:
        response = http.send(request, auth=auth, follow_redirects=False)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise Unavailable(request_name(request), maybe_done=False, detail=type(error).__name__) from error
    except (httpx.TimeoutException, httpx.NetworkError, httpx.ProtocolError, httpx.DecodingError) as error:
        raise Unavailable(request_name(request), maybe_done=True, detail=type(error).__name__) from error
    milliseconds = int((time.perf_counter() - began) * 1000)
    log.debug("apple answered", request=request_name(request), status=response.status_code, milliseconds=milliseconds)
    return response


def _for_transfers(most: int) -> int:
    return max(1, most - KEPT_FOR_CALLS)


class CallSlots:
    """At most `most` calls in flight for a key at one API host, across all processes and threads of this machine."""

    def __init__(self, key_id: str, base_url: str, most: int = MOST_IN_FLIGHT) -> None:
        name = hashlib.sha256(f"{key_id} {base_url}".encode()).hexdigest()[:16]
        self.folder = Path(tempfile.gettempdir()) / f"asc-calls-{os.getuid()}-{name}"
        self._calls = [str(number) for number in range(most)]
        self._transfers = [f"transfer-{number}" for number in range(_for_transfers(most))]

    @contextmanager
    def slot(self, sleep: Callable[[float], object] = time.sleep, *, transfer: bool = False) -> Iterator[None]:
        """Hold a slot while the context lasts, and for a `transfer` one of theirs as well.

        Waits with `sleep`, which may raise to cancel.
        """
        with self._one_of(self._transfers, sleep) if transfer else nullcontext(), self._one_of(self._calls, sleep):
            yield

    @contextmanager
    def _one_of(self, names: Sequence[str], sleep: Callable[[float], object]) -> Iterator[None]:
        while (descriptor := self._take(names)) is None:
            sleep(POLL_SECONDS)
        try:
            yield
        finally:
            if descriptor >= 0:
                os.close(descriptor)

    def _take(self, names: Sequence[str]) -> int | None:
        """Return a file descriptor that holds a slot; None while all are taken, -1 if files can't be locked."""
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            for name in names:
                # Each call opens the file again: locks belong to the open file, so threads exclude each other, too.
                opened = os.open(self.folder / name, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
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


class AdaptiveLimit:
    """Limits the calls in flight of one upload to what Apple takes well: `start` at first, and up to twice as many.

    Each good answer allows one more. Trouble (429, 5xx, no answer) halves the limit, once for all calls that were in
    flight then; afterwards it grows by one for as many good answers as it allows calls. The budget remembers it for
    the next upload with the same key.
    """

    def __init__(self, budget: Budget, start: int) -> None:
        remembered = budget.concurrency()
        self._budget = budget
        self._most = 2 * start
        self._limit = float(min(remembered or start, self._most))
        self._careful = 0 < remembered < start
        self._halved_at = 0.0
        self._lock = threading.Lock()
        # By `transfer`: how many are in flight, and what waits.
        self._in_flight = {False: 0, True: 0}
        self._free = {False: threading.Condition(self._lock), True: threading.Condition(self._lock)}

    @contextmanager
    def slot(self, *, transfer: bool = False) -> Iterator[Callable[[int], None]]:
        """Hold a slot while the context lasts; yields what takes note of the status of the answer (0: none)."""
        with self._lock:
            self._free[transfer].wait_for(partial(self._has_room, transfer=transfer))
            self._in_flight[transfer] += 1
        try:
            yield partial(self._learn, time.monotonic())
        finally:
            with self._lock:
                self._in_flight[transfer] -= 1
                for waiting in self._free.values():
                    # Two: the limit may have grown.
                    waiting.notify(2)

    def _has_room(self, *, transfer: bool) -> bool:
        most = int(self._limit)
        has_room = sum(self._in_flight.values()) < most
        return has_room and not (transfer and self._in_flight[True] >= _for_transfers(most))

    def _learn(self, began: float, status: int) -> None:
        """Take note of the answer to a call that `began` then (monotonic seconds)."""
        good = status and status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in _TROUBLE
        with self._lock:
            before = int(self._limit)
            if good:
                self._limit = min(self._most, self._limit + (1 / self._limit if self._careful else 1))
            elif began > self._halved_at:
                self._limit, self._careful, self._halved_at = max(1, self._limit / 2), True, time.monotonic()
            now = int(self._limit)
        if now != before:
            self._budget.remember_concurrency(now)
