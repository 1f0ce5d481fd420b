"""Which upload has which screenshot set: two never change one at the same time."""

from __future__ import annotations

from typing import Any

from redis import Redis

from records import batches
from records.batches import Upload
from records.keys import DAY, key

_FREE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"


def claim(redis: Redis, place: str, upload_id: str) -> str:
    """Take a set for a upload; returns the id of the upload that has it, which is ours when it worked."""
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
        other = batches.get(redis, holder)
        if other is not None and not other.state.ended:
            return holder
        free(redis, place, holder)


def free(redis: Redis, place: str, upload_id: str) -> None:
    """Give a set back; for a while it is known that somebody has just changed it."""
    redis.set(key("freed", place), upload_id, ex=15)
    redis.eval(_FREE, 1, key("place", place), upload_id)


def just_changed(redis: Redis, place: str) -> bool:
    """Whether an upload to this set has ended within seconds: what was read of it before is not to be trusted."""
    return bool(redis.exists(key("freed", place)))


def holder(redis: Redis, place: str) -> Upload | None:
    """The unfinished upload that has the set, if one has."""
    raw: Any = redis.get(key("place", place))
    upload = batches.get(redis, str(raw, "ascii")) if raw is not None else None
    return upload if upload is not None and not upload.state.ended else None
