"""Remembers the bytes behind screenshots that the bot sent: their checksum, and the file in Slack."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from redis import Redis

from records.keys import DAY, key
from records.messages import SlackFile
from records.storage.documents import Documents

_SECONDS = 400 * DAY


@dataclass(frozen=True, kw_only=True)
class Original:
    """The file in Slack whose bytes (or whose flattened bytes) have this checksum; `member`: its path in a zip."""

    file: SlackFile
    name: str
    size: int
    member: str = ""
    flattened: bool = False


# By the MD5 of the bytes.
ORIGINALS = Documents("original", Original, seconds=_SECONDS)


def sent(redis: Redis, screenshot_id: str, checksum: str) -> None:
    """Store the checksum of a screenshot, long before Apple publishes it."""
    redis.set(key("sent", screenshot_id), checksum, ex=_SECONDS)


def placed(redis: Redis, library_id: str, checksum: str, asset_id: str) -> None:
    """Store which asset of an App Asset Library has these bytes, whatever a later file with them is called."""
    redis.set(key("asset", library_id, checksum), asset_id, ex=_SECONDS)


def assets(redis: Redis, library_id: str, wanted: Iterable[str]) -> dict[str, str]:
    """Return the ids of the assets that have the bytes of these checksums, by checksum."""
    sums = list(dict.fromkeys(wanted))
    found: Any = redis.mget([key("asset", library_id, checksum) for checksum in sums]) if sums else []
    return {checksum: str(raw, "ascii") for checksum, raw in zip(sums, found, strict=True) if raw is not None}


def checksums(redis: Redis, screenshot_ids: Iterable[str]) -> dict[str, str]:
    """Return the checksums of those screenshots that the bot sent, by id."""
    ids = list(screenshot_ids)
    found: Any = redis.mget([key("sent", screenshot_id) for screenshot_id in ids]) if ids else []
    pairs = zip(ids, found, strict=True)
    return {screenshot_id: str(raw, "ascii") for screenshot_id, raw in pairs if raw is not None}
