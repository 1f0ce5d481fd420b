"""Restores what a release at commit 9d209d5 stored in Redis: every kind of record, and 50 pending jobs.

`data/release-0.json` maps each key to its type, its time to live in milliseconds (-1: for good) and its value. It was
made by running that release's stories and keeping a few records of every shape; nothing in it is a real secret.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from redis import Redis

DATA = Path(__file__).parent / "data" / "release-0.json"


def stored() -> dict[str, dict[str, Any]]:
    """Return the keys with `type`, `ttl` and `value`."""
    found: dict[str, dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


def documents(noun: str) -> dict[str, Any]:
    """Return the JSON documents of one noun, such as `upload_id`, by the id in their key."""
    start = f"asc:{noun}:"
    return {
        name.removeprefix(start): json.loads(entry["value"])
        for name, entry in stored().items()
        if name.startswith(start) and entry["type"] == "string" and ":" not in name.removeprefix(start)
    }


def restore(redis: Redis) -> None:
    """Write all of it into Redis."""
    with redis.pipeline(transaction=False) as pipeline:
        for name, entry in stored().items():
            value = entry["value"]
            match entry["type"]:
                case "string":
                    pipeline.set(name, value)
                case "hash":
                    pipeline.hset(name, mapping=value)
                case "zset":
                    pipeline.zadd(name, dict(value))
                case "set":
                    pipeline.sadd(name, *value)
                case "stream":
                    for entry_id, fields in value:
                        pipeline.xadd(name, fields, id=entry_id)
            if entry["ttl"] > 0:
                pipeline.pexpire(name, entry["ttl"])
        pipeline.execute()
