"""The account: its keys and their allowance, its address and its call log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import TypeVar

from sandbox.appstore.allowance import Allowance
from sandbox.appstore.analytics_world import AnalyticsWorld
from sandbox.appstore.calls import Call, InFlight
from sandbox.appstore.faults import Faults
from sandbox.appstore.gateway import Gateway
from sandbox.appstore.server import application, serving
from sandbox.appstore.settings import Settings
from sandbox.appstore.store import Store
from sandbox.appstore.tokens import Key, KeyRing

T = TypeVar("T")


class Account(Settings):
    """An empty account. Every method is thread-safe and works whether or not the account is being served."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__()
        random = Random(seed)
        self._store = Store(self, random, faults=Faults(Random(seed)), analytics=AnalyticsWorld(seed))
        self._keys = KeyRing(random)
        self._allowance = Allowance()
        self._bridge = self._store.bridge
        self.calls: list[Call] = []
        """Every request that was made, oldest first; it only grows."""

    @property
    def faults(self) -> Faults:
        """The active faults."""
        return self._store.faults

    @property
    def in_flight(self) -> InFlight:
        """The number of calls and part uploads in flight; set `most` to 0 to reset the maximum."""
        return self._store.in_flight

    @property
    def on_change(self) -> list[Callable[[str], None]]:
        """Listeners called with an event name after each change of state; append to it. They must be fast."""
        return self._store.listeners

    @contextmanager
    def serve(self, port: int = 0, host: str = "127.0.0.1") -> Iterator[str]:
        """Serves on a local port (0: any free one) inside the context; yields the root URL."""
        app = application(Gateway(self._store, self._keys, self._allowance), self.calls)
        with serving(app, self._store, self._bridge, port, host) as address, self._store.courier.working():
            yield address

    def allowance(self, limit: int = 3600, window: float = 3600.0, retry_after: int | None = None) -> None:
        """Allows each key `limit` calls per `window` seconds; a refusal has `Retry-After` if one is given."""

        def change() -> None:
            self._allowance.limit, self._allowance.window = limit, window
            self._allowance.retry_after = retry_after

        self._do(change)

    def calls_left(self, key_id: str) -> int:
        """Returns how many calls a key has left."""
        return self._do(lambda: self._allowance.left(key_id, self._store.now))

    def add_key(self, role: str = "APP_MANAGER", *, individual: bool = False) -> Key:
        """Creates an API key with one of Apple's roles; only ACCOUNT_HOLDER, ADMIN and APP_MANAGER can write."""
        return self._do(lambda: self._keys.add(role, individual=individual))

    def give_role(self, key_id: str, role: str) -> None:
        """Changes the role of a key."""
        self._do(lambda: self._keys.give_role(key_id, role))

    def revoke_key(self, key_id: str) -> None:
        """Revokes a key: its tokens are refused from now on."""
        self._do(lambda: self._keys.revoke(key_id))

    def had_key(self, key_id: str) -> bool:
        """Returns whether the account has, or once had, this key."""
        return self._do(lambda: self._keys.had(key_id))

    def _do(self, handler: Callable[[], T]) -> T:
        def whole() -> T:
            self._store.timers.settle(self._store.now)
            try:
                return handler()
            finally:
                self._store.notify()

        return self._bridge.run(whole)
