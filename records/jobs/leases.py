"""Leases: the right of one worker to work on a subject, which runs out unless it is renewed."""

from collections.abc import Sequence

from redis import Redis
from redis.client import Pipeline

from records.keys import key

# How long a worker may be silent before it counts as dead; it renews its lease every quarter of that.
LEASE_MILLISECONDS = 12_000

_TAKE = """
for _, name in ipairs(KEYS) do
    local holder = redis.call('get', name)
    if holder and holder ~= ARGV[1] then return 0 end
end
for _, name in ipairs(KEYS) do redis.call('set', name, ARGV[1], 'px', ARGV[2]) end
return 1
"""
_RENEW = """
for _, name in ipairs(KEYS) do
    if redis.call('get', name) ~= ARGV[1] then return 0 end
end
for _, name in ipairs(KEYS) do redis.call('pexpire', name, ARGV[2]) end
return 1
"""
_RELEASE = """
for _, name in ipairs(KEYS) do
    if redis.call('get', name) == ARGV[1] then redis.call('del', name) end
end
"""


def take(redis: Redis, subjects: Sequence[str], holder: str) -> bool:
    """Take the lease on all of the subjects or on none; False when another worker holds one of them.

    Taking it again with the same holder succeeds, so that a call whose answer was lost can be repeated.
    """
    return bool(redis.eval(_TAKE, len(subjects), *_keys(subjects), holder, LEASE_MILLISECONDS))


def renew(
    redis: Redis | Pipeline, subjects: Sequence[str], holder: str, milliseconds: int = LEASE_MILLISECONDS
) -> bool:
    """Extend the lease; False when it has run out, even if it is free now: another worker may have held it since."""
    return bool(redis.eval(_RENEW, len(subjects), *_keys(subjects), holder, milliseconds))


def release(redis: Redis, subjects: Sequence[str], holder: str) -> None:
    """Give the lease back, as far as it is still held by `holder`."""
    redis.eval(_RELEASE, len(subjects), *_keys(subjects), holder)


def is_held(redis: Redis, subjects: Sequence[str]) -> bool:
    """Return whether a worker holds the lease on any of the subjects."""
    return bool(redis.exists(*_keys(subjects)))


def _keys(subjects: Sequence[str]) -> list[str]:
    return [key("lease", subject) for subject in subjects]
