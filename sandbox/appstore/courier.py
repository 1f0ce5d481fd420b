"""Posts webhook deliveries over HTTP from a few threads, while the stand-in serves."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

THREADS = 4
# Seconds that a receiver has to answer; Apple publishes no limit.
PATIENCE = 5.0
# Made once: loading the certificate authorities takes longer than a delivery.
AUTHORITIES = ssl.create_default_context()
# Characters kept of an answer's body.
LONGEST_BODY = 2000


@dataclass(frozen=True, slots=True)
class Parcel:
    """One POST."""

    url: str
    body: bytes
    signature: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a POST ended: `status` is 0 without an answer, and `error` says why."""

    status: int = 0
    body: str = ""
    error: str = ""

    @property
    def succeeded(self) -> bool:
        """Returns whether the answer is a 2xx."""
        return httpx.codes.is_success(self.status)


class Courier:
    """Delivers in order of request, several at a time; what is sent while nothing serves waits for that."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._waiting: list[Callable[[], None]] = []
        self._open = 0
        self._changed = threading.Condition()

    def send(self, parcel: Parcel, record: Callable[[Receipt], None]) -> None:
        """Posts a parcel in another thread, and calls `record` there with how it ended."""

        def deliver() -> None:
            try:
                record(_post(parcel))
            finally:
                with self._changed:
                    self._open -= 1
                    self._changed.notify_all()

        with self._changed:
            self._open += 1
            if self._pool is None:
                self._waiting.append(deliver)
            else:
                self._pool.submit(deliver)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Delivers inside the context; at its end, everything sent in it has ended, and no thread is left."""
        with ThreadPoolExecutor(THREADS, "app-store-webhooks") as pool:
            with self._changed:
                self._pool = pool
                waiting, self._waiting = self._waiting, []
            for deliver in waiting:
                pool.submit(deliver)
            try:
                yield
            finally:
                with self._changed:
                    self._pool = None

    def settle(self, seconds: float) -> None:
        """Waits until everything sent so far has ended; TimeoutError after `seconds`."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._open == 0, seconds):
                raise TimeoutError(f"{self._open} deliveries are still under way")


def _post(parcel: Parcel) -> Receipt:
    headers = {"Content-Type": "application/json", "x-apple-signature": parcel.signature}
    try:
        answer = httpx.post(
            parcel.url, content=parcel.body, headers=headers, timeout=PATIENCE, trust_env=False, verify=AUTHORITIES
        )
    except httpx.HTTPError as error:
        return Receipt(error=type(error).__name__)
    return Receipt(answer.status_code, answer.text[:LONGEST_BODY])
