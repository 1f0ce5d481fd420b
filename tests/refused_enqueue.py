"""Lets Redis refuse the script that stores a request and its job, so that an enqueue fails through the real stack."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis


@contextmanager
def refused_enqueue(redis: Redis) -> Iterator[None]:
    """Redis answers NOPERM to EVAL, for every connection; reads and plain writes go on."""
    redis.execute_command("ACL", "SETUSER", "default", "-eval")  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        redis.execute_command("ACL", "SETUSER", "default", "+eval")  # type: ignore[no-untyped-call]
