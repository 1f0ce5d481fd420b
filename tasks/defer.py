"""Reschedules a job instead of blocking the worker when Apple asks for a long pause."""

import time

from appstore.client import AppStore
from kit.jobs.define import RetryLater
from kit.wiring import Kit

# A worker waits at most this long for Apple.
LONGEST_SECONDS = 10.0


def deferring_client(kit: Kit, *, scheduled: bool = False) -> AppStore:
    """Return a client for a job that may run again later: it raises RetryLater instead of waiting long."""

    def wait(seconds: float) -> None:
        if seconds > LONGEST_SECONDS:
            raise RetryLater(kit.clock() + seconds)
        time.sleep(seconds)

    return kit.apple.with_options(sleep=wait, scheduled=scheduled)
