"""Builds the `Kit` that everything that acts takes: settings, Redis, Slack, App Store Connect, HTTP and the clock."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from urllib.request import getproxies

import httpx
from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import BusyLoadingError, RedisError
from redis.exceptions import ConnectionError as RedisDown
from redis.exceptions import TimeoutError as RedisSlow
from redis.retry import Retry

from appstore.calls.auth import Bearer
from appstore.calls.budget import RedisBudget
from appstore.calls.in_flight import CallSlots
from appstore.client import AppStore
from appstore.errors import UnknownAccount
from cards.wording.accounts import know_accounts
from kit.accounts.account import Account
from kit.accounts.key_rotation import RotatingKeys
from kit.redis import addresses
from kit.redis.connections import UNHEARD_SECONDS
from kit.settings import Settings, read_settings
from kit.slack.client import Slack
from records.jobs.counters import Counter, count
from records.keys import same_account

# What a call to Redis raises while Redis is unavailable.
REDIS_TROUBLE = (RedisError, OSError)

# With waits of up to a second, calls survive a restart of Redis of about half a minute.
REDIS_TRIES = 30

# The connections of a client, since small plans of Redis allow 20 in all: docs/operations.md counts them. A second one
# is for what happens while the first one watches a key, in RQ and in a signal handler of RQ too.
CONNECTIONS = 2


@dataclass(frozen=True)
class Kit:
    """The connections and settings of a process. `clock` returns epoch seconds.

    `clients` has the client of every App Store Connect account by its name; without `ASC_ACCOUNTS` the only name is "".
    So has `vendor_numbers`, "" where none is set.
    `check` raises UserError in a job whose user or channel has nothing to do with an account; None stands for all.
    """

    settings: Settings
    redis: Redis
    slack: Slack
    clients: Mapping[str, AppStore]
    http: httpx.Client
    clock: Callable[[], float] = field(default=time.time)
    check: Callable[[str | None], None] = field(default=lambda _: None)
    vendor_numbers: Mapping[str, str] = field(default_factory=dict)

    def accounts(self, account: str | None = None) -> tuple[str, ...]:
        """Return the names of all accounts, or of the one that a record names. Raises UnknownAccount."""
        found = tuple(name for name in self.clients if account is None or same_account(name, account))
        if not found:
            raise UnknownAccount(account or "")
        return found

    def has_account(self, account: str) -> bool:
        """Return whether the settings name the account of a record."""
        return any(same_account(name, account) for name in self.clients)

    def vendor_number_of(self, account: str) -> str:
        """Return the vendor number of an account for its sales reports, "" if none is set. Raises UnknownAccount."""
        return self.vendor_numbers.get(self.accounts(account)[0], "")

    def apple_of(self, account: str) -> AppStore:
        """Return the client of an account; an empty name is `default`.

        Raises UnknownAccount, and UserError in a job whose request may not be about this account.
        """
        self.check(account)
        return self.clients[self.accounts(account)[0]]


def connect(
    redis_url: str,
    *,
    tries: int = REDIS_TRIES,
    seconds: float | None = None,
    free_within: float = 40,
) -> Redis:
    """Return a client that survives a restart of Redis or a failover; `seconds` limits each call, if given.

    All threads share `CONNECTIONS`, of which one must be free within `free_within` seconds.
    """
    return addresses.client(
        redis_url,
        max_connections=CONNECTIONS,
        timeout=free_within,
        retry=Retry(ExponentialBackoff(cap=1, base=0.05), tries),
        retry_on_error=[RedisDown, RedisSlow, BusyLoadingError],
        socket_connect_timeout=2 if seconds is None else seconds,
        health_check_interval=30,
        **({} if seconds is None else {"socket_timeout": seconds}),
    )


def build(settings: Settings, *, redis: Redis | None = None, clock: Callable[[], float] = time.time) -> Kit:
    """Build the kit of this process. Opens no connection yet."""
    redis = connect(settings.redis_url) if redis is None else redis
    limits = httpx.Limits(max_connections=64)
    # httpx ignores the proxies of the environment when it is given a transport.
    transport = (
        None if getproxies() else httpx.HTTPTransport(verify=tls(), limits=limits, socket_options=_tcp_options())
    )
    http = httpx.Client(timeout=httpx.Timeout(60, connect=10), verify=tls(), limits=limits, transport=transport)
    slack = Slack(settings.slack_bot_token.get_secret_value(), settings.slack_api_root, redis=redis, http=http)
    accounts = settings.accounts()
    clients = {account.name: _client(account, settings.asc_api_url, redis, http) for account in accounts}
    vendor_numbers = {account.name: account.vendor_number for account in accounts}
    know_accounts(clients)
    return Kit(settings, redis, slack, clients, http, clock, vendor_numbers=vendor_numbers)


def _client(account: Account, base_url: str, redis: Redis, http: httpx.Client) -> AppStore:
    """Return the client of an account. Allowance, pauses and calls in flight are those of its first key."""
    return AppStore(
        Bearer(RotatingKeys(account, redis)),
        RedisBudget(redis, account.key_id),
        base_url=base_url,
        http=http,
        on_answer=lambda status: count(redis, Counter.APPLE, str(status or "none")),
        slots=CallSlots(account.key_id, base_url),
    )


@cache
def tls() -> ssl.SSLContext:
    """Return the TLS context of all clients of this process: reading the list of authorities takes 25 ms."""
    return httpx.create_ssl_context()


def _tcp_options() -> list[tuple[int, int, int]]:
    """Return what keeps a broken link from delivering a request long after another worker has resumed the job."""
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    return [] if option is None else [(socket.IPPROTO_TCP, option, UNHEARD_SECONDS * 1000)]


_current: list[Kit] = []


def current() -> Kit:
    """Return the kit in use; the first call builds it from the environment."""
    if not _current:
        _current.append(build(read_settings()))
    return _current[-1]


@contextmanager
def using(kit: Kit) -> Iterator[Kit]:
    """Use this kit in the context, and the previous one afterwards."""
    _current.append(kit)
    try:
        yield kit
    finally:
        _current.pop()
