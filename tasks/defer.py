"""Lets no worker stand idle while Apple asks for a pause: a longer wait puts the job off."""

from __future__ import annotations

import time

from appstore.client import AppStore
from kit.jobs.define import RetryLater
from kit.wiring import Kit

LONGEST_SECONDS = 10.0


def deferring_client(kit: Kit, *, scheduled: bool = False) -> AppStore:
    """The line to Apple for a job that may be called again later."""

    def wait(seconds: float) -> None:
        if seconds > LONGEST_SECONDS:
            raise RetryLater(kit.clock() + seconds)
        time.sleep(seconds)

    return kit.apple.with_options(sleep=wait, scheduled=scheduled)
