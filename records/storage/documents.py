"""Stores records as JSON documents, and changes them atomically from their newest state.

A field whose name changes keeps its spelling in Redis, so that two releases work side by side:
`created_at: Annotated[float, stored_as("since")]`.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from typing import Any, Generic, TypeVar, get_type_hints

from pydantic import Field, TypeAdapter
from pydantic.fields import FieldInfo
from redis import Redis
from redis.client import Pipeline
from redis.exceptions import ConnectionError as RedisDown
from redis.exceptions import TimeoutError as RedisSlow
from redis.exceptions import WatchError

from records.keys import key

Record = TypeVar("Record")


def stored_as(name: str) -> Any:  # noqa: ANN401 - pydantic's own type for it
    """Return what keeps the old name of a renamed field in stored JSON, for use in `Annotated`."""
    return Field(alias=name)


class Documents(Generic[Record]):
    """The documents of one noun, `asc:<noun>:<id>`. They expire `seconds` after their last change (None: never)."""

    def __init__(self, noun: str, kind: type[Record], *, seconds: int | None) -> None:
        self.noun = noun
        self.seconds = seconds
        self._adapter: TypeAdapter[Record] = TypeAdapter(kind)
        self._fields = stored_names(kind)

    def key(self, record_id: str) -> str:
        """Return the key of the document."""
        return key(self.noun, record_id)

    def get(self, redis: Redis, record_id: str) -> Record | None:
        """Return the document, or None."""
        return self.read(redis.get(self.key(record_id)))

    def many(self, redis: Redis, record_ids: Iterable[str]) -> list[Record]:
        """Return those of the documents that exist, in the given order, in one round trip."""
        keys = [self.key(record_id) for record_id in record_ids]
        found: Any = redis.mget(keys) if keys else []
        return [record for raw in found if (record := self.read(raw)) is not None]

    def put(self, redis: Redis | Pipeline, record_id: str, record: Record) -> None:
        """Store the document, in place of any other."""
        redis.set(self.key(record_id), self._json(record), ex=self.seconds)

    def add(self, redis: Redis, record_id: str, record: Record) -> bool:
        """Store the document unless there is one already; returns whether it was stored."""
        return bool(redis.set(self.key(record_id), self._json(record), ex=self.seconds, nx=True))

    def remove(self, redis: Redis | Pipeline, record_id: str) -> None:
        """Delete the document."""
        redis.delete(self.key(record_id))

    def change(self, redis: Redis, record_id: str, change: Callable[[Record], Record | None]) -> Record | None:
        """Apply `change` to the newest state, atomically; where it returns None nothing changes.

        Returns the new document, or None when there is no document or nothing was changed.
        """
        name = self.key(record_id)
        attempted: Record | None = None
        while True:
            with redis.pipeline() as pipeline:
                try:
                    pipeline.watch(name)  # type: ignore[no-untyped-call]  # redis-py 8.1 leaves it bare
                    raw: Any = pipeline.get(name)
                    record = self.read(raw)
                    if attempted is not None and record == attempted:
                        return record
                    changed = None if record is None else change(record)
                    if changed is None:
                        return None
                    pipeline.multi()
                    pipeline.set(name, self._with_unknown_fields(raw, changed), ex=self.seconds)
                    attempted = changed
                    pipeline.execute()
                except WatchError as error:
                    # Where the connection broke, Redis may have made the change, and only the answer is lost.
                    if not isinstance(error.__context__, (RedisDown, RedisSlow)):
                        attempted = None
                    continue
                else:
                    return changed

    def _with_unknown_fields(self, raw: bytes, record: Record) -> bytes:
        """Return the JSON with the fields that only another release knows."""
        written = self._json(record)
        if not self._fields:
            return written
        unknown = {name: value for name, value in json.loads(raw).items() if name not in self._fields}
        return json.dumps({**unknown, **json.loads(written)}).encode() if unknown else written

    def _json(self, record: Record) -> bytes:
        return self._adapter.dump_json(record, by_alias=True)

    def read(self, raw: Any) -> Record | None:  # noqa: ANN401 - redis-py types every answer as Any
        """Return the document in Redis's answer."""
        return None if raw is None else self._adapter.validate_json(raw)


def stored_names(kind: type) -> frozenset[str]:
    """Return the names of a dataclass's fields as they are spelled in Redis; none for another type."""
    if not is_dataclass(kind):
        return frozenset()
    hints = get_type_hints(kind, include_extras=True)
    return frozenset(_alias(hints[field.name]) or field.name for field in fields(kind))


def _alias(hint: Any) -> str | None:  # noqa: ANN401 - a type
    found = (entry.alias for entry in getattr(hint, "__metadata__", ()) if isinstance(entry, FieldInfo))
    return next(found, None)
