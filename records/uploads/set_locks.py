"""Locks screenshot sets: two uploads never change the same one at the same time."""

from __future__ import annotations

from typing import Any

from redis import Redis

from records.keys import DAY, key
from records.uploads import uploads
from records.uploads.uploads import Upload

_FREE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"


def claim(redis: Redis, place: str, upload_id: str) -> str:
    """Lock a set for an upload; returns the id of the upload that has it, which is ours when it worked."""
    name = key("place", place)
    while True:
        if redis.set(name, upload_id, nx=True, ex=DAY):
            return upload_id
        raw: Any = redis.get(name)
        if raw is None:
            continue
        holder = str(raw, "ascii")
        if holder == upload_id:
            return upload_id
        other = uploads.get(redis, holder)
        if other is not None and not other.state.ended:
            return holder
        free(redis, place, holder)


def free(redis: Redis, place: str, upload_id: str) -> None:
    """Unlock a set; for a while it is known that it was just changed."""
    redis.set(key("freed", place), upload_id, ex=15)
    redis.eval(_FREE, 1, key("place", place), upload_id)


def just_changed(redis: Redis, place: str) -> bool:
    """Return whether an upload to this set ended within seconds: what was read before may be stale."""
    return bool(redis.exists(key("freed", place)))


def holder(redis: Redis, place: str) -> Upload | None:
    """Return the unfinished upload that has the set, if there is one."""
    raw: Any = redis.get(key("place", place))
    upload = uploads.get(redis, str(raw, "ascii")) if raw is not None else None
    return upload if upload is not None and not upload.state.ended else None
