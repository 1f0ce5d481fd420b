"""Runs pending jobs under a lease, queues them again when a worker dies, and reports failures to the user."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq.job import Job as RqJob

from kit import sentry, wiring
from kit.jobs import queues
from kit.jobs.define import Job, RetryLater, find, running
from kit.jobs.queues import NotYet, rq_id, rq_queue
from kit.redis.connections import on_failover, wait_for_replica
from kit.slack.replies import UserError
from kit.slack.transport import may_recover
from kit.wiring import Kit
from records.jobs import leases, order, outbox
from records.jobs.counters import Counter, count
from records.jobs.order import Order
from records.jobs.outbox import PendingJob
from records.keys import key, new_id

# What a job raises that will run again, and must leave everything as it is.
INTERRUPTIONS = (RetryLater, RedisError)

# A job is given up, and its failure reported, when its worker has died this often.
MOST_ATTEMPTS = 50

# Seconds between the moment a worker takes a job off its queue and its lease, at most.
JUST_TAKEN = 3.0

RENEW_SECONDS = leases.LEASE_MILLISECONDS / 4000
# Seconds without a renewal after which a job's process exits. The kernel drops what it has sent within
# `connections.UNHEARD_SECONDS`, so before the lease runs out and another worker resumes the job.
MOST_SILENCE = leases.LEASE_MILLISECONDS / 2000

# Seconds until a job runs again whose failure could not be reported in Slack.
REPORT_AGAIN_SECONDS = 10.0

# Seconds until a job that only another release knows is offered to a worker again.
UNKNOWN_AGAIN_SECONDS = 5.0

# When each lease that this process holds was last known to be held, by `seconds_since_boot`.
lease_renewals: dict[str, float] = {}

# Held by the thread that ends this process; the other threads of the job wait for it.
_leaving = threading.RLock()
# The leases that this process gives up; the thread that does so may write to the new primary.
_left: list[str] = []

log = structlog.get_logger()


class QueuedJob(RqJob):
    """A job in RQ. Whatever path another release stored for its function, this release calls `run_job`."""

    @property
    def func(self) -> Callable[[str], None]:
        """Return the one function that RQ calls."""
        return run_job


def run_job(pending_id: str) -> None:
    """Run a pending job under a lease, as called by RQ: the only error boundary of a worker."""
    kit = wiring.current()
    pending = outbox.get(kit.redis, pending_id)
    if pending is None or pending.due > kit.clock():
        return
    if blocker := queues.blocker_of(order.read(kit.redis), pending):
        if outbox.save_pending(kit.redis, replace(pending, waiting=True)):
            queues.report_wait(kit, pending, blocker)
        # The one before may have ended meanwhile, and found nobody waiting.
        queues.wake(kit)
        return
    holder, subjects = new_id(), _subjects(pending)
    if not leases.take(kit.redis, subjects, holder):
        # The sweep queues it again as soon as the lease is free.
        outbox.save_pending(kit.redis, replace(pending, waiting=True))
        return
    if not wait_for_replica(kit.redis, lambda pipeline: leases.renew(pipeline, subjects, holder)):
        return
    kit.http.event_hooks = {"request": [lambda _: _assert_lease()]}
    kit.slack.ask_before(_assert_lease)
    lease_renewals[holder] = seconds_since_boot()
    stop = threading.Event()
    renewal = threading.Thread(target=_renew_lease_loop, args=(kit, subjects, holder, stop), daemon=True)
    renewal.start()
    try:
        with on_failover(kit.redis, lambda: _exit_on_failover(kit, subjects, holder)):
            # Another worker may have finished or deferred it just before the lease was taken.
            pending = outbox.get(kit.redis, pending_id)
            if pending is not None and pending.due <= kit.clock():
                _run(kit, replace(pending, attempts=pending.attempts + 1))
    finally:
        stop.set()
        renewal.join()
        lease_renewals.pop(holder, None)
        leases.release(kit.redis, subjects, holder)
    queues.wake(kit)


def _subjects(pending: PendingJob) -> tuple[str, ...]:
    known = find(pending.job)
    return known.subjects(pending.arguments) if known else (":".join((pending.job, *pending.arguments[:1])),)


def _run(kit: Kit, pending: PendingJob) -> None:
    outbox.save(kit.redis, pending)
    first = pending.arguments[0] if pending.arguments else ""
    job = find(pending.job)
    if job is None:
        _leave(kit, pending)
        return
    with structlog.contextvars.bound_contextvars(invocation=first, job=job.name, attempt=pending.attempts):
        end, token = "done", running.set(pending.id)
        try:
            if pending.attempts > MOST_ATTEMPTS:
                raise RuntimeError("its workers died too often")  # noqa: TRY301 - reported like any other failure
            job.run(kit, *pending.arguments)
        except RetryLater as later:
            # Only workers that die use up attempts.
            outbox.defer(kit.redis, replace(pending, attempts=0), later.until)
            if isinstance(later, NotYet):
                queues.report_wait(kit, pending, later.blocker)
            return
        except RedisError:
            # Nothing can be stored now: the sweep queues the job again.
            log.warning("job left for the sweep")
            raise
        except Exception as error:
            log.warning("job failed", exc_info=error)
            end = "refused" if isinstance(error, UserError) else "failed"
            if not _report_failure(kit, job, first, error) and pending.attempts < MOST_ATTEMPTS:
                outbox.defer(kit.redis, pending, kit.clock() + REPORT_AGAIN_SECONDS)
                return
            if end == "failed":
                sentry.capture(error, "job failed", invocation=first, job=job.name)
        finally:
            running.reset(token)
        outbox.remove(kit.redis, pending.id)
        count(kit.redis, Counter.JOBS, job.name, end)
        log.info("job ended")
        if end == "failed":
            # RQ ends the process of a job with `os._exit`, which would lose what is not sent yet.
            sentry.flush()


def _report_failure(kit: Kit, job: Job[Any], first: str, error: BaseException) -> bool:
    """Report how the job failed; False when Slack is unavailable for a while, so that the job must run once more."""
    try:
        if job.on_failure is not None:
            job.on_failure(kit, first, error)
    except RedisError:
        raise
    except Exception as failure:
        log.warning("failure not reported", exc_info=failure)
        return not may_recover(failure)
    return True


def _leave(kit: Kit, pending: PendingJob) -> None:
    """Leave the job to a worker of another release, which may run during a deploy."""
    if pending.attempts > MOST_ATTEMPTS:
        log.error("job that no release knows", job=pending.job, invocation=pending.arguments[:1])
        outbox.remove(kit.redis, pending.id)
    else:
        log.warning("job left for another release", job=pending.job, invocation=pending.arguments[:1])
        outbox.defer(kit.redis, pending, kit.clock() + UNKNOWN_AGAIN_SECONDS)


def _renew_lease_loop(kit: Kit, subjects: tuple[str, ...], holder: str, stop: threading.Event) -> None:
    """Renew the lease over a connection with short timeouts; exit the process when it is lost or can't be renewed."""
    # Most jobs end before their lease needs renewing, and take no connection for it.
    redis: Redis | None = None
    pause = RENEW_SECONDS
    while not stop.wait(pause):
        redis = redis or wiring.connect(kit.settings.redis_url, tries=0, seconds=2)
        began = seconds_since_boot()
        try:
            if not leases.renew(redis, subjects, holder):
                _exit_process("lease lost")
            lease_renewals[holder], pause = began, RENEW_SECONDS
        except wiring.REDIS_TROUBLE:
            pause = 0.2
            if seconds_since_boot() - lease_renewals[holder] > MOST_SILENCE:
                _exit_process("lease not renewed")
    if redis is not None:
        redis.close()


def _assert_lease() -> None:
    """Exit if the lease may have run out, as after the machine slept. Called before each call to Apple or Slack."""
    if any(seconds_since_boot() - renewed > MOST_SILENCE + 2 for renewed in tuple(lease_renewals.values())):
        _exit_process("lease not renewed in time")


def seconds_since_boot() -> float:
    """Return seconds from a clock that counts the time asleep too, where the system has one."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _exit_on_failover(kit: Kit, subjects: tuple[str, ...], holder: str) -> None:
    """Exit because Redis has another primary, which may lack the last writes; a worker resumes from those it has.

    The lease is shortened to the time after which nothing that was sent from here can still arrive.
    """
    with _leaving:
        if holder in _left:
            return
        _left.append(holder)
        try:
            with suppress(RedisError), wiring.connect(kit.settings.redis_url, tries=0, seconds=2) as redis:
                leases.renew(redis, subjects, holder, leases.LEASE_MILLISECONDS // 2)
        finally:
            _exit_process("Redis has another primary")


def _exit_process(why: str) -> None:
    """Exit at once: another worker holds, or will soon take, the lease, and nothing must be done twice."""
    log.error(why)
    os._exit(70)


def sweep(kit: Kit) -> int:
    """Queue again what is due and what a dead worker left behind; returns how many. Several at once are safe."""
    if not kit.redis.set(key("sweep"), "1", nx=True, px=900):
        return 0
    outbox.reconcile(kit.redis)
    current = order.read(kit.redis)
    due = outbox.due(kit.redis, kit.clock())
    return sum(_is_lost(kit, pending, current) and queues.queue_again(kit, pending) for pending in due)


def _is_lost(kit: Kit, pending: PendingJob, current: Order) -> bool:
    if leases.is_held(kit.redis, _subjects(pending)):
        return False
    if pending.waiting:
        return queues.blocker_of(current, pending) is None
    if kit.clock() - pending.due < JUST_TAKEN:
        return False
    return rq_queue(kit.redis, pending.queue).get_job_position(rq_id(pending)) is None
