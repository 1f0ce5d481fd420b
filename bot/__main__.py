"""`python -m bot`: hears Slack over HTTP or a socket; `python -m bot --check` says what is wrong with the set-up."""

from __future__ import annotations

import sys

import structlog

from bot import checking, serving
from kit.logs import set_up_logs
from kit.settings import WrongSettings, read_settings
from kit.starting import may_start
from kit.wiring import build, connect

OK, BROKEN, WRONG_SETTINGS = 0, 1, 2
REDIS_TRIES = 4
"""With the waits between them less than the three seconds that Slack gives; what then fails is delivered again."""


def main(arguments: list[str]) -> int:
    """Run the process; returns its exit code: 0 stopped cleanly, 2 a setting is wrong, 1 anything else."""
    try:
        settings = read_settings()
    except WrongSettings as wrong:
        sys.stderr.write("".join(f"{complaint}\n" for complaint in wrong.complaints))
        return WRONG_SETTINGS
    set_up_logs(settings.log_format)
    only_check = "--check" in arguments
    kit = build(settings, redis=connect(settings.redis_url, tries=0 if only_check else REDIS_TRIES))
    if only_check:
        return checking.check(kit)
    if not may_start(settings.redis_url):
        return BROKEN
    try:
        serving.serve(kit)
    except Exception as error:  # noqa: BLE001 - the process ends; its log says why
        structlog.get_logger().error("web stopped", exc_info=error)
        return BROKEN
    return OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
