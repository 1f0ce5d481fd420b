"""Reschedules a job instead of blocking the worker, when Apple asks for a long pause or Slack is slow."""

from collections.abc import Callable
from functools import partial

from appstore.client import AppStore
from kit.jobs.define import RetryLater
from kit.wiring import Kit
from records.keys import key

# A worker waits at most this long for Apple.
LONGEST_SECONDS = 10.0
# How long a file that users share is looked for before it counts as lost, and the seconds between two attempts.
FILE_PATIENCE, FILE_RECHECK = 30.0, 2.0


def deferring_client(kit: Kit, account: str, *, scheduled: bool = False) -> AppStore:
    """Return a client for a job that may run again later: it raises RetryLater instead of waiting long."""
    apple = kit.apple_of(account)

    def wait(seconds: float) -> None:
        if seconds > LONGEST_SECONDS:
            raise RetryLater(kit.clock() + seconds)
        apple.sleep(seconds)

    return apple.with_options(sleep=wait, scheduled=scheduled)


def deferring_clients(kit: Kit, *, scheduled: bool = False) -> Callable[[str], AppStore]:
    """Return the same for every account, for `resolve.resolve_app`."""
    return partial(deferring_client, kit, scheduled=scheduled)


def wait_for_file(kit: Kit, request_id: str) -> None:
    """Raise RetryLater until half a minute has passed since the first call for this request."""
    now = kit.clock()
    began = kit.redis.set(key("early", request_id), now, nx=True, get=True, ex=int(2 * FILE_PATIENCE))
    if began is None or now - float(began) < FILE_PATIENCE:
        raise RetryLater(now + FILE_RECHECK)
