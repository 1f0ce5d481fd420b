"""Makes a job wait for an earlier one that is pending about the same thing, and wakes it when that one has ended."""

from dataclasses import replace

import structlog
from slack_sdk.errors import SlackApiError

from cards.dispatch.waits import waits
from kit.jobs import define as jobs
from kit.jobs.define import RetryLater, running
from kit.jobs.queues import put_in_queue
from kit.slack.replies import reply
from kit.wiring import Kit
from records import invocations
from records.jobs import order, outbox
from records.jobs.order import Blocker, Order, Touched
from records.jobs.outbox import PendingJob

log = structlog.get_logger()


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
    known = jobs.find(pending.job)
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
    known = jobs.find(pending.job)
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
