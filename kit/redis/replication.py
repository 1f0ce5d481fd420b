"""What was promised must outlive the server that holds it: a replica is asked for, where there may be one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from redis import Redis
from redis.client import Pipeline

from kit.redis.addresses import has_sentinels

WAIT_MILLISECONDS = 200
"""How long a replica may take to have it. Without any, each promise takes so much longer, well within Slack's 3 s."""

log = structlog.get_logger()


def wait_for_replica(redis: Redis, touch: Callable[[Pipeline], object]) -> bool:
    """False when what was just written is lost already: the server that took it is gone and its successor lacks it.

    `touch` writes it once more and says whether it is there. WAIT only counts what its own connection wrote
    (https://valkey.io/commands/wait), and a replica that has the later write has the earlier one too. Where no replica
    answers that is logged, and what stands on the primary alone must do: with plain addresses nothing is asked at all.
    """
    if not has_sentinels(redis):
        return True
    with redis.pipeline(transaction=False) as pipeline:
        touch(pipeline)
        pipeline.wait(1, WAIT_MILLISECONDS)
        answers: list[Any] = pipeline.execute()
    there, copies = answers
    if there and not copies:
        log.warning("no replica has what was just written")
    return bool(there)
