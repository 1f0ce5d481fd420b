"""RQ's queues, which carry pending jobs to the workers."""

from functools import lru_cache

from redis import Redis
from redis.client import Pipeline
from rq import Queue
from rq.serializers import JSONSerializer

from kit.jobs.former_names import RQ_FUNCTION
from kit.wiring import Kit
from records.jobs.outbox import PendingJob


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
