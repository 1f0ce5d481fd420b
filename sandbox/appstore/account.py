"""The account around the data: its keys and their allowance, its address, and the diary of its calls."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from random import Random
from typing import TypeVar

from sandbox.appstore.allowance import Allowance
from sandbox.appstore.bridge import Bridge
from sandbox.appstore.calls import Call, InFlight
from sandbox.appstore.faults import Faults
from sandbox.appstore.gateway import Gateway
from sandbox.appstore.server import application, serving
from sandbox.appstore.settings import Settings
from sandbox.appstore.store import Store
from sandbox.appstore.tokens import Key, KeyRing

T = TypeVar("T")


class Account(Settings):
    """An account without content. Every method may be called from any thread, whether it serves or not."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__()
        random = Random(seed)
        self._store = Store(self, random, faults=Faults(Random(seed)))
        self._keys = KeyRing(random)
        self._allowance = Allowance()
        self._bridge = Bridge()
        self.calls: list[Call] = []
        """Every request that was made, oldest first; it only grows."""

    @property
    def faults(self) -> Faults:
        """The misfortunes in force."""
        return self._store.faults

    @property
    def in_flight(self) -> InFlight:
        """How many calls and uploads of parts were in flight at once; set `most` to 0 to count from then on."""
        return self._store.in_flight

    @property
    def on_change(self) -> list[Callable[[str], None]]:
        """Called after each change of the state with a word for it; append to it. They must be quick."""
        return self._store.listeners

    def serve(self, port: int = 0, host: str = "127.0.0.1") -> AbstractContextManager[str]:
        """Serve on a port of this machine (0: a free one) while the context lasts; gives the root address."""
        app = application(Gateway(self._store, self._keys, self._allowance), self.calls)
        return serving(app, self._store, self._bridge, port, host)

    def allowance(self, limit: int = 3600, window: float = 3600.0, retry_after: int | None = None) -> None:
        """Let each key make `limit` calls in `window` seconds; a refusal carries `Retry-After` where one is given."""

        def change() -> None:
            self._allowance.limit, self._allowance.window = limit, window
            self._allowance.retry_after = retry_after

        self._do(change)

    def calls_left(self, key_id: str) -> int:
        """How many calls a key could make now."""
        return self._do(lambda: self._allowance.left(key_id, self._store.now))

    def add_key(self, role: str = "APP_MANAGER", *, individual: bool = False) -> Key:
        """Make an API key with one of Apple's roles; only ACCOUNT_HOLDER, ADMIN and APP_MANAGER may write."""
        return self._do(lambda: self._keys.add(role, individual=individual))

    def give_role(self, key_id: str, role: str) -> None:
        """Change what a key may do."""
        self._do(lambda: self._keys.give_role(key_id, role))

    def revoke_key(self, key_id: str) -> None:
        """End a key: its tokens are refused from now on."""
        self._do(lambda: self._keys.revoke(key_id))

    def _do(self, does: Callable[[], T]) -> T:
        def whole() -> T:
            self._store.timers.settle(self._store.now)
            try:
                return does()
            finally:
                self._store.notify()

        return self._bridge.run(whole)
