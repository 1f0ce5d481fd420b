"""`python -m tasks.worker`: runs jobs in two processes, one of which never takes an upload."""

from kit import signals

if __name__ == "__main__":
    signals.install_early()

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from contextlib import suppress

import structlog
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from cards.failures.redis_errors import cause_of
from kit import startup, temp_dirs, wiring
from kit.heartbeat import Heartbeat
from kit.jobs import define as jobs
from kit.jobs import runner
from kit.jobs.define import BULK, CLOCK, NOW
from kit.jobs.runner import QueuedJob
from kit.redis.connections import assert_writable
from kit.settings import Settings
from kit.wiring import REDIS_TROUBLE, build, connect

# The queues of each process. The first never takes an upload, so that short jobs need not wait for one.
QUEUES = ((NOW, CLOCK), (NOW, BULK, CLOCK))

SWEEP_SECONDS = 1.0
# How long a job may continue after SIGTERM; another worker resumes what has not finished by then.
GRACE_SECONDS = 20.0

# Seconds, of which RQ waits 15 for a job and then 10 more for an answer: so soon is a server that hangs noticed.
WORKER_TTL = 30

log = structlog.get_logger()


def main() -> int:
    """Run until SIGTERM; returns the exit code."""
    settings = startup.start()
    # Before forking, so that a job starts at once.
    jobs.discover()
    fork = multiprocessing.get_context("fork")
    children = [fork.Process(target=_run_jobs, args=(settings, queues, os.getpid())) for queues in QUEUES]
    for child in children:
        child.start()
    stop = signals.stop_event()
    log.info("worker ready", processes=len(children))
    clean = _supervise(settings, children, stop)
    _stop(children)
    return startup.OK if clean else startup.BROKEN


def _supervise(settings: Settings, children: list[multiprocessing.context.ForkProcess], stop: threading.Event) -> bool:
    """Sweep every second; returns True after SIGTERM, False when a child has died or a newer release runs."""
    kit = build(settings, redis=connect(settings.redis_url, tries=0))
    heartbeat = Heartbeat("worker")
    while not stop.wait(SWEEP_SECONDS):
        temp_dirs.remove_abandoned()
        try:
            runner.sweep(kit)
            heartbeat.beat()
        except REDIS_TROUBLE as error:
            log.warning("could not sweep", kind=type(error).__name__, redis=cause_of(error).reason)
        if startup.is_outdated(kit.redis):
            return False
        if any(not child.is_alive() for child in children):
            log.error("a process of the worker has died")
            return False
    return True


def _stop(children: list[multiprocessing.context.ForkProcess]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        child.join(GRACE_SECONDS)
        if child.is_alive():
            log.warning("job interrupted")
            child.kill()
            child.join()


class JobWorker(Worker):
    """An RQ worker that forks a process for each job, which ends with it."""

    told_to_stop = False

    def handle_warm_shutdown_request(self) -> None:
        """Note that the worker ends because of a signal."""
        self.told_to_stop = True

    def subscribe(self) -> None:
        """Listen to no commands for this worker, which nothing sends: it would take a connection."""

    def unsubscribe(self) -> None:
        """Nothing to unsubscribe."""

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """Run one job in the forked process, where RQ and the job share one connection."""
        _die_with(self.pid or 0)
        self.connection = job.connection = queue.connection = wiring.current().redis
        super().main_work_horse(job, queue)

    def teardown(self) -> None:
        """Remove this worker from RQ's list if Redis answers at once; otherwise the entry expires (`WORKER_TTL`)."""
        self.connection.close()
        with connect(wiring.current().settings.redis_url, tries=0) as self.connection, suppress(*REDIS_TROUBLE):
            super().teardown()  # type: ignore[no-untyped-call]  # RQ leaves it bare


def _run_jobs(settings: Settings, queues: tuple[str, ...], parent: int) -> None:
    """Run jobs until SIGTERM. RQ's worker ends when Redis refuses a command; another begins when Redis accepts them."""
    _die_with(parent)
    kit = build(settings)
    kit.slack.wait_for_answers()
    with wiring.using(kit):
        while not _work(settings, queues):
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            _wait_until_writable(settings)


def _wait_until_writable(settings: Settings) -> None:
    while True:
        try:
            with connect(settings.redis_url, tries=0) as redis:
                assert_writable(redis)
        except REDIS_TROUBLE as error:
            log.warning("no job can run", kind=type(error).__name__, redis=cause_of(error).reason)
            time.sleep(SWEEP_SECONDS)
        else:
            return


def _work(settings: Settings, queues: tuple[str, ...]) -> bool:
    """Run jobs; returns whether a signal ended that, rather than Redis."""
    with connect(settings.redis_url) as redis, suppress(*REDIS_TROUBLE):
        worker = JobWorker(
            [Queue(name, connection=redis, serializer=JSONSerializer) for name in queues],
            connection=redis,
            serializer=JSONSerializer,
            job_class=QueuedJob,
            job_monitoring_interval=10,
            worker_ttl=WORKER_TTL,
            maintenance_interval=60,
            log_job_description=False,
        )
        worker.work(logging_level="WARNING")
        return worker.told_to_stop
    return False


def _die_with(parent: int) -> None:
    """End this process when its parent dies, however that happens (Linux: prctl(2), PR_SET_PDEATHSIG)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The parent's handler came along with the fork and would swallow a SIGTERM that arrives before RQ's own is set.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
