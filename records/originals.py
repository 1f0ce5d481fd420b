"""Which bytes lie behind a screenshot that the bot sent: its checksum at once, and where Slack keeps the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from redis import Redis

from records.documents import Documents
from records.keys import DAY, key
from records.wishes import SlackFile

_SECONDS = 400 * DAY


@dataclass(frozen=True, kw_only=True)
class Original:
    """The file in Slack whose bytes (or whose flattened bytes) have this checksum; `member`: its path in a zip."""

    file: SlackFile
    name: str
    size: int
    member: str = ""
    flattened: bool = False


ORIGINALS = Documents("original", Original, seconds=_SECONDS)


def remember(redis: Redis, checksum: str, original: Original) -> None:
    """Know where the picture with this MD5 came from."""
    ORIGINALS.put(redis, checksum, original)


def sent(redis: Redis, screenshot_id: str, checksum: str) -> None:
    """Know what a screenshot at Apple holds, long before Apple publishes its checksum."""
    redis.set(key("sent", screenshot_id), checksum, ex=_SECONDS)


def checksums(redis: Redis, screenshot_ids: Iterable[str]) -> dict[str, str]:
    """The checksums of those of the screenshots that the bot sent."""
    ids = list(screenshot_ids)
    found: Any = redis.mget([key("sent", one) for one in ids]) if ids else []
    return {one: str(raw, "ascii") for one, raw in zip(ids, found, strict=True) if raw is not None}
