"""The outbox: jobs are stored here before they are queued, and removed when they finish.

A hash maps the id of each pending job to its JSON, and a sorted set holds the ids by the time at which they are due.
The hash decides: a release that knows nothing of the sorted set may run alongside this one, so `due` checks what it
finds there and `reconcile` adds what is missing. Nothing is lost if a process is killed between the two.
Ordered jobs also have a place and what they touch, in keys of their own (`records/jobs/order.py`), for the same reason.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Annotated, Any

from pydantic import TypeAdapter
from redis import Redis
from redis.client import Pipeline

from records.keys import DAY, key
from records.storage.documents import stored_as

# How long an idempotency key is remembered.
REMEMBERED_SECONDS = 3 * DAY

JOBS = key("owed")
_DUE = key("owed", "due")
PLACES = key("order")
TOUCHED = key("order", "touched")
LAST_PLACE = key("order", "last")
_IDS_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class PendingJob:
    """A job that has not finished. `created_at` and `due` are epoch seconds.

    `attempts` counts how often a worker started it; `waiting` says that it was deferred until `due`.
    """

    id: str
    job: str
    arguments: tuple[str, ...]
    queue: str
    created_at: Annotated[float, stored_as("since")]
    due: float
    attempts: int = 0
    waiting: bool = False


_ADAPTER = TypeAdapter(PendingJob)

_SAVE = """
if ARGV[4] and redis.call('hexists', KEYS[1], ARGV[1]) ~= tonumber(ARGV[4]) then return 0 end
redis.call('hset', KEYS[1], ARGV[1], ARGV[2])
redis.call('zadd', KEYS[2], ARGV[3], ARGV[1])
return 1
"""
_REMOVE = """
redis.call('hdel', KEYS[1], ARGV[1])
redis.call('zrem', KEYS[2], ARGV[1])
redis.call('zrem', KEYS[3], ARGV[1])
redis.call('hdel', KEYS[4], ARGV[1])
"""
_ADD_ONCE = """
local held = redis.call('get', KEYS[3])
if held then return held == ARGV[1] and 1 or 0 end
redis.call('set', KEYS[3], ARGV[1], 'ex', ARGV[4])
redis.call('hset', KEYS[1], ARGV[1], ARGV[2])
redis.call('zadd', KEYS[2], ARGV[3], ARGV[1])
if ARGV[5] ~= '' then
    redis.call('zadd', KEYS[4], redis.call('incr', KEYS[6]), ARGV[1])
    redis.call('hset', KEYS[5], ARGV[1], ARGV[5])
end
local at = 6
while ARGV[at] do
    local last = at + ARGV[at]
    redis.call(unpack(ARGV, at + 1, last))
    at = last + 1
end
return 1
"""
_INDEX = """
for _, id in ipairs(ARGV) do
    local job = redis.call('hget', KEYS[1], id)
    if job then
        redis.call('zadd', KEYS[2], string.format('%.17g', cjson.decode(job).due), id)
    else
        redis.call('zrem', KEYS[2], id)
    end
end
"""


def add_once(redis: Redis, idempotency_key: str, job: PendingJob, commands: Pipeline, touched: str = "") -> bool:
    """Store the job once for this key, in one round trip; returns whether this call did.

    The commands in the pipeline are executed if the job is stored, and only then. If the job is ordered, it takes the
    next place, with what it has `touched`.
    """
    more: list[Any] = []
    for command, _ in commands.command_stack:
        more += [len(command), *command]
    # If the answer was lost and the call repeated, the key holds our own id.
    keys = (JOBS, _DUE, idempotency_key, PLACES, TOUCHED, LAST_PLACE)
    return bool(redis.eval(_ADD_ONCE, len(keys), *keys, *_stored(job), REMEMBERED_SECONDS, touched, *more))


def add_new(redis: Redis, job: PendingJob) -> bool:
    """Store the job unless one with its id is pending; returns whether this call did."""
    return bool(redis.eval(_SAVE, 2, JOBS, _DUE, *_stored(job), 0))


def save_pending(redis: Redis, job: PendingJob) -> bool:
    """Store the job as it is now unless it has finished meanwhile; returns whether it has not."""
    return bool(redis.eval(_SAVE, 2, JOBS, _DUE, *_stored(job), 1))


def save(redis: Redis | Pipeline, job: PendingJob) -> None:
    """Store the job as it is now."""
    redis.eval(_SAVE, 2, JOBS, _DUE, *_stored(job))


def get(redis: Redis, job_id: str) -> PendingJob | None:
    """Return the job, or None when it has finished."""
    raw = redis.hget(JOBS, job_id)
    return None if raw is None else read(raw)


def read(raw: bytes | str) -> PendingJob:
    """Return a stored job."""
    return _ADAPTER.validate_json(raw)


def remove(redis: Redis, job_id: str) -> None:
    """Remove a job that has finished, and its place."""
    redis.eval(_REMOVE, 4, JOBS, _DUE, PLACES, TOUCHED, job_id)


def defer(redis: Redis, job: PendingJob, until: float) -> None:
    """Store that no worker should start the job before `until` (epoch seconds)."""
    save(redis, replace(job, due=until, waiting=True))


def due(redis: Redis, until: float) -> list[PendingJob]:
    """Return the jobs that are due at `until` (epoch seconds) or running by then, oldest first."""
    found: Any = redis.zrangebyscore(_DUE, "-inf", until)
    ids = [str(job_id, "ascii") for job_id in found]
    stored: Any = redis.hmget(JOBS, ids) if ids else []
    jobs = {job_id: raw and read(raw) for job_id, raw in zip(ids, stored, strict=True)}
    # An older release has removed or deferred these and left the sorted set as it was.
    _index(redis, [job_id for job_id, job in jobs.items() if job is None or job.due > until])
    return [job for job in jobs.values() if job is not None and job.due <= until]


def pending(redis: Redis) -> Iterator[PendingJob]:
    """Yield every job that has not finished, in no order. Reads all of them: nothing that runs often should."""
    for _, raw in redis.hscan_iter(JOBS):
        yield read(raw)


def reconcile(redis: Redis) -> None:
    """Bring the sorted set in line with the hash; two counts show whether there is anything to do."""
    with redis.pipeline() as pipeline:
        pipeline.hlen(JOBS)
        pipeline.zcard(_DUE)
        stored, indexed = pipeline.execute()
    if stored != indexed:
        _index(redis, (str(job_id, "ascii") for job_id, _ in redis.hscan_iter(JOBS)))
        _index(redis, (str(job_id, "ascii") for job_id, _ in redis.zscan_iter(_DUE)))


def _index(redis: Redis, job_ids: Iterable[str]) -> None:
    left = iter(job_ids)
    while ids := list(islice(left, _IDS_AT_ONCE)):
        redis.eval(_INDEX, 2, JOBS, _DUE, *ids)


def _stored(job: PendingJob) -> tuple[str, bytes, str]:
    return job.id, _ADAPTER.dump_json(job, by_alias=True), repr(job.due)
