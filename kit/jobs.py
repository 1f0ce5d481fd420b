"""Jobs: written down before they are queued, done by one worker at a time, taken up again when a worker dies."""

from __future__ import annotations

import importlib
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Concatenate, Generic, ParamSpec

import structlog
from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError, WatchError
from rq import Queue
from rq.serializers import JSONSerializer
from slack_sdk.errors import SlackApiError

from kit import wiring
from kit.wiring import Kit
from records import owed as ledger
from records import wishes
from records.keys import DAY, key, new_id
from records.owed import Owed
from records.wishes import Wish

NOW, BULK, CLOCK = "now", "bulk", "clock"
"""Queues by patience: somebody waits · uploads and reports · what is due by itself."""

MOST_ATTEMPTS = 50
"""A job whose worker died this often is given up and told."""

TELL_AGAIN = 10.0
"""Seconds until a job is done again because Slack could not be told how it failed."""

JUST_TAKEN = 3.0
"""Seconds between the moment a worker takes a job off its queue and its lease, at most."""

P = ParamSpec("P")
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

    @property
    def name(self) -> str:
        """`tasks.screenshots:upload_batch`."""
        return f"{self.run.__module__}:{self.run.__name__}"


def job(
    queue: str, *, told: Callable[[Kit, str, BaseException], None] | None = None
) -> Callable[[Callable[Concatenate[Kit, P], None]], Job[P]]:
    """Make a function a job of `queue`. Its arguments are ids.

    `told(kit, first argument, error)` says in Slack how a job failed; it is the only place where one does.
    """

    def wrap(run: Callable[Concatenate[Kit, P], None]) -> Job[P]:
        return Job(run, queue, told)

    return wrap


def enqueue(kit: Kit, wanted: Job[P], *arguments: P.args, **_nothing: P.kwargs) -> str:
    """Owe the job and queue it, in one step; returns the id under which it is owed."""
    with kit.redis.pipeline() as pipeline:
        pipeline.multi()
        owed_id = _add(pipeline, kit, wanted, arguments)
        pipeline.execute()
    return owed_id


def enqueue_once(kit: Kit, once: str, wanted: Job[P], *arguments: P.args, **_nothing: P.kwargs) -> bool:
    """Queue a job a single time under the same `once` (kept for three days), whoever asks; says whether now."""
    return _add_once(kit, once, wanted, arguments, lambda _: None)


def enqueue_wish(
    kit: Kit, wish: Wish, once: str, wanted: Job[Concatenate[str, P]], *rest: P.args, **_nothing: P.kwargs
) -> bool:
    """Keep the wish and queue a job about it, both or neither, once under the same `once`; says whether now."""
    return _add_once(kit, once, wanted, (wish.id, *rest), lambda pipeline: wishes.put(pipeline, wish))


def _add_once(
    kit: Kit, once: str, wanted: Job[Any], arguments: Sequence[object], more: Callable[[Pipeline], None]
) -> bool:
    name = key("wished", once)
    with kit.redis.pipeline() as pipeline:
        try:
            pipeline.watch(name)  # type: ignore[no-untyped-call]  # redis-py 8.1 leaves it bare
            if pipeline.exists(name):
                return False
            pipeline.multi()
            pipeline.set(name, "1", ex=3 * DAY)
            more(pipeline)
            _add(pipeline, kit, wanted, arguments)
            pipeline.execute()
        except WatchError:
            return False
    return True


def _add(pipeline: Pipeline, kit: Kit, wanted: Job[Any], arguments: Sequence[object]) -> str:
    now = kit.clock()
    owed = Owed(new_id(), wanted.name, tuple(str(one) for one in arguments), wanted.queue, since=now, due=now)
    ledger.write_down(pipeline, owed)
    _queue(kit, owed, pipeline)
    return owed.id


@lru_cache(maxsize=16)
def _rq(redis: Redis, name: str) -> Queue:
    """RQ's queue; kept, because a new one asks Redis for its version first."""
    return Queue(name, connection=redis, serializer=JSONSerializer)


def _rq_id(owed: Owed) -> str:
    return f"{owed.id}-{round(owed.due * 1000)}"


def _queue(kit: Kit, owed: Owed, pipeline: Pipeline | None) -> None:
    _rq(kit.redis, owed.queue).enqueue_call(
        "kit.jobs.perform",
        args=(owed.id,),
        job_id=_rq_id(owed),
        timeout=4 * 60 * 60,
        result_ttl=0,
        failure_ttl=60,
        description=owed.job,
        pipeline=pipeline,
    )


def perform(owed_id: str) -> None:
    """What RQ runs: the owed job under a lease, with the one error boundary of a worker."""
    kit = wiring.current()
    owed = ledger.get(kit.redis, owed_id)
    if owed is None or owed.due > kit.clock():
        return
    holder, subject = new_id(), _subject(owed)
    if not ledger.lease(kit.redis, subject, holder):
        return
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_lease, args=(kit, subject, holder, stop), daemon=True)
    keeper.start()
    try:
        _run(kit, replace(owed, attempts=owed.attempts + 1))
    finally:
        stop.set()
        keeper.join()
        ledger.release(kit.redis, subject, holder)


def _subject(owed: Owed) -> str:
    """What only one worker may be at: this job about this very thing, however often it is owed."""
    return ":".join((owed.job, *owed.arguments[:1]))


def _run(kit: Kit, owed: Owed) -> None:
    ledger.write_down(kit.redis, owed)
    wanted = find(owed.job)
    first = owed.arguments[0] if owed.arguments else ""
    with structlog.contextvars.bound_contextvars(wish=first, job=owed.job, attempt=owed.attempts):
        try:
            if owed.attempts > MOST_ATTEMPTS:
                raise RuntimeError("its worker died too often")  # noqa: TRY301 - told like any other failure
            wanted.run(kit, *owed.arguments)
        except PutOff as later:
            ledger.put_off(kit.redis, owed, later.until)
            return
        except RedisError:
            # Nothing can be written down now: the sweep takes the job up again.
            log.warning("job left for the sweep")
            raise
        except Exception as error:
            log.warning("job failed", exc_info=error)
            if not _told(kit, wanted, first, error) and owed.attempts < MOST_ATTEMPTS:
                ledger.put_off(kit.redis, owed, kit.clock() + TELL_AGAIN)
                return
        ledger.strike_out(kit.redis, owed.id)
        log.info("job ended")


def _told(kit: Kit, wanted: Job[Any], first: str, error: BaseException) -> bool:
    """Say how the job failed; False when Slack is away just now, so that all of it must be done once more."""
    try:
        if wanted.told is not None:
            wanted.told(kit, first, error)
    except RedisError:
        raise
    except Exception as trouble:
        log.warning("nobody was told", exc_info=trouble)
        broken = isinstance(trouble, SlackApiError) and trouble.response.status_code >= 500  # noqa: PLR2004 - HTTP
        return not (broken or isinstance(trouble, OSError))
    return True


def find(name: str) -> Job[Any]:
    """The job of that name, imported when needed."""
    module, function = name.split(":")
    found: Job[Any] = getattr(importlib.import_module(module), function)
    return found


def _keep_lease(kit: Kit, subject: str, holder: str, stop: threading.Event) -> None:
    while not stop.wait(ledger.LEASE_MILLISECONDS / 3000):
        try:
            if not ledger.lease(kit.redis, subject, holder):
                log.error("lease lost")
                _give_way()
        except RedisError:
            continue


def _give_way() -> None:
    """Somebody else is at it already: end this process at once, before it does anything twice."""
    os._exit(70)


def sweep(kit: Kit) -> int:
    """Queue again what is due and what a dead worker left behind; returns how many. Several at once are safe."""
    if not kit.redis.set(key("sweep"), "1", nx=True, px=900):
        return 0
    again = 0
    for owed in ledger.everything(kit.redis):
        if _is_lost(kit, owed):
            fresh = replace(owed, due=kit.clock(), waiting=False)
            ledger.write_down(kit.redis, fresh)
            _queue(kit, fresh, None)
            again += 1
            log.info("job queued again", wish=owed.arguments[:1], job=owed.job, attempt=owed.attempts)
    return again


def _is_lost(kit: Kit, owed: Owed) -> bool:
    now = kit.clock()
    if owed.due > now or ledger.held(kit.redis, _subject(owed)):
        return False
    if owed.waiting:
        return True
    if now - owed.due < JUST_TAKEN:
        return False
    return _rq(kit.redis, owed.queue).get_job_position(_rq_id(owed)) is None


def queued(kit: Kit) -> dict[str, int]:
    """How many jobs wait in each queue."""
    return {name: _rq(kit.redis, name).count for name in (NOW, BULK, CLOCK)}
