"""Queues jobs: stored in the outbox, then given to RQ; one that must wait for an earlier one, when that has ended."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, Concatenate

import structlog
from redis import Redis
from redis.client import Pipeline
from rq import Queue
from rq.serializers import JSONSerializer
from slack_sdk.errors import SlackApiError

from cards.dispatch.waits import waits
from kit.jobs.define import BULK, CLOCK, NOW, Job, P, RetryLater, Store, find, running
from kit.jobs.former_names import RQ_FUNCTION
from kit.redis.connections import wait_for_replica
from kit.slack.replies import reply
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation
from records.jobs import order, outbox
from records.jobs.order import Blocker, Order, Touched
from records.jobs.outbox import PendingJob
from records.keys import key, new_id

log = structlog.get_logger()


def enqueue(kit: Kit, target: Job[P], *arguments: P.args, **_nothing: P.kwargs) -> str:
    """Store the job and queue it, in one step; returns the id under which it is pending.

    A job that an ordered one queues takes over its place.
    """
    pending, touched = _pending(kit, target, arguments), target.touches and target.touches(kit, *arguments)
    with kit.redis.pipeline() as pipeline:
        # RQ calls multi() itself where it has not been called, which is too late after another command.
        pipeline.multi()
        outbox.save(pipeline, pending)
        order.take(pipeline, pending.id, touched, running.get())
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


def enqueue_once(
    kit: Kit, idempotency_key: str, records: Sequence[Store], target: Job[P], *rest: P.args, **_nothing: P.kwargs
) -> bool:
    """Store `records` and queue a job, all or nothing, once for the same idempotency key (remembered for three days).

    Returns whether this call did. With Sentinels a replica, if there is one, has it all when this returns.
    """
    return _add_once(kit, idempotency_key, records, _pending(kit, target, rest))


def enqueue_invocation(
    kit: Kit,
    invocation: Invocation,
    idempotency_key: str,
    records: Sequence[Store],
    target: Job[Concatenate[str, P]],
    *rest: P.args,
    **_nothing: P.kwargs,
) -> bool:
    """Store the invocation and `records` and queue a job about it, as `enqueue_once` does."""
    stores: list[Store] = [partial(invocations.put, invocation=invocation), *records]
    touched = target.touches and target.touches(kit, invocation, *rest)
    return _add_once(kit, idempotency_key, stores, _pending(kit, target, (invocation.id, *rest)), touched)


def _add_once(
    kit: Kit, idempotency_key: str, records: Sequence[Store], pending: PendingJob, touched: Touched | None = None
) -> bool:
    once_key = key("wished", idempotency_key)
    while True:
        with kit.redis.pipeline() as commands:
            put_in_queue(kit, pending, commands)
            for store in records:
                store(commands)
            new = outbox.add_once(kit.redis, once_key, pending, commands, order.stored(touched))
        if wait_for_replica(kit.redis, lambda pipeline: pipeline.expire(once_key, outbox.REMEMBERED_SECONDS)):
            return new


def _pending(kit: Kit, target: Job[Any], arguments: Sequence[object], pending_id: str = "") -> PendingJob:
    now, texts = kit.clock(), tuple(map(str, arguments))
    return PendingJob(
        id=pending_id or new_id(), job=target.name, arguments=texts, queue=target.queue, created_at=now, due=now
    )


def queued(kit: Kit) -> dict[str, int]:
    """Return how many jobs wait in each queue."""
    return {name: rq_queue(kit.redis, name).count for name in (NOW, BULK, CLOCK)}


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


class NotYet(RetryLater):
    """Raised by a job that has found out that an earlier one touches the same: it is run again after that one."""

    def __init__(self, now: float, blocker: Blocker) -> None:
        super().__init__(now)
        self.blocker = blocker


def touch(kit: Kit, touched: Touched) -> None:
    """Store what the running job touches, as soon as it knows, and before it acts on what it has read.

    Jobs that need not wait for it any more are woken. Raises NotYet if it has to wait itself.
    """
    if running.get():
        order.narrow(kit.redis, running.get(), touched)
        if blocker := wake(kit).blocker(running.get()):
            raise NotYet(kit.clock(), blocker)


def is_clear(kit: Kit) -> bool:
    """Return whether no earlier job can touch what the running one does, whatever is not known yet."""
    return not running.get() or order.read(kit.redis).is_clear(running.get())


def blocker_of(current: Order, pending: PendingJob) -> Blocker | None:
    """Return what keeps the job from being started; None where it prepares one that waits instead."""
    known = find(pending.job)
    return None if known is None or known.hands_on else current.blocker(pending.id)


def wake(kit: Kit) -> Order:
    """Queue the jobs that waited for their turn and have it now; returns the order."""
    current, now = order.read(kit.redis), kit.clock()
    for pending in (entry.job for entry in current.entries):
        if pending.waiting and pending.due <= now and blocker_of(current, pending) is None:
            queue_again(kit, pending)
    return current


def queue_again(kit: Kit, pending: PendingJob) -> bool:
    """Queue a pending job once more; False if it has ended meanwhile."""
    again = replace(pending, due=kit.clock(), waiting=False)
    if not outbox.save_pending(kit.redis, again):
        return False
    put_in_queue(kit, again)
    log.info("job queued again", invocation=pending.arguments[:1], job=pending.job, attempt=pending.attempts)
    return True


def report_wait(kit: Kit, pending: PendingJob, blocker: Blocker) -> None:
    """Tell the user what the job waits for; without an answer from Slack it just waits."""
    known = find(pending.job)
    log.info("job waits for its turn", invocation=pending.arguments[:1], job=pending.job, subject=blocker.subject)
    try:
        if known is not None and known.on_wait is not None:
            known.on_wait(kit, pending.arguments[0], blocker)
        elif pending.arguments and (invocation := invocations.get(kit.redis, pending.arguments[0])) is not None:
            until = blocker.earlier.due if blocker.earlier.due > kit.clock() else 0.0
            message = waits(requester(kit, blocker), blocker.subject, until, reader=invocation.user)
            reply(kit, invocation, message, part="waits")
    except (SlackApiError, OSError) as error:
        log.warning("wait not reported", kind=type(error).__name__)


def requester(kit: Kit, blocker: Blocker) -> str:
    """Return the user whose request comes first, "" for none."""
    first = blocker.earlier.arguments[:1]
    invocation = invocations.get(kit.redis, first[0]) if first else None
    return invocation.user if invocation is not None else ""
