"""Locks screenshot sets: two uploads never change the same one at the same time, whatever release runs them.

`records/jobs/order.py` decides which of them comes first, except for uploads that an earlier release runs.
"""

from collections.abc import Sequence
from typing import Any

from redis import Redis

from records.keys import DAY, key
from records.uploads import uploads

_FREE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"


def claim(redis: Redis, lock_keys: Sequence[str], upload_id: str) -> bool:
    """Lock sets for an upload, all or none; returns False while another unfinished upload has one of them."""
    for number, lock_key in enumerate(lock_keys):
        if not _claim(redis, lock_key, upload_id):
            for locked in lock_keys[:number]:
                free(redis, locked, upload_id)
            return False
    return True


def _claim(redis: Redis, lock_key: str, upload_id: str) -> bool:
    while not redis.set(key("place", lock_key), upload_id, nx=True, ex=DAY):
        raw: Any = redis.get(key("place", lock_key))
        if raw == upload_id.encode():
            return True
        if raw is not None:
            holder = uploads.get(redis, str(raw, "ascii"))
            if holder is not None and not holder.state.ended:
                return False
            free(redis, lock_key, str(raw, "ascii"))
    return True


def free(redis: Redis, lock_key: str, upload_id: str) -> None:
    """Unlock a set; for a while it is known that it was just changed."""
    redis.set(key("freed", lock_key), upload_id, ex=15)
    redis.eval(_FREE, 1, key("place", lock_key), upload_id)


def just_changed(redis: Redis, lock_key: str) -> bool:
    """Return whether an upload to this set ended within seconds: what was read before may be stale."""
    return bool(redis.exists(key("freed", lock_key)))
