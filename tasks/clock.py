"""`python -m tasks.clock`: queues jobs that are due. Any number of clocks may run: each job is queued once."""

from __future__ import annotations

from kit import signals

if __name__ == "__main__":
    signals.install_early()

import sys

import structlog

from kit import sentry, startup
from kit.jobs import runner
from kit.jobs.define import tick_functions
from kit.wiring import REDIS_TROUBLE, Kit, build, connect

TICK_SECONDS = 1.0

log = structlog.get_logger()


def main() -> int:
    """Tick until SIGTERM; returns the exit code."""
    settings = startup.start()
    # What is missed while Redis is away is looked at again in a second; SIGTERM is heard in between.
    kit = build(settings, redis=connect(settings.redis_url, tries=0))
    stop = signals.stop_event()
    log.info("clock ready")
    while not stop.wait(TICK_SECONDS):
        if startup.is_outdated(kit.redis):
            return startup.BROKEN
        tick(kit)
    return startup.OK


def tick(kit: Kit) -> None:
    """Queue what is due now. A failure of one function does not keep the others from running."""
    for look in (runner.sweep, *tick_functions()):
        try:
            look(kit)
        except REDIS_TROUBLE as error:
            log.warning("tick missed", kind=type(error).__name__)
        except Exception as error:
            log.exception("could not look at what is due", look=look.__name__)
            sentry.capture(error, "could not look at what is due", look=look.__name__)


if __name__ == "__main__":
    sys.exit(main())
