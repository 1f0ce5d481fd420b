"""Where Redis is: one server, a socket of this machine, or the primary that Sentinels name, also after a failover."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from redis import ConnectionPool, Redis
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
_SENTINELS = {"redis+sentinel": "redis", "rediss+sentinel": "rediss"}
_ONE = ("redis", "rediss", "unix")
_ON_THE_NETWORK = {"socket_keepalive_options": NOTICED_SOON}
_FILES = ("ssl_ca_certs", "ssl_ca_path", "ssl_certfile", "ssl_keyfile")
_SENTINEL_SECONDS = 1.0
"""A Sentinel that is silent for so long is passed over: it may have gone with the primary's machine."""


@dataclass(frozen=True)
class SentinelUrl:
    """A primary, called `service`, that Sentinels watch. `options` are redis-py's, for it and for the Sentinels."""

    sentinels: tuple[tuple[str, int], ...]
    service: str
    secure: bool
    options: dict[str, Any]
    for_sentinels: dict[str, Any]


def check(address: str) -> None:
    """Raise ValueError, without the address, where nothing can be reached at it as it is written."""
    scheme = address.partition("://")[0] if "://" in address else ""
    if "cluster" in scheme:
        raise ValueError(
            "asks for a cluster, and the keys of one job lie on several of its servers: "
            "set one Redis (redis://, rediss://), or one with Sentinels (redis+sentinel://host1,host2/SERVICE)"
        )
    if scheme not in {*_ONE, *_SENTINELS}:
        raise ValueError("must begin with redis://, rediss://, unix://, redis+sentinel:// or rediss+sentinel://")
    _check_port(address)
    _check_host(address)
    for name, value in parse_qsl(urlsplit(address).query):
        if name in _FILES and not _readable(Path(value)):
            raise ValueError(f"has {name}={value}, which can't be read: mend the path, or its permissions")
    try:
        with client(address, retry=Retry(NoBackoff(), 0)) as redis:
            redis.connection_pool.make_connection()
    except TypeError as error:
        name = str(error).rpartition("argument ")[2]
        raise ValueError(f"has an option that is not known there: {name} (those of TLS take rediss://)") from None
    except RedisError as error:
        raise ValueError(f"has an option that is wrong: {error}") from None


def _check_port(address: str) -> None:
    """A password with a slash in it ends the host too early; what Python says then would show a part of it."""
    try:
        urlsplit(address.replace(",", "/")).port  # noqa: B018 - reading it is the check
    except ValueError:
        raise ValueError("has a port that is no number: a / or # in its password must be written %2F, %23") from None


def _check_host(address: str) -> None:
    """redis-py takes what is no number for database 0."""
    parts = urlsplit(address)
    if parts.scheme == "unix" and not (parts.netloc or parts.path):
        raise ValueError("must name the socket, such as unix:///run/redis.sock")
    if parts.scheme in {"redis", "rediss"} and not (parts.path.strip("/") or "0").isdecimal():
        raise ValueError("must end in the number of a database, such as /0; a / in its password must be written %2F")


def client(address: str, **options: Any) -> Redis:  # noqa: ANN401 - redis-py's own options
    """A client whose every new connection looks anew where Redis is. Opens none yet. Raises ValueError."""
    if urlsplit(address).scheme in _SENTINELS:
        return _sentinel_client(read_sentinel_url(address), options)
    said = _options_of(address)
    kind = said.pop("connection_class", Connection)
    if kind is UnixDomainSocketConnection:  # it knows no keep-alive
        return Redis.from_pool(ConnectionPool(connection_class=kind, **{**options, **said}))
    line = SecureConnection if kind is SSLConnection else PlainConnection
    return Redis.from_pool(ConnectionPool(connection_class=line, **{**_ON_THE_NETWORK, **options, **said}))


def _sentinel_client(watched: SentinelUrl, options: dict[str, Any]) -> Redis:
    keen = {
        "socket_timeout": _SENTINEL_SECONDS,
        "socket_connect_timeout": _SENTINEL_SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }
    sentinel = Sentinel(  # type: ignore[no-untyped-call]  # redis-py 8.1 leaves it bare
        watched.sentinels, sentinel_kwargs={**_ON_THE_NETWORK, **keen, **watched.for_sentinels}
    )
    line = SecureSentinelConnection if watched.secure else SentinelConnection
    redis: Redis = sentinel.master_for(  # type: ignore[no-untyped-call]  # the same
        watched.service, connection_class=line, **{**_ON_THE_NETWORK, **options, **watched.options}
    )
    return redis


def _options_of(address: str) -> dict[str, Any]:
    options: dict[str, Any] = parse_url(address)  # type: ignore[no-untyped-call]  # redis-py 8.1 leaves it bare
    return options


def has_sentinels(redis: Redis) -> bool:
    """Whether another server may take this one's place."""
    return isinstance(redis.connection_pool, SentinelConnectionPool)


def read_sentinel_url(address: str) -> SentinelUrl:
    """What `redis+sentinel://[USER:PASSWORD@]HOST[:PORT],…/SERVICE[/DATABASE][?OPTIONS]` says. Raises ValueError.

    `sentinel_username` and `sentinel_password` among the options are for the Sentinels themselves.
    """
    parts = urlsplit(address)
    before, _, hosts = parts.netloc.rpartition("@")
    service, _, database = parts.path.strip("/").partition("/")
    sentinels = tuple(_host_and_port(one) for one in hosts.split(","))
    if not service or not all(host for host, _ in sentinels) or not (database or "0").isdecimal():
        raise ValueError(
            "must name the Sentinels and what they call the primary, "
            "such as redis+sentinel://host1:26379,host2:26379/SERVICE or …/SERVICE/0"
        )
    scheme = _SENTINELS[parts.scheme]
    person = f"{before}@" if before else ""
    options = _options_of(f"{scheme}://{person}host/{database or 0}?{parts.query}")
    for_sentinels = {
        name.removeprefix("sentinel_"): options.pop(name)
        for name in ("sentinel_username", "sentinel_password")
        if name in options
    }
    secure = scheme == "rediss"
    for_sentinels |= {name: value for name, value in options.items() if name.startswith("ssl_")}
    for name in ("host", "connection_class"):
        options.pop(name, None)
    return SentinelUrl(sentinels, unquote(service), secure, options, for_sentinels | ({"ssl": True} if secure else {}))


def _host_and_port(text: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{text}")
        port = parts.port or SENTINEL_PORT
    except ValueError:
        return "", 0
    return parts.hostname or "", port


def _readable(path: Path) -> bool:
    try:
        if path.is_dir():
            return any(path.iterdir())
        with path.open("rb"):
            return True
    except OSError:
        return False
