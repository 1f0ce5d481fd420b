"""A connection to Redis that notices within seconds that the server has gone, or is no longer the primary."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from redis import Redis
from redis.connection import Connection, SSLConnection
from redis.exceptions import ConnectionError as RedisDown
from redis.exceptions import MasterDownError, ReadOnlyError, ResponseError
from redis.sentinel import SentinelConnectionPoolProxy, SentinelManagedConnection, SentinelManagedSSLConnection

IDLE_SECONDS, PROBE_SECONDS, PROBES = 3, 1, 3
UNHEARD_SECONDS = 5
"""What was sent and is not acknowledged by the other machine for so long is given up, by the kernel, also after the
process has ended: https://man7.org/linux/man-pages/man7/tcp.7.html (TCP_USER_TIMEOUT)."""


def _options() -> dict[int, int]:
    """The TCP options that this platform has; macOS says TCP_KEEPALIVE where Linux says TCP_KEEPIDLE."""
    wanted = {
        "TCP_KEEPIDLE" if hasattr(socket, "TCP_KEEPIDLE") else "TCP_KEEPALIVE": IDLE_SECONDS,
        "TCP_KEEPINTVL": PROBE_SECONDS,
        "TCP_KEEPCNT": PROBES,
        "TCP_USER_TIMEOUT": UNHEARD_SECONDS * 1000,
    }
    return {getattr(socket, name): value for name, value in wanted.items() if hasattr(socket, name)}


NOTICED_SOON = _options()
"""A machine that vanished without a word is noticed after about six seconds, also where nobody asks it anything."""

_NOT_HERE = ("UNBLOCKED", "NOREPLICAS")
"""It was made a replica while somebody waited · it has lost its replicas and must not take what could be lost:
https://valkey.io/topics/replication (min-replicas-to-write)."""


class _FailoverAware:
    """Takes a server that may not write (now) for one that is gone: the next try connects, and so looks, anew."""

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
    """To one server."""


class SecureConnection(_FailoverAware, SSLConnection):
    """To one server, over TLS."""


@dataclass(frozen=True)
class _FailoverHook:
    primary: tuple[str, int] | None
    act: Callable[[], None]


_watches: list[_FailoverHook] = []


@contextmanager
def on_failover(redis: Redis, act: Callable[[], None]) -> Iterator[None]:
    """Meanwhile every thread of this process calls `act` before it says a word to another primary than that of now.

    Replication lags: what was written last to the old one may be lost, so what this process remembers may not be
    what stands in the new one (https://valkey.io/topics/replication). Without Sentinels nothing is called.
    """
    watch = _FailoverHook(getattr(redis.connection_pool, "master_address", None), act)
    _watches.append(watch)
    try:
        yield
    finally:
        _watches.remove(watch)


class _ViaSentinels(_FailoverAware):
    """Asks the Sentinels before every connection.

    redis-py 8.1 does not where it connects again to send a command: it would knock at the primary that has gone until
    all tries are used up (https://github.com/redis/redis-py/issues/3874).
    """

    def _connect(self) -> socket.socket:
        pool: SentinelConnectionPoolProxy = self.connection_pool  # type: ignore[attr-defined]  # a connection's
        found = pool.get_master_address()  # type: ignore[no-untyped-call]  # redis-py 8.1 leaves it bare
        for watch in tuple(_watches):
            if found != watch.primary:
                watch.act()
        self.host, self.port = found
        connected: socket.socket = super()._connect()  # type: ignore[misc]  # a connection's
        return connected


class SentinelConnection(_ViaSentinels, SentinelManagedConnection):
    """To the primary that Sentinels name."""


class SecureSentinelConnection(_ViaSentinels, SentinelManagedSSLConnection):
    """To the primary that Sentinels name, over TLS."""
