"""Who changed what on the store page, from where and when, and what was there before; nothing is ever taken out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from redis import Redis

from records.keys import DAY, key


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """One change. `at`: epoch seconds; `user`, `channel`: Slack's ids; `app`: Apple's app id or the bundle id.

    `tag` is what happened, as `feature:object:action`; the features define theirs in `audit_tags`. `field` says what
    `old` and `new` are values of. `answer` is Apple's: "ok" or the code of its refusal. `source`: how it was asked for
    (a `Way`), or what did it by itself (`schedule`).
    """

    at: float
    user: str
    channel: str
    tag: str
    app: str = ""
    version: str = ""
    locale: str = ""
    field: str = ""
    old: str = ""
    new: str = ""
    answer: str = "ok"
    source: str = ""


_ENTRY = TypeAdapter(AuditEntry)
_STREAM = key("audit")
_CHUNK = 200
_ONCE_SECONDS = 90 * DAY

_WRITE = """
if ARGV[2] ~= '0' then
  if not redis.call('set', KEYS[2], '1', 'nx', 'ex', ARGV[2]) then return 0 end
end
redis.call('xadd', KEYS[1], '*', 'entry', ARGV[1])
return 1
"""


def write(redis: Redis, entry: AuditEntry, idempotency_key: str = "") -> bool:
    """Add an entry, once within 90 days for the same `idempotency_key`; returns whether it was added now."""
    name, seconds = key("audited", idempotency_key), _ONCE_SECONDS if idempotency_key else 0
    return bool(redis.eval(_WRITE, 2, _STREAM, name, _ENTRY.dump_json(entry, by_alias=True), seconds))


def was_written(redis: Redis, idempotency_key: str) -> bool:
    """Whether an entry was written under this `idempotency_key` within 90 days."""
    return bool(redis.exists(key("audited", idempotency_key)))


def newest(
    redis: Redis, count: int, locale: str | None = None, app: Collection[str] | None = None, channel: str = ""
) -> list[AuditEntry]:
    """The newest entries, newest first: of this locale, and about the app (any of its ids) or from the channel."""
    found: list[AuditEntry] = []
    wanted = matching(locale, app, channel)
    for entry in _backwards(redis):
        if len(found) >= count:
            break
        if wanted(entry):
            found.append(entry)
    return found


def matching(
    locale: str | None = None, app: Collection[str] | None = None, channel: str = ""
) -> Callable[[AuditEntry], bool]:
    """Whether an entry is of this locale, and about the app (any of its ids) or from the channel."""
    anywhere = app is None and not channel

    def matches(entry: AuditEntry) -> bool:
        near = anywhere or entry.app in (app or ()) or entry.channel == (channel or None)
        return near and locale in {None, entry.locale}

    return matches


def everything(redis: Redis) -> Iterator[AuditEntry]:
    """Every entry there is, oldest first."""
    last = "-"
    while rows := _rows(redis.xrange(_STREAM, min=last, count=_CHUNK)):
        yield from (entry for _, entry in rows)
        last = f"({rows[-1][0]}"


def _backwards(redis: Redis) -> Iterator[AuditEntry]:
    first = "+"
    while rows := _rows(redis.xrevrange(_STREAM, max=first, count=_CHUNK)):
        yield from (entry for _, entry in rows)
        first = f"({rows[-1][0]}"


def _rows(raw: Any) -> list[tuple[str, AuditEntry]]:  # noqa: ANN401 - redis-py types every answer as Any
    return [(str(name, "ascii"), _ENTRY.validate_json(fields[b"entry"])) for name, fields in raw]
