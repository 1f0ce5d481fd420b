"""Switches to the next App Store Connect key, without a restart, when the first is revoked."""

from collections.abc import Iterator
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError

from appstore.auth import Key
from kit.settings import Settings
from records.keys import key

_CHOSEN = key("chosen_key")
log = structlog.get_logger()


class RotatingKeys:
    """`ASC_KEY_ID` and `ASC_KEY_ID_NEXT`. When one process finds the first revoked, all use the next."""

    def __init__(self, settings: Settings, redis: Redis) -> None:
        self._settings = settings
        self._redis = redis

    def first(self) -> Key:
        """Return the key that Apple accepted last; ValueError when it can't be read."""
        following = self._settings.next_key()
        return following if following and following.key_id == self._chosen() else self._settings.key()

    def others(self, refused: Key) -> Iterator[Key]:
        """Yield all keys but the refused one, read from their files again."""
        return (key for key in self._all() if key != refused)

    def chosen(self, key: Key) -> None:
        """Store the key for all processes, and log the change once."""
        try:
            before: Any = self._redis.set(_CHOSEN, key.key_id, get=True)
        except RedisError:
            before = None
        if before is None or str(before, "ascii") != key.key_id:
            log.warning("App Store Connect key refused, another one is used", key_id=key.key_id)

    def _chosen(self) -> str:
        try:
            known: Any = self._redis.get(_CHOSEN)
        except RedisError:
            return ""
        return str(known or b"", "ascii")

    def _all(self) -> Iterator[Key]:
        for read in (self._settings.key, self._settings.next_key):
            try:
                found = read()
            except ValueError as error:
                # The file may be half written just now; the next refusal reads it again.
                log.warning("App Store Connect key not readable", kind=type(error).__name__)
                continue
            if found is not None:
                yield found
