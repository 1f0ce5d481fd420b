"""The order of pending jobs: the place each took when it was acknowledged, what it touches, and whom it waits for.

A job has its turn when no earlier one that is still pending touches the same. What a job touches can only become
more precise, and later jobs get later places: once a job has its turn, it keeps it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter
from redis import Redis
from redis.client import Pipeline

from records.jobs import outbox
from records.jobs.outbox import PendingJob

# Parts of a subject: every one of them, or one that will be known once the job has asked Apple or Slack.
ANY, UNKNOWN = "*", "?"


def subject(kind: str, *parts: str | None) -> str:
    """Return a subject such as `text:1447:de-DE:promo:*`; a part that is None or "" is not known yet."""
    return ":".join((kind, *(part or UNKNOWN for part in parts)))


@dataclass(frozen=True, kw_only=True)
class Touched:
    """The subjects that a job changes, and those that it only reads."""

    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

    def conflict(self, earlier: "Touched") -> str:
        """Return which of these subjects an earlier job must be done with first, "" for none.

        A job whose own subject is not known yet does not wait for it: it must run to find out.
        """
        changed = _meeting(self._known(self.writes), (*earlier.writes, *earlier.reads))
        return changed or _meeting(self._known(self.reads), earlier.writes)

    def may_conflict(self, earlier: "Touched") -> bool:
        """Return whether it can't be ruled out, with what is known now, that both touch the same."""
        return bool(_meeting(self.writes, (*earlier.writes, *earlier.reads)) or _meeting(self.reads, earlier.writes))

    @staticmethod
    def _known(subjects: Iterable[str]) -> Iterator[str]:
        return (subject for subject in subjects if UNKNOWN not in subject.split(":"))


def _meeting(subjects: Iterable[str], others: Iterable[str]) -> str:
    split = [other.split(":") for other in others]
    return next((subject for subject in subjects if any(_same(subject.split(":"), other) for other in split)), "")


def _same(parts: list[str], others: list[str]) -> bool:
    return len(parts) == len(others) and all(
        part == other or {part, other} & {ANY, UNKNOWN} for part, other in zip(parts, others, strict=True)
    )


_ADAPTER = TypeAdapter(Touched)

# An id that is no longer in the outbox was removed by an earlier release, which knows nothing of the order.
_READ = """
local found = {}
local places = redis.call('zrange', KEYS[1], 0, -1, 'withscores')
for at = 1, #places, 2 do
    local job = redis.call('hget', KEYS[3], places[at])
    if job then
        table.insert(found, {places[at + 1], redis.call('hget', KEYS[2], places[at]), job})
    else
        redis.call('zrem', KEYS[1], places[at])
        redis.call('hdel', KEYS[2], places[at])
    end
end
return found
"""
_TAKE = """
local place, touched = redis.call('zscore', KEYS[1], ARGV[3]), ARGV[2]
if place then
    touched = redis.call('hget', KEYS[2], ARGV[3])
elseif touched ~= '' then
    place = redis.call('incr', KEYS[3])
end
if place then
    redis.call('zadd', KEYS[1], place, ARGV[1])
    redis.call('hset', KEYS[2], ARGV[1], touched)
end
"""
_NARROW = "if redis.call('hexists', KEYS[1], ARGV[1]) == 1 then redis.call('hset', KEYS[1], ARGV[1], ARGV[2]) end"


@dataclass(frozen=True)
class OrderEntry:
    """A pending job, its place and what it touches."""

    position: float
    touched: Touched
    job: PendingJob


@dataclass(frozen=True)
class Blocker:
    """The job that another one waits for, and the subject that both touch."""

    earlier: PendingJob
    subject: str


@dataclass(frozen=True)
class Order:
    """All ordered jobs that are pending now, the earliest first."""

    entries: tuple[OrderEntry, ...]

    @cached_property
    def _by_id(self) -> dict[str, OrderEntry]:
        return {entry.job.id: entry for entry in self.entries}

    def blocker(self, job_id: str) -> Blocker | None:
        """Return what the job waits for, the latest of several; None if it is its turn, or if it has no place."""
        own = self._by_id.get(job_id)
        if own is None:
            return None
        found = (Blocker(other.job, own.touched.conflict(other.touched)) for other in reversed(self._before(own)))
        return next((blocker for blocker in found if blocker.subject), None)

    def is_clear(self, job_id: str) -> bool:
        """Return whether no earlier job can touch the same, whatever is not known yet."""
        own = self._by_id.get(job_id)
        return own is None or not any(own.touched.may_conflict(other.touched) for other in self._before(own))

    def _before(self, own: OrderEntry) -> list[OrderEntry]:
        return [other for other in self.entries if other.position < own.position]


def read(redis: Redis) -> Order:
    """Return the order, in one round trip."""
    found: Any = redis.eval(_READ, 3, outbox.PLACES, outbox.TOUCHED, outbox.JOBS)
    return Order(
        tuple(
            OrderEntry(float(position), _ADAPTER.validate_json(touched), outbox.read(job))
            for position, touched, job in found
            if touched is not None
        )
    )


def take(redis: Redis | Pipeline, job_id: str, touched: Touched | None, parent_id: str) -> None:
    """Give the job the place of the one that queues it, if that has one, and what it touches; else the next place."""
    keys = (outbox.PLACES, outbox.TOUCHED, outbox.LAST_PLACE)
    redis.eval(_TAKE, len(keys), *keys, job_id, stored(touched), parent_id)


def narrow(redis: Redis, job_id: str, touched: Touched) -> None:
    """Store what the job touches, now that it is known."""
    redis.eval(_NARROW, 1, outbox.TOUCHED, job_id, stored(touched))


def stored(touched: Touched | None) -> str:
    """Return what a job touches as it is stored, "" for a job without a place."""
    return _ADAPTER.dump_json(touched).decode() if touched is not None else ""
