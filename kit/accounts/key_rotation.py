"""Switches to the next App Store Connect key, without a restart, when the first is revoked."""

from collections.abc import Iterator
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError

from appstore.calls.auth import Key
from kit.accounts.account import Account
from records.keys import DEFAULT_ACCOUNT, key

log = structlog.get_logger()


class RotatingKeys:
    """The key of an account and the next one. When one process finds the first revoked, all use the next."""

    def __init__(self, account: Account, redis: Redis) -> None:
        self._account = account
        self._redis = redis
        # The first release knew one account, whose key has no name in it.
        self._chosen_key = key("chosen_key", *({account.name} - {"", DEFAULT_ACCOUNT}))

    def first(self) -> Key:
        """Return the key that Apple accepted last; ValueError when it can't be read."""
        following = self._account.next_key()
        return following if following and following.key_id == self._chosen() else self._account.key()

    def others(self, refused: Key) -> Iterator[Key]:
        """Yield all keys but the refused one, read from their files again."""
        return (key for key in self._all() if key != refused)

    def chosen(self, key: Key) -> None:
        """Store the key for all processes, and log the change once."""
        try:
            before: Any = self._redis.set(self._chosen_key, key.key_id, get=True)
        except RedisError:
            before = None
        if before is None or str(before, "ascii") != key.key_id:
            log.warning(
                "App Store Connect key refused, another one is used", account=self._account.name, key_id=key.key_id
            )

    def _chosen(self) -> str:
        try:
            known: Any = self._redis.get(self._chosen_key)
        except RedisError:
            return ""
        return str(known or b"", "ascii")

    def _all(self) -> Iterator[Key]:
        for read in (self._account.key, self._account.next_key):
            try:
                found = read()
            except ValueError as error:
                # The file may be half written just now; the next refusal reads it again.
                log.warning("App Store Connect key not readable", account=self._account.name, kind=type(error).__name__)
                continue
            if found is not None:
                yield found
