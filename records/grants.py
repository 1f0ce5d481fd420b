"""Who was given which role: changes are made one at a time, and each a single time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from redis import Redis, WatchError

from records import people
from records.keys import DAY, key
from records.people import Role
from records.storage.documents import Documents

# The id of a person (U…, W…) or of a user group (S…), and the role.
Grants = Mapping[str, Role]


@dataclass(frozen=True, kw_only=True)
class GrantChange:
    """Every grant as it was before a change and after it."""

    before: dict[str, Role]
    after: dict[str, Role]

    def changed(self) -> list[tuple[str, Role | None, Role | None]]:
        """Whose role is another one now, the old role and the new one; None where there was or is none."""
        everybody = sorted({*self.before, *self.after})
        moved = [(who, self.before.get(who), self.after.get(who)) for who in everybody]
        return [(who, old, new) for who, old, new in moved if old is not new]


_CHANGES = Documents("regrant", GrantChange, seconds=DAY)
_GRANTS = key("grants")


def change(redis: Redis, idempotency_key: str, decide: Callable[[dict[str, Role]], Grants]) -> GrantChange:
    """Make the grants what `decide` makes of them, atomically; under the same `idempotency_key` a single time.

    Whatever `decide` raises leaves everything as it is. Told again, the change that was made then is returned.
    """
    while True:
        with redis.pipeline() as pipeline:
            try:
                pipeline.watch(_GRANTS, _CHANGES.key(idempotency_key))  # type: ignore[no-untyped-call]  # redis-py leaves it bare
                made = _CHANGES.get(redis, idempotency_key)
                if made is not None:
                    return made
                before = people.grants(redis)
                found = GrantChange(before=before, after=dict(decide(dict(before))))
                pipeline.multi()
                pipeline.delete(_GRANTS)
                if found.after:
                    mapping: Any = {who: role.value for who, role in found.after.items()}
                    pipeline.hset(_GRANTS, mapping=mapping)
                _CHANGES.put(pipeline, idempotency_key, found)
                pipeline.execute()
            except WatchError:
                continue
            else:
                return found
