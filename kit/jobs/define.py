"""Defines jobs and queues them: stored in the outbox first, then given to RQ, and run by one worker at a time."""

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial, wraps
from inspect import signature
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, get_type_hints, overload

from redis import Redis
from redis.client import Pipeline
from rq import Queue
from rq.serializers import JSONSerializer

from kit.jobs.former_names import FORMER_NAMES, RQ_FUNCTION
from kit.redis.connections import wait_for_replica
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation
from records.jobs import outbox
from records.jobs.outbox import PendingJob
from records.keys import key, new_id

# Queues by urgency: a user is waiting · uploads and reports · what is due by itself.
NOW, BULK, CLOCK = "now", "bulk", "clock"

P = ParamSpec("P")
Store = Callable[[Pipeline], None]


class RetryLater(Exception):  # noqa: N818 - not an error: the job is run again
    """Raised by a job that must wait: it is run again at `until` (epoch seconds)."""

    def __init__(self, until: float) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True)
class Job(Generic[P]):
    """A function that workers run. `exclusive_by` names one of its parameters, or none."""

    run: Callable[Concatenate[Kit, P], None]
    queue: str
    on_failure: Callable[[Kit, str, BaseException], None] | None
    exclusive_by: str = ""

    @property
    def name(self) -> str:
        """The name under which the job is stored, `uploads:upload`: its feature and its function."""
        return f"{self.run.__module__.split('.')[1]}:{self.run.__name__}"

    def subjects(self, arguments: Sequence[str]) -> tuple[str, ...]:
        """Return what a worker takes the lease on: `review_id:1447`, and this job with its first argument.

        The latter under every name the job has had, so that workers of two releases exclude each other.
        """
        names = [self.name, *(former for former, name in FORMER_NAMES.items() if name == self.name)]
        subjects = [":".join((name, *arguments[:1])) for name in names]
        if self.exclusive_by and len(arguments) > (position := _position(self.run, self.exclusive_by)):
            subjects.append(f"{self.exclusive_by}:{arguments[position]}")
        return tuple(subjects)


_registered: dict[str, Job[Any]] = {}
_on_tick: list[Callable[[Kit], None]] = []


class _Declare(Protocol):
    @overload
    def __call__(self, run: Callable[Concatenate[Kit, Invocation, P], None], /) -> Job[Concatenate[str, P]]: ...

    @overload
    def __call__(self, run: Callable[Concatenate[Kit, P], None], /) -> Job[P]: ...


def job(
    queue: str, *, on_failure: Callable[[Kit, str, BaseException], None] | None = None, exclusive_by: str = ""
) -> _Declare:
    """Register a function as a job of `queue`. Its arguments are ids.

    A function whose second parameter is an `Invocation` is called with the stored invocation of that id, and not at
    all when it has expired. `on_failure(kit, first argument, error)` reports in Slack how a job failed.
    Jobs that name the same parameter in `exclusive_by` never run at the same time for the same value of it. Without
    it a job excludes only itself, for the same first argument.
    Raises ValueError for an unknown parameter, and for a second job of the same name.
    """

    def register(run: Callable[..., None]) -> Job[Any]:
        if exclusive_by:
            _position(run, exclusive_by)
        defined: Job[Any] = Job(_with_invocation(run), queue, on_failure, exclusive_by)
        known = _registered.setdefault(defined.name, defined)
        if known.run.__module__ != run.__module__:
            raise ValueError(f"{known.run.__module__} and {run.__module__} both define the job {defined.name}")
        _registered[defined.name] = defined
        return defined

    return register


def _with_invocation(run: Callable[..., None]) -> Callable[..., None]:
    """Return the function, called with the invocation instead of its id where it takes one."""
    if Invocation not in get_type_hints(run).values():
        return run

    @wraps(run)
    def loaded(kit: Kit, invocation_id: str, *rest: str) -> None:
        invocation = invocations.get(kit.redis, invocation_id)
        if invocation is not None:
            run(kit, invocation, *rest)

    return loaded


def _position(run: Callable[..., None], parameter: str) -> int:
    """Return the place of a parameter among the arguments after the kit. Raises ValueError where there is none."""
    return list(signature(run).parameters)[1:].index(parameter)


def find(name: str) -> Job[Any] | None:
    """Return the job that is stored under this name, today or by an earlier release; None where this one has none."""
    name = FORMER_NAMES.get(name, name)
    if name not in _registered:
        discover()
    return _registered.get(name)


@cache
def discover() -> None:
    """Import the modules that define jobs: `tasks/*/jobs.py`, and `tasks/posting.py` for all features."""
    tasks = importlib.import_module("tasks")
    for module in pkgutil.walk_packages(tasks.__path__, "tasks."):
        if module.name == "tasks.posting" or module.name.endswith(".jobs"):
            importlib.import_module(module.name)


def on_tick(enqueue_due: Callable[[Kit], None]) -> Callable[[Kit], None]:
    """Register a function that the clock calls every second. It only reads Redis and queues the jobs that are due."""
    _on_tick.append(enqueue_due)
    return enqueue_due


def tick_functions() -> tuple[Callable[[Kit], None], ...]:
    """Return every function that is registered with `on_tick`."""
    discover()
    return tuple(_on_tick)


def enqueue(kit: Kit, target: Job[P], *arguments: P.args, **_nothing: P.kwargs) -> str:
    """Store the job and queue it, in one step; returns the id under which it is pending."""
    pending = _pending(kit, target, arguments)
    with kit.redis.pipeline() as pipeline:
        # RQ calls multi() itself where it has not been called, which is too late after another command.
        pipeline.multi()
        outbox.save(pipeline, pending)
        put_in_queue(kit, pending, pipeline)
        pipeline.execute()
    return pending.id


def enqueue_unless_pending(kit: Kit, target: Job[P], *arguments: P.args, **_nothing: P.kwargs) -> bool:
    """Queue a job unless one that was queued here with the same arguments has not finished; returns whether it was."""
    pending = _pending(kit, target, arguments, "-".join((target.name.replace(":", "-"), *map(str, arguments))))
    new = outbox.add_new(kit.redis, pending)
    if new:
        # If the process ends here, the sweep queues the job.
        put_in_queue(kit, pending)
    return new


def enqueue_once(kit: Kit, idempotency_key: str, target: Job[P], *arguments: P.args, **_nothing: P.kwargs) -> bool:
    """Queue a job once for the same idempotency key (remembered for three days); returns whether this call did."""
    return _add_once(kit, key("wished", idempotency_key), _pending(kit, target, arguments))


def enqueue_invocation(
    kit: Kit,
    invocation: Invocation,
    idempotency_key: str,
    records: Sequence[Store],
    target: Job[Concatenate[str, P]],
    *rest: P.args,
    **_nothing: P.kwargs,
) -> bool:
    """Store the invocation and `records` and queue a job about it, all or nothing, once for the same idempotency key.

    Returns whether this call did. With Sentinels a replica, if there is one, has it all when this returns.
    """
    once_key = key("wished", idempotency_key)
    stores: list[Store] = [partial(invocations.put, invocation=invocation), *records]
    while True:
        new = _add_once(kit, once_key, _pending(kit, target, (invocation.id, *rest)), stores)
        if wait_for_replica(kit.redis, lambda pipeline: pipeline.expire(once_key, outbox.REMEMBERED_SECONDS)):
            return new


def _add_once(kit: Kit, once_key: str, pending: PendingJob, records: Sequence[Store] = ()) -> bool:
    with kit.redis.pipeline() as commands:
        put_in_queue(kit, pending, commands)
        for store in records:
            store(commands)
        return outbox.add_once(kit.redis, once_key, pending, commands)


def _pending(kit: Kit, target: Job[Any], arguments: Sequence[object], pending_id: str = "") -> PendingJob:
    now = kit.clock()
    return PendingJob(
        id=pending_id or new_id(),
        job=target.name,
        arguments=tuple(map(str, arguments)),
        queue=target.queue,
        created_at=now,
        due=now,
    )


@lru_cache(maxsize=16)
def rq_queue(redis: Redis, name: str) -> Queue:
    """Return RQ's queue; cached, because a new one asks Redis for its version first."""
    return Queue(name, connection=redis, serializer=JSONSerializer)


def rq_id(pending: PendingJob) -> str:
    """Return RQ's id for this attempt at a pending job."""
    return f"{pending.id}-{round(pending.due * 1000)}"


def put_in_queue(kit: Kit, pending: PendingJob, pipeline: Pipeline | None = None) -> None:
    """Let a worker start the job."""
    rq_queue(kit.redis, pending.queue).enqueue_call(
        RQ_FUNCTION,
        args=(pending.id,),
        job_id=rq_id(pending),
        timeout=4 * 60 * 60,
        result_ttl=0,
        failure_ttl=60,
        description=pending.job,
        pipeline=pipeline,
    )


def queued(kit: Kit) -> dict[str, int]:
    """Return how many jobs wait in each queue."""
    return {name: rq_queue(kit.redis, name).count for name in (NOW, BULK, CLOCK)}
