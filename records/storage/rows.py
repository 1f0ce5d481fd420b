"""Stores the records of one noun in one Redis hash: for few that are mostly read together."""

from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from redis import Redis

from records.keys import key

Row = TypeVar("Row")


class Rows(Generic[Row]):
    """The records of `asc:<noun>`, by id."""

    def __init__(self, noun: str, kind: type[Row]) -> None:
        self._key = key(noun)
        self._adapter: TypeAdapter[Row] = TypeAdapter(kind)

    def put(self, redis: Redis, row_id: str, row: Row) -> None:
        """Store a record, in place of the one with its id."""
        redis.hset(self._key, row_id, self._adapter.dump_json(row, by_alias=True))

    def remove(self, redis: Redis, row_id: str) -> None:
        """Delete a record."""
        redis.hdel(self._key, row_id)

    def has(self, redis: Redis, row_id: str) -> bool:
        """Return whether there is a record with this id."""
        return bool(redis.hexists(self._key, row_id))

    def everything(self, redis: Redis) -> list[Row]:
        """Return every record."""
        raw: Any = redis.hvals(self._key)
        return [self._adapter.validate_json(row) for row in raw]
