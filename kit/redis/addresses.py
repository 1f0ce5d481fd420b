"""Connects to Redis by its address: one server, a Unix socket, or the primary that Sentinels name."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from redis import BlockingConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.connection import Connection, SSLConnection, UnixDomainSocketConnection, parse_url
from redis.exceptions import RedisError
from redis.retry import Retry
from redis.sentinel import Sentinel, SentinelConnectionPool

from kit.redis.connections import (
    NOTICED_SOON,
    PlainConnection,
    SecureConnection,
    SecureSentinelConnection,
    SentinelConnection,
)

SENTINEL_PORT = 26379
_SENTINEL_SCHEMES = {"redis+sentinel": "redis", "rediss+sentinel": "rediss"}
_SCHEMES = ("redis", "rediss", "unix", *_SENTINEL_SCHEMES)
_FILES = ("ssl_ca_certs", "ssl_ca_path", "ssl_certfile", "ssl_keyfile")
_TCP_OPTIONS = {"socket_keepalive_options": NOTICED_SOON}
# Otherwise redis-py reads its own package's metadata from disk for each connection, and tells Redis in two more calls.
_NAMELESS = {"driver_info": None}
# A Sentinel that is silent for this many seconds is skipped: it may have gone with the primary's machine.
_SENTINEL_SECONDS = 1.0


class _BlockingSentinelPool(SentinelConnectionPool, BlockingConnectionPool):
    """Connections to the primary that Sentinels name, a limited number of them."""


def check(address: str) -> None:
    """Raise ValueError, without the address in it, where no Redis can be reached at an address like this."""
    scheme = address.partition("://")[0] if "://" in address else ""
    if "cluster" in scheme:
        raise ValueError(
            "asks for a cluster, and the keys of one job lie on several of its servers: "
            "set one Redis (redis://, rediss://), or one with Sentinels (redis+sentinel://host1,host2/SERVICE)"
        )
    if scheme not in _SCHEMES:
        raise ValueError("must begin with redis://, rediss://, unix://, redis+sentinel:// or rediss+sentinel://")
    try:
        urlsplit(address.replace(",", "/")).port  # noqa: B018 - reading it is the check
    except ValueError:
        # A password with a slash in it ends the host too early; Python's own message would show a part of it.
        raise ValueError("has a port that is not a number: write / and # in its password as %2F and %23") from None
    parts = urlsplit(address)
    if scheme == "unix" and not (parts.netloc or parts.path):
        raise ValueError("must name the socket, such as unix:///run/redis.sock")
    # redis-py would use database 0 instead of a name.
    if scheme in {"redis", "rediss"} and not (parts.path.strip("/") or "0").isdecimal():
        raise ValueError("must end in the number of a database, such as /0; write / in its password as %2F")
    for name, value in parse_qsl(parts.query):
        if name in _FILES and not _is_readable(Path(value)):
            raise ValueError(f"has {name}={value}, which can't be read: fix the path, or its permissions")
    try:
        with client(address, retry=Retry(NoBackoff(), 0)) as redis:
            redis.connection_pool.make_connection()
    except TypeError as error:
        name = str(error).rpartition("argument ")[2]
        raise ValueError(f"has an unknown option: {name} (those of TLS take rediss://)") from None
    except RedisError as error:
        raise ValueError(f"has a wrong option: {error}") from None


def client(address: str, **options: Any) -> Redis:  # noqa: ANN401 - redis-py's own options
    """Return a client that looks up the primary for every new connection. Opens none yet. Raises ValueError."""
    if urlsplit(address).scheme in _SENTINEL_SCHEMES:
        return _sentinel_client(address, options)
    in_address = _options_of(address)
    kind = in_address.pop("connection_class", Connection)
    if kind is not UnixDomainSocketConnection:  # which has no keep-alive
        kind = SecureConnection if kind is SSLConnection else PlainConnection
        options = _TCP_OPTIONS | options
    pool = BlockingConnectionPool(  # type: ignore[no-untyped-call]  # redis-py 8.1 leaves it bare
        connection_class=kind, **{**_NAMELESS, **options, **in_address}
    )
    return Redis.from_pool(pool)


def _sentinel_client(address: str, options: dict[str, Any]) -> Redis:
    """Read `redis+sentinel://[USER:PASSWORD@]HOST[:PORT],…/SERVICE[/DATABASE][?OPTIONS]`.

    `sentinel_username` and `sentinel_password` among the options are for the Sentinels themselves.
    """
    parts = urlsplit(address)
    credentials, at, hosts = parts.netloc.rpartition("@")
    service, _, database = parts.path.strip("/").partition("/")
    sentinels = [_host_and_port(host) for host in hosts.split(",")]
    if not service or not all(host for host, _ in sentinels) or not (database or "0").isdecimal():
        raise ValueError(
            "must name the Sentinels and what they call the primary, "
            "such as redis+sentinel://host1:26379,host2:26379/SERVICE or …/SERVICE/0"
        )
    in_address = _options_of(f"{_SENTINEL_SCHEMES[parts.scheme]}://{credentials}{at}host/{database or 0}?{parts.query}")
    secure = in_address.pop("connection_class", None) is SSLConnection
    del in_address["host"]
    for_sentinels = {
        name.removeprefix("sentinel_"): in_address.pop(name)
        for name in ("sentinel_username", "sentinel_password")
        if name in in_address
    }
    for_sentinels |= {name: value for name, value in in_address.items() if name.startswith("ssl_")}
    for_sentinels |= {"ssl": True} if secure else {}
    impatient = {
        "socket_timeout": _SENTINEL_SECONDS,
        "socket_connect_timeout": _SENTINEL_SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }
    sentinel = Sentinel(  # type: ignore[no-untyped-call]  # redis-py 8.1 leaves it bare
        sentinels, sentinel_kwargs={**_TCP_OPTIONS, **impatient, **for_sentinels}
    )
    redis: Redis = sentinel.master_for(  # type: ignore[no-untyped-call]  # the same
        unquote(service),
        connection_pool_class=_BlockingSentinelPool,
        connection_class=SecureSentinelConnection if secure else SentinelConnection,
        **{**_TCP_OPTIONS, **_NAMELESS, **options, **in_address},
    )
    return redis


def _options_of(address: str) -> dict[str, Any]:
    options: dict[str, Any] = parse_url(address)  # type: ignore[no-untyped-call]  # redis-py 8.1 leaves it bare
    return options


def _host_and_port(text: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{text}")
        port = parts.port or SENTINEL_PORT
    except ValueError:
        return "", 0
    return parts.hostname or "", port


def _is_readable(path: Path) -> bool:
    try:
        if path.is_dir():
            return any(path.iterdir())
        with path.open("rb"):
            return True
    except OSError:
        return False
