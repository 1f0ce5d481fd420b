"""`python -m tasks.clock`: queues jobs that are due. Any number of clocks may run: each job is queued once."""

from kit import signals

if __name__ == "__main__":
    signals.install_early()

import sys

import structlog

from kit import sentry, startup
from kit.heartbeat import Heartbeat
from kit.jobs import runner
from kit.jobs.define import tick_functions
from kit.wiring import REDIS_TROUBLE, Kit, build, connect

TICK_SECONDS = 1.0

log = structlog.get_logger()


def main() -> int:
    """Tick until SIGTERM; returns the exit code."""
    settings = startup.start()
    # A tick fails at once without Redis, and the next one is a second later, so that signals are handled.
    kit = build(settings, redis=connect(settings.redis_url, tries=0))
    stop = signals.stop_event()
    heartbeat = Heartbeat("clock")
    log.info("clock ready")
    while not stop.wait(TICK_SECONDS):
        if startup.is_outdated(kit.redis):
            return startup.BROKEN
        if tick(kit):
            heartbeat.beat()
    return startup.OK


def tick(kit: Kit) -> bool:
    """Queue what is due now; returns whether Redis accepts it. A failure of one function does not stop the others."""
    accepted = True
    for enqueue_due in (runner.sweep, *tick_functions()):
        try:
            enqueue_due(kit)
        except REDIS_TROUBLE as error:
            log.warning("tick missed", kind=type(error).__name__)
            accepted = False
        except Exception as error:
            log.exception("due jobs not queued", function=enqueue_due.__name__)
            sentry.capture(error, "due jobs not queued", function=enqueue_due.__name__)
    return accepted


if __name__ == "__main__":
    sys.exit(main())
