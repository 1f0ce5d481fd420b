"""Lets a process start only on records that its release can read."""

from __future__ import annotations

import structlog

from kit.wiring import REDIS_TROUBLE, connect
from records import migrations
from records.migrations import NewerRecords

_TRIES = 4
"""Less than a second: a process that is told to stop meanwhile should not have to wait."""

log = structlog.get_logger()


def may_start(redis_url: str) -> bool:
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
        log.warning("records not looked at", kind=type(error).__name__)
        return True
    if taken:
        log.info("records moved", schema=len(migrations.STEPS))
    return True
