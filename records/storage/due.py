"""Due times: sorted sets of record ids, from which one clock of several takes what is due."""

from typing import Any

from redis import Redis
from redis.client import Pipeline

from records.keys import key

_TAKE = """
local due = redis.call('zrangebyscore', KEYS[1], '-inf', ARGV[1], 'limit', 0, 100)
for _, id in ipairs(due) do redis.call('zadd', KEYS[1], ARGV[2], id) end
return due
"""


class DueTimes:
    """When the records of one kind are due, in epoch seconds; infinity for those that no clock takes."""

    def __init__(self, *names: str) -> None:
        self._key = key(*names)

    def set(self, redis: Redis | Pipeline, record_id: str, at: float, *, if_known: bool = False) -> None:
        """Make the record due at that time; with `if_known` only if it has a due time."""
        redis.zadd(self._key, {record_id: at}, xx=if_known)

    def remove(self, redis: Redis, record_id: str) -> None:
        """Remove the record's due time."""
        redis.zrem(self._key, record_id)

    def everything(self, redis: Redis) -> list[str]:
        """Return the ids of all records that have a due time, the earliest first."""
        found: Any = redis.zrange(self._key, 0, -1)
        return [str(raw, "utf-8") for raw in found]

    def take(self, redis: Redis, now: float, again_at: float) -> list[str]:
        """Return the ids of at most 100 records that are due, each to one caller only.

        They are due again at `again_at`, in case the caller dies before it does anything about them.
        """
        found: Any = redis.eval(_TAKE, 1, self._key, now, again_at)
        return [str(raw, "utf-8") for raw in found]
