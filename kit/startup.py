"""Starts every process: reads the settings, sets up logs, and moves the records to this release."""

import logging
import sys

import structlog
from redis import Redis

from cards.failures.redis_errors import cause_of
from kit import secret_files, sentry
from kit.logs import set_up_logs
from kit.settings import EMBEDDED, Settings, read_settings
from kit.settings_error import SettingsError
from kit.wiring import REDIS_TROUBLE, connect
from records.storage import migrations
from records.storage.migrations import NewerRecords

# The exit codes of a process.
OK, BROKEN, WRONG_SETTINGS = 0, 1, 2

# Takes less than a second, so that a signal meanwhile is handled soon.
_TRIES = 4

log = structlog.get_logger()


def start(*, only_check: bool = False) -> Settings:
    """Return the settings, with logs set up and the records moved to this release.

    With `only_check` no Redis is needed, as for `make run`, records stay as they are, and little is logged.
    Raises SystemExit: 2 with every wrong setting named, 1 where a newer release has moved the records.
    """
    try:
        settings = read_settings(
            {"redis_url": EMBEDDED} if only_check and not secret_files.is_set("REDIS_URL") else None
        )
    except SettingsError as error:
        sys.stderr.write("".join(f"{complaint}\n" for complaint in error.complaints))
        raise SystemExit(WRONG_SETTINGS) from None
    set_up_logs(settings.log_format, logging.CRITICAL if only_check else logging.DEBUG)
    if dsn := settings.sentry_dsn.get_secret_value():
        sentry.init(dsn)
    if not only_check and not _move_records(settings.redis_url):
        raise SystemExit(BROKEN)
    return settings


def is_outdated(redis: Redis) -> bool:
    """Return whether a newer release has moved the records, so that this process must not write any more."""
    try:
        outdated = migrations.schema(redis) > len(migrations.STEPS)
    except REDIS_TROUBLE:
        return False
    if outdated:
        log.error("a newer release has moved the records: this process exits")
    return outdated


def _move_records(redis_url: str) -> bool:
    """Move older records to this release; False where a newer release has moved them.

    A process starts without Redis, too: it reports that at `/healthz` and can do no harm.
    """
    try:
        with connect(redis_url, tries=_TRIES) as redis:
            taken = migrations.move(redis)
    except NewerRecords as newer:
        log.error(  # noqa: TRY400 - the sentence says it all
            "Redis holds the records of a newer release: start that one, or give this one another REDIS_URL",
            found=newer.found,
            known=newer.known,
        )
        return False
    except REDIS_TROUBLE as error:
        log.warning("records not moved", kind=type(error).__name__, redis=cause_of(error).reason)
        return True
    if taken:
        log.info("records moved", schema=len(migrations.STEPS))
    return True
