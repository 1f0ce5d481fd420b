"""Connections to Redis that notice failovers within seconds, and the wait for a replica after a write."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from redis import Redis
from redis.client import Pipeline
from redis.connection import Connection, SSLConnection
from redis.exceptions import ConnectionError as RedisDown
from redis.exceptions import MasterDownError, ReadOnlyError, ResponseError
from redis.sentinel import (
    SentinelConnectionPool,
    SentinelConnectionPoolProxy,
    SentinelManagedConnection,
    SentinelManagedSSLConnection,
)

from records.keys import key

IDLE_SECONDS, PROBE_SECONDS, PROBES = 3, 1, 3
# The kernel drops what the other machine has not acknowledged in this time, also after the process has ended:
# https://man7.org/linux/man-pages/man7/tcp.7.html (TCP_USER_TIMEOUT).
UNHEARD_SECONDS = 5
# How long a replica may take to acknowledge a write. Without a replica each invocation takes so much longer, well
# within Slack's 3 s.
WAIT_MILLISECONDS = 200

log = structlog.get_logger()


def _options() -> dict[int, int]:
    """Return the TCP options that this platform has; macOS says TCP_KEEPALIVE where Linux says TCP_KEEPIDLE."""
    options = {
        "TCP_KEEPIDLE" if hasattr(socket, "TCP_KEEPIDLE") else "TCP_KEEPALIVE": IDLE_SECONDS,
        "TCP_KEEPINTVL": PROBE_SECONDS,
        "TCP_KEEPCNT": PROBES,
        "TCP_USER_TIMEOUT": UNHEARD_SECONDS * 1000,
    }
    return {getattr(socket, name): value for name, value in options.items() if hasattr(socket, name)}


# With these a machine that vanished is noticed after about six seconds, also on an idle connection.
NOTICED_SOON = _options()

_WRITE = "redis.call('set', KEYS[1], '1', 'px', 1000)"

# The server became a replica during a blocking command · it has lost its replicas and refuses writes:
# https://valkey.io/topics/replication (min-replicas-to-write).
_NOT_HERE = ("UNBLOCKED", "NOREPLICAS")


class _FailoverAware:
    """Disconnects from a server that refuses writes, so that the next try looks for the primary again."""

    def read_response(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - redis-py's own
        # Where a signal ends the wait for an answer the connection must go, or the next command would get that answer;
        # redis-py 8.1 does so with a single server, and not with Sentinels (SentinelManagedConnection.read_response).
        named.setdefault("disconnect_on_error", True)
        try:
            return super().read_response(*arguments, **named)  # type: ignore[misc]  # a connection's
        except ResponseError as error:
            if not isinstance(error, (ReadOnlyError, MasterDownError)) and not str(error).startswith(_NOT_HERE):
                raise
            self.disconnect()  # type: ignore[attr-defined]  # a connection's
            raise RedisDown(f"no primary that may write: {error}") from error


class PlainConnection(_FailoverAware, Connection):
    """A connection to one server."""


class SecureConnection(_FailoverAware, SSLConnection):
    """A TLS connection to one server."""


@dataclass(frozen=True)
class _FailoverHook:
    primary: tuple[str, int] | None
    act: Callable[[], None]


_hooks: list[_FailoverHook] = []


@contextmanager
def on_failover(redis: Redis, act: Callable[[], None]) -> Iterator[None]:
    """In this context every thread of this process calls `act` before it connects to another primary than that of now.

    Replication lags, so the new primary may lack the last writes (https://valkey.io/topics/replication). Without
    Sentinels nothing is called.
    """
    hook = _FailoverHook(getattr(redis.connection_pool, "master_address", None), act)
    _hooks.append(hook)
    try:
        yield
    finally:
        _hooks.remove(hook)


class _ViaSentinels(_FailoverAware):
    """Asks the Sentinels before every connection.

    redis-py 8.1 doesn't when it reconnects to send a command: it would use up all tries on the primary that has gone
    (https://github.com/redis/redis-py/issues/3874).
    """

    def _connect(self) -> socket.socket:
        pool: SentinelConnectionPoolProxy = self.connection_pool  # type: ignore[attr-defined]  # a connection's
        found = pool.get_master_address()  # type: ignore[no-untyped-call]  # redis-py 8.1 leaves it bare
        for hook in tuple(_hooks):
            if found != hook.primary:
                hook.act()
        self.host, self.port = found
        connected: socket.socket = super()._connect()  # type: ignore[misc]  # a connection's
        return connected


class SentinelConnection(_ViaSentinels, SentinelManagedConnection):
    """A connection to the primary that Sentinels name."""


class SecureSentinelConnection(_ViaSentinels, SentinelManagedSSLConnection):
    """A TLS connection to the primary that Sentinels name."""


def assert_writable(redis: Redis) -> None:
    """Raise RedisError unless Redis accepts what it takes to store a request: a script that writes.

    A server may respond and still refuse writes: it is full, a replica, or can't write to its disk.
    """
    redis.eval(_WRITE, 1, key("writable"))


def wait_for_replica(redis: Redis, touch: Callable[[Pipeline], object]) -> bool:
    """Wait until a replica has the last write; False when the write is lost, because Redis failed over after it.

    `touch` writes the key once more and returns whether it exists. WAIT only counts what its own connection wrote
    (https://valkey.io/commands/wait), and a replica that has the later write has the earlier one too. Without an
    acknowledging replica a warning is logged; without Sentinels nothing is sent.
    """
    if not isinstance(redis.connection_pool, SentinelConnectionPool):
        return True
    with redis.pipeline(transaction=False) as pipeline:
        touch(pipeline)
        pipeline.wait(1, WAIT_MILLISECONDS)
        exists, replicas = pipeline.execute()
    if exists and not replicas:
        log.warning("no replica has the last write")
    return bool(exists)
