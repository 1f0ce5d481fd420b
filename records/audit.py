"""The audit trail: who changed what, where and when, and what was there before. Entries are never removed."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any

from pydantic import TypeAdapter
from redis import Redis

from records.keys import DAY, key, same_account


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """One change. `at`: epoch seconds; `user`, `channel`: Slack's ids; `app`: Apple's app id or the bundle id.

    `tag` is what happened, as `feature:object:action`; the features define theirs in `audit_tags`. `field` says what
    `old` and `new` are values of. `answer` is Apple's: "ok" or the code of its refusal, for which `reason` may have
    Apple's own words. `source`: how it was requested (an `Origin`, or `ci`), or what did it by itself (`schedule`).
    `run` is the run of CI, as its `--key` names it. `platform` is Apple's name of it, "" where `version` alone tells,
    or where it does not matter.
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
    reason: str = ""
    source: str = ""
    run: str = ""
    account: str = ""
    platform: str = ""


_ENTRY = TypeAdapter(AuditEntry)
_STREAM = key("audit")
_CHUNK = 200
_ONCE_SECONDS = 90 * DAY

_WRITE = """
if ARGV[2] ~= '0' and redis.call('exists', KEYS[2]) == 1 then return 0 end
redis.call('xadd', KEYS[1], '*', 'entry', ARGV[1])
if ARGV[2] ~= '0' then redis.call('set', KEYS[2], '1', 'ex', ARGV[2]) end
return 1
"""


def write(redis: Redis, entry: AuditEntry, idempotency_key: str = "") -> bool:
    """Add an entry, once within 90 days for the same `idempotency_key`; returns whether it was added now."""
    name, seconds = key("audited", idempotency_key), _ONCE_SECONDS if idempotency_key else 0
    return bool(redis.eval(_WRITE, 2, _STREAM, name, _ENTRY.dump_json(entry, by_alias=True), seconds))


def was_written(redis: Redis, idempotency_key: str) -> bool:
    """Return whether an entry was added under this `idempotency_key` within 90 days."""
    return bool(redis.exists(key("audited", idempotency_key)))


def newest(redis: Redis, count: int, matches: Callable[[AuditEntry], bool] | None = None) -> list[AuditEntry]:
    """Return the newest entries, newest first; with a filter, see `matching`."""
    return list(islice(filter(matches, _entries(redis, backwards=True)), count))


def since(redis: Redis, moment: float) -> Iterator[AuditEntry]:
    """Return the entries from this moment on (epoch seconds), newest first."""
    return takewhile(lambda entry: entry.at >= moment, _entries(redis, backwards=True))


def matching(
    locale: str | None, app: Collection[str], channel: str = "", tags: Collection[str] = ()
) -> Callable[[AuditEntry], bool]:
    """Return a filter for entries of this locale that are about the app (any of its ids), or from the channel.

    Entries with one of the `tags` count wherever they are from.
    """

    def matches(entry: AuditEntry) -> bool:
        near = entry.app in app or entry.channel == (channel or None) or entry.tag in tags
        return near and locale in {None, entry.locale}

    return matches


def is_of(account: str, entry: AuditEntry) -> bool:
    """Return whether an entry is about this account, or about no app at all; "" stands for every account."""
    return not account or same_account(account, entry.account) or not (entry.app or entry.account)


def everything(redis: Redis) -> Iterator[AuditEntry]:
    """Return every entry, oldest first."""
    return _entries(redis, backwards=False)


def _entries(redis: Redis, *, backwards: bool) -> Iterator[AuditEntry]:
    position = "+" if backwards else "-"
    while True:
        rows: Any = (
            redis.xrevrange(_STREAM, max=position, count=_CHUNK)
            if backwards
            else redis.xrange(_STREAM, min=position, count=_CHUNK)
        )
        if not rows:
            return
        yield from (_ENTRY.validate_json(fields[b"entry"]) for _, fields in rows)
        position = f"({str(rows[-1][0], 'ascii')}"
