"""What the bot still owes to somebody: a job is written down here before it is queued and struck out when it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter
from redis import Redis
from redis.client import Pipeline

from records.keys import DAY, key

LEASE_MILLISECONDS = 12_000
"""How long a job may be silent before it counts as dead; its worker renews the lease every third of that."""

PROMISED_SECONDS = 3 * DAY
"""How long the same wish is known again."""

_OWED = key("owed")


@dataclass(frozen=True)
class Owed:
    """A job to do. `since` and `due` are epoch seconds.

    `attempts` counts how often a worker took it up; `waiting` says that it was put off until `due`.
    """

    id: str
    job: str
    arguments: tuple[str, ...]
    queue: str
    since: float
    due: float
    attempts: int = 0
    waiting: bool = False


_ADAPTER = TypeAdapter(Owed)

_RENEW = """
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0
"""
_RELEASE = """
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
return 0
"""


_PROMISE = """
local held = redis.call('get', KEYS[1])
if held then return held == ARGV[1] and 1 or 0 end
redis.call('set', KEYS[1], ARGV[1], 'ex', ARGV[2])
redis.call('hset', KEYS[2], ARGV[1], ARGV[3])
local at = 4
while ARGV[at] do
    local last = at + ARGV[at]
    redis.call(unpack(ARGV, at + 1, last))
    at = last + 1
end
return 1
"""


def promise(redis: Redis, once: str, owed: Owed, beside: Pipeline) -> bool:
    """Remember that this job is owed, a single time under the key `once`, in one round trip; says whether now.

    What waits in the pipeline `beside` it is done if it is, and only then.
    """
    arguments: list[Any] = [owed.id, PROMISED_SECONDS, _ADAPTER.dump_json(owed)]
    for command, _ in beside.command_stack:
        arguments += [len(command), *command]
    # Where the answer was lost and the call was repeated, it is ours that stands there.
    return bool(redis.eval(_PROMISE, 2, once, _OWED, *arguments))


def write_down(redis: Redis | Pipeline, owed: Owed) -> None:
    """Remember that this job is owed."""
    redis.hset(_OWED, owed.id, _ADAPTER.dump_json(owed))


def get(redis: Redis, owed_id: str) -> Owed | None:
    """The job, or None when it has ended."""
    raw = redis.hget(_OWED, owed_id)
    return None if raw is None else _ADAPTER.validate_json(raw)


def strike_out(redis: Redis, owed_id: str) -> None:
    """The job has ended: nothing is owed any more."""
    redis.hdel(_OWED, owed_id)


def everything(redis: Redis) -> Iterator[Owed]:
    """Every job that has not ended, in no order."""
    for _, raw in redis.hscan_iter(_OWED):
        yield _ADAPTER.validate_json(raw)


def put_off(redis: Redis, owed: Owed, until: float) -> None:
    """Leave the job for later: nobody takes it up before `until` (epoch seconds)."""
    write_down(redis, replace(owed, due=until, waiting=True))


def lease(redis: Redis, subject: str, holder: str) -> bool:
    """Take the right to be at `subject`; False when another worker has it."""
    name = key("lease", subject)
    # Where the answer was lost and the call was repeated, the right is there and ours.
    return bool(redis.set(name, holder, nx=True, px=LEASE_MILLISECONDS)) or renew(redis, subject, holder)


def renew(redis: Redis | Pipeline, subject: str, holder: str, milliseconds: int = LEASE_MILLISECONDS) -> bool:
    """Keep the right for so long; False when it has run out, also where nobody has it now: somebody may have had it."""
    return bool(redis.eval(_RENEW, 1, key("lease", subject), holder, milliseconds))


def release(redis: Redis, subject: str, holder: str) -> None:
    """Give the right back, if it is still ours."""
    redis.eval(_RELEASE, 1, key("lease", subject), holder)


def held(redis: Redis, subject: str) -> bool:
    """Whether some worker is at it now."""
    return bool(redis.exists(key("lease", subject)))
