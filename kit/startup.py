"""How every process begins: with settings that are right, and records that its release can read."""

from __future__ import annotations

import logging
import sys

import structlog
from redis import Redis

from cards.health.redis_errors import cause_of
from kit import sentry
from kit.logs import set_up_logs
from kit.settings import EMBEDDED, Settings, SettingsError, read_settings, redis_address
from kit.wiring import REDIS_TROUBLE, connect
from records.storage import migrations
from records.storage.migrations import NewerRecords

OK, BROKEN, WRONG_SETTINGS = 0, 1, 2
"""The exit codes of a process."""

_TRIES = 4
"""Less than a second: a process that is told to stop meanwhile should not have to wait."""

log = structlog.get_logger()


def start(*, only_check: bool = False) -> Settings:
    """The settings, with logs set up and, unless it is `only_check`, the records moved to this release.

    A check needs no Redis, as `make run` needs none, and says in words what others log.
    Raises SystemExit: 2 with every wrong setting named, 1 where the records are a newer release's.
    """
    try:
        settings = read_settings({"redis_url": EMBEDDED} if only_check and not redis_address() else None)
    except SettingsError as wrong:
        sys.stderr.write("".join(f"{complaint}\n" for complaint in wrong.complaints))
        raise SystemExit(WRONG_SETTINGS) from None
    set_up_logs(settings.log_format, logging.CRITICAL if only_check else logging.DEBUG)
    if dsn := settings.sentry_dsn.get_secret_value():
        sentry.init(dsn)
    if not only_check and not _may_start(settings.redis_url):
        raise SystemExit(BROKEN)
    return settings


def is_outdated(redis: Redis) -> bool:
    """Whether a newer release has moved the records while this process was running: it must not write any more."""
    try:
        outdated = migrations.schema(redis) > len(migrations.STEPS)
    except REDIS_TROUBLE:
        return False
    if outdated:
        log.error("a newer release has moved the records: this one ends")
    return outdated


def _may_start(redis_url: str) -> bool:
    """Move older records to this release; False, with a word in the log, where a newer release has written them.

    Without Redis a process starts all the same: it says so at `/healthz` and can do no harm.
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
        log.warning("records not looked at", kind=type(error).__name__, redis=cause_of(error).why)
        return True
    if taken:
        log.info("records moved", schema=len(migrations.STEPS))
    return True
