"""`python -m tasks.clock`: queues what is due; however many clocks run, each thing is queued once."""

from __future__ import annotations

import signal
import sys
import threading

import structlog

from kit import jobs
from kit.logs import set_up_logs
from kit.settings import WrongSettings, read_settings
from kit.wiring import REDIS_TROUBLE, build

TICK_SECONDS = 1.0
log = structlog.get_logger()


def main() -> int:
    """Tick until SIGTERM; returns the exit code."""
    try:
        settings = read_settings()
    except WrongSettings as wrong:
        sys.stderr.write("".join(f"{complaint}\n" for complaint in wrong.complaints))
        return 2
    set_up_logs(settings.log_format)
    kit = build(settings)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    log.info("clock ready")
    while not stop.wait(TICK_SECONDS):
        try:
            jobs.sweep(kit)
        except REDIS_TROUBLE as error:
            log.warning("tick missed", kind=type(error).__name__)
    return 0


if __name__ == "__main__":
    sys.exit(main())
