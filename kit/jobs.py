"""Jobs: written down before they are queued, done by one worker at a time, taken up again when a worker dies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial, wraps
from inspect import signature
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, get_type_hints, overload

import structlog
from redis import Redis
from redis.client import Pipeline
from rq import Queue
from rq.serializers import JSONSerializer

from kit.copies import copied
from kit.wiring import Kit
from records import owed as ledger
from records import wishes
from records.keys import key, new_id
from records.owed import Owed
from records.wishes import Wish

NOW, BULK, CLOCK = "now", "bulk", "clock"
"""Queues by patience: somebody waits · uploads and reports · what is due by itself."""

P = ParamSpec("P")
Store = Callable[[Pipeline], None]
log = structlog.get_logger()


class PutOff(Exception):  # noqa: N818 - not an error: the job asks to be called again
    """Raised by a job that can't go on yet: it is called again at `until` (epoch seconds)."""

    def __init__(self, until: float) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True)
class Job(Generic[P]):
    """A function that workers run, known by the name of its module and itself."""

    run: Callable[Concatenate[Kit, P], None]
    queue: str
    told: Callable[[Kit, str, BaseException], None] | None
    exclusive_by: str = ""

    @property
    def name(self) -> str:
        """`tasks.screenshots:upload_batch`."""
        return f"{self.run.__module__}:{self.run.__name__}"

    def subject(self, arguments: Sequence[str]) -> str:
        """What only one worker may work on at a time: `review_id:1447`, or this job and its first argument."""
        if self.exclusive_by:
            return f"{self.exclusive_by}:{arguments[_position(self.run, self.exclusive_by)]}"
        return ":".join((self.name, *arguments[:1]))


class _Declare(Protocol):
    @overload
    def __call__(self, run: Callable[Concatenate[Kit, Wish, P], None], /) -> Job[Concatenate[str, P]]: ...

    @overload
    def __call__(self, run: Callable[Concatenate[Kit, P], None], /) -> Job[P]: ...


def job(
    queue: str, *, told: Callable[[Kit, str, BaseException], None] | None = None, exclusive_by: str = ""
) -> _Declare:
    """Make a function a job of `queue`. Its arguments are ids.

    A function whose second parameter is a `Wish` is called with the stored invocation of that id, and not at all
    when it has expired. `told(kit, first argument, error)` reports in Slack how a job failed; nothing else does.
    `exclusive_by` names a parameter: jobs that name the same one never run at the same time for the same value of it,
    whichever functions they are. Without it a job excludes only itself, for the same first argument.
    """

    def declare(run: Callable[..., None]) -> Job[Any]:
        if exclusive_by:
            _position(run, exclusive_by)
        return Job(_with_invocation(run), queue, told, exclusive_by)

    return declare


def _with_invocation(run: Callable[..., None]) -> Callable[..., None]:
    """The function, called with the invocation instead of its id where it takes one."""
    hints = get_type_hints(run)
    if not any(hints.get(name) is Wish for name in list(signature(run).parameters)[1:2]):
        return run

    @wraps(run)
    def loaded(kit: Kit, invocation_id: str, *rest: str) -> None:
        invocation = wishes.get(kit.redis, invocation_id)
        if invocation is not None:
            run(kit, invocation, *rest)

    return loaded


def _position(run: Callable[..., None], parameter: str) -> int:
    """Return the place of a parameter among the arguments after the kit. Raises ValueError where there is none."""
    return list(signature(run).parameters)[1:].index(parameter)


def enqueue(kit: Kit, wanted: Job[P], *arguments: P.args, **_nothing: P.kwargs) -> str:
    """Owe the job and queue it, in one step; returns the id under which it is owed."""
    owed = _owed(kit, wanted, arguments)
    with kit.redis.pipeline() as pipeline:
        pipeline.multi()
        ledger.write_down(pipeline, owed)
        put_in_queue(kit, owed, pipeline)
        pipeline.execute()
    return owed.id


def enqueue_once(kit: Kit, once: str, wanted: Job[P], *arguments: P.args, **_nothing: P.kwargs) -> bool:
    """Queue a job a single time under the same `once` (kept for three days), whoever asks; says whether now."""
    return _add_once(kit, once, _owed(kit, wanted, arguments))


def enqueue_wish(
    kit: Kit,
    wish: Wish,
    once: str,
    records: Sequence[Store],
    wanted: Job[Concatenate[str, P]],
    *rest: P.args,
    **_nothing: P.kwargs,
) -> bool:
    """Store the invocation and `records` and queue a job about it, all or nothing, once under the same `once`.

    Returns whether it was queued now.
    Where Sentinels may put a replica in the primary's place the replica has it too when this returns, if there is one.
    """
    while True:
        new = _add_once(kit, once, _owed(kit, wanted, (wish.id, *rest)), (partial(wishes.put, wish=wish), *records))
        if copied(kit.redis, lambda pipeline: pipeline.expire(_wished(once), ledger.PROMISED_SECONDS)):
            return new


def _wished(once: str) -> str:
    return key("wished", once)


def _add_once(kit: Kit, once: str, owed: Owed, records: Sequence[Store] = ()) -> bool:
    with kit.redis.pipeline() as beside:
        put_in_queue(kit, owed, beside)
        for store in records:
            store(beside)
        return ledger.promise(kit.redis, _wished(once), owed, beside)


def _owed(kit: Kit, wanted: Job[Any], arguments: Sequence[object]) -> Owed:
    now = kit.clock()
    return Owed(new_id(), wanted.name, tuple(str(one) for one in arguments), wanted.queue, since=now, due=now)


@lru_cache(maxsize=16)
def rq_queue(redis: Redis, name: str) -> Queue:
    """RQ's queue; kept, because a new one asks Redis for its version first."""
    return Queue(name, connection=redis, serializer=JSONSerializer)


def rq_id(owed: Owed) -> str:
    """RQ's id for this turn of an owed job."""
    return f"{owed.id}-{round(owed.due * 1000)}"


def put_in_queue(kit: Kit, owed: Owed, pipeline: Pipeline | None) -> None:
    """Let a worker take the job up."""
    rq_queue(kit.redis, owed.queue).enqueue_call(
        "kit.performing.perform",
        args=(owed.id,),
        job_id=rq_id(owed),
        timeout=4 * 60 * 60,
        result_ttl=0,
        failure_ttl=60,
        description=owed.job,
        pipeline=pipeline,
    )


def queued(kit: Kit) -> dict[str, int]:
    """How many jobs wait in each queue."""
    return {name: rq_queue(kit.redis, name).count for name in (NOW, BULK, CLOCK)}
