"""`python -m bot`: serves Slack over HTTP or a socket; `--check` tests the settings and every connection."""

import sys

from kit import heartbeat, signals

if __name__ == "__main__" and "--healthy" in sys.argv:
    sys.exit(heartbeat.main(sys.argv))
if __name__ == "__main__" and "--check" not in sys.argv:
    signals.install_early()

import structlog

from bot.http import health_check, web
from kit import sentry, startup
from kit.release import version
from kit.wiring import build, connect

# With the waits between them, less than the three seconds that Slack gives; Slack retries what fails after that.
REDIS_TRIES = 4
# Seconds that a request waits for a connection to Redis, which all threads share.
REDIS_FREE_WITHIN = 1


def main(arguments: list[str]) -> int:
    """Run the process and return its exit code: 0 stopped cleanly, 2 a setting is wrong, 1 anything else."""
    if "--version" in arguments:
        sys.stdout.write(f"{version()}\n")
        return startup.OK
    only_check = "--check" in arguments
    settings = startup.start(only_check=only_check)
    tries = 0 if only_check else REDIS_TRIES
    kit = build(settings, redis=connect(settings.redis_url, tries=tries, free_within=REDIS_FREE_WITHIN))
    if only_check:
        return health_check.check(kit)
    try:
        web.serve(kit)
    except Exception as error:  # noqa: BLE001 - the process ends; its log says why
        structlog.get_logger().error("web stopped", exc_info=error)
        sentry.capture(error, "web stopped")
        return startup.BROKEN
    return startup.OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
