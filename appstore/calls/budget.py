"""Tracks what Apple allows a key, across all processes that use it: calls an hour, pauses, and calls at once."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import redis
import structlog

# Seconds: Apple counts over a rolling hour.
WINDOW = 3600
# Seconds within which responses to parallel calls may arrive out of order.
SETTLING = 5

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Allowance:
    """`limit` calls an hour, `left` of them as reported at `as_of` (epoch seconds)."""

    limit: int
    left: int
    as_of: float


def read_header(header: str) -> dict[str, int]:
    """Parse `user-hour-lim:3600;user-hour-rem:500;` into numbers by name; Apple may add names.

    https://developer.apple.com/documentation/appstoreconnectapi/identifying-rate-limits
    """
    return {name: int(value) for name, value in re.findall(r"([\w-]+)\s*:\s*(\d+)", header)}


def _reported(header: str, now: float) -> Allowance | None:
    numbers = read_header(header)
    if "user-hour-lim" not in numbers or "user-hour-rem" not in numbers:
        return None
    return Allowance(numbers["user-hour-lim"], numbers["user-hour-rem"], now)


class Budget:
    """The allowance that Apple reports and the pause that it asks for, within one process."""

    def __init__(self, *, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._allowance: Allowance | None = None
        self._until = 0.0
        self._concurrency = 0

    def concurrency(self) -> int:
        """Return how many calls at once Apple took well within the last hour, 0 if that is unknown."""
        return self._concurrency

    def remember_concurrency(self, calls: int) -> None:
        """Store how many calls at once Apple takes well."""
        self._concurrency = calls

    def allowance(self) -> Allowance | None:
        """Return what Apple reported within the last hour, or None."""
        known = self._allowance
        return known if known and self._now() - known.as_of < WINDOW else None

    def paused_until(self) -> float:
        """Return the epoch seconds until which no call should be made, 0 without a pause."""
        return self._until if self._until > self._now() else 0.0

    def learn(self, header: str) -> None:
        """Store an `X-Rate-Limit` header; one without an hourly allowance changes nothing."""
        if reported := _reported(header, self._now()):
            with self._lock:
                old = self._allowance
                outdated = old and old.left < reported.left and reported.as_of - old.as_of < SETTLING
                if not outdated:
                    self._allowance = reported

    def pause(self, until: float) -> None:
        """Allow no call before `until` (epoch seconds), or before the end of a longer pause."""
        with self._lock:
            self._until = max(self._until, until)


class RedisBudget(Budget):
    """A budget shared by all processes that use the key. While Redis does not respond, calls are not limited."""

    _LEARN = """
        local old = redis.call('HMGET', KEYS[1], 'left', 'as_of')
        local outdated = old[1] and tonumber(old[1]) < tonumber(ARGV[2]) and ARGV[3] - old[2] < tonumber(ARGV[4])
        if not outdated then
            redis.call('HSET', KEYS[1], 'limit', ARGV[1], 'left', ARGV[2], 'as_of', ARGV[3])
            redis.call('EXPIRE', KEYS[1], ARGV[5])
        end
    """
    _PAUSE = """
        local old = redis.call('GET', KEYS[1])
        if not old or tonumber(old) < tonumber(ARGV[1]) then
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        end
    """

    def __init__(self, client: redis.Redis, key_id: str, *, now: Callable[[], float] = time.time) -> None:
        super().__init__(now=now)
        self._redis = client
        self._allowance_key = f"asc:allowance:{key_id}"
        self._pause_key = f"asc:pause:{key_id}"
        self._concurrency_key = f"asc:concurrency:{key_id}"

    def concurrency(self) -> int:
        """See `Budget`."""
        with _unlimited_without_redis():
            return int(self._redis.get(self._concurrency_key) or 0)
        return 0

    def remember_concurrency(self, calls: int) -> None:
        """See `Budget`."""
        with _unlimited_without_redis():
            self._redis.set(self._concurrency_key, calls, ex=WINDOW)

    def allowance(self) -> Allowance | None:
        """See `Budget`."""
        with _unlimited_without_redis():
            limit, left, as_of = self._redis.hmget(self._allowance_key, ["limit", "left", "as_of"])
            if limit is not None and left is not None and as_of is not None and self._now() - float(as_of) < WINDOW:
                return Allowance(int(limit), int(left), float(as_of))
        return None

    def paused_until(self) -> float:
        """See `Budget`."""
        with _unlimited_without_redis():
            until = float(self._redis.get(self._pause_key) or 0)
            return until if until > self._now() else 0.0
        return 0.0

    def learn(self, header: str) -> None:
        """See `Budget`."""
        if reported := _reported(header, self._now()):
            values = (reported.limit, reported.left, repr(reported.as_of), SETTLING, WINDOW)
            with _unlimited_without_redis():
                self._redis.eval(self._LEARN, 1, self._allowance_key, *values)

    def pause(self, until: float) -> None:
        """See `Budget`."""
        milliseconds = int((until - self._now()) * 1000) + 1
        if milliseconds > 0:
            with _unlimited_without_redis():
                self._redis.eval(self._PAUSE, 1, self._pause_key, repr(until), milliseconds)


@contextmanager
def _unlimited_without_redis() -> Iterator[None]:
    try:
        yield
    except redis.RedisError as error:
        log.warning("budget unknown", reason=type(error).__name__)
