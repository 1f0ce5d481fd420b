"""Each process takes few connections to Redis, as small plans allow 20, and waits where there are none left."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Self

import httpx
import pytest
from redis import Redis

from sandbox import pictures
from tests import ROOT
from tests.support import wording
from tests.support.processes import RunningBot, start_bot

KINDS = {"APP_WATCH_SERIES_3": (312, 390), "APP_WATCH_SERIES_4": (368, 448)}
LOCALES = ("en-US", "de-DE", "fr-FR")


def documented(process: str) -> int:
    """The number of connections that docs/operations.md gives for a process."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    found = re.search(rf"^\| `{process}` \| (\d+) \|", text, re.MULTILINE)
    assert found
    return int(found[1])


class Counted:
    """The most connections that Redis had at once, without our own."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._stop = threading.Event()
        self.most = 0
        self._thread = threading.Thread(target=self._count)

    def _count(self) -> None:
        while not self._stop.wait(0.002):
            self.most = max(self.most, int(self._redis.info("clients")["connected_clients"]) - 1)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def upload_everywhere(running_bot: RunningBot) -> dict[tuple[str, str], str]:
    """Upload five pictures to each of six sets; returns the ts of each message."""
    sent = {}
    for locale, (kind, size) in product(LOCALES, KINDS.items()):
        files = tuple((f"{number}.png", pictures.png(*size, seed=number)) for number in range(5))
        sent[locale, kind] = running_bot.eddie.says(
            running_bot.release, f"@App Store Bot upload {locale} {kind}", files=files
        )
    return sent


def all_is_done(running_bot: RunningBot, sent: dict[tuple[str, str], str]) -> None:
    for (locale, kind), ts in sent.items():
        assert wording.uploaded(5) in running_bot.finished(ts, 100)
        assert len(running_bot.replies(ts)) == 1
        assert running_bot.screenshots(locale, kind) == [(f"{number}.png", "COMPLETE") for number in range(5)]


@contextmanager
def commands_meanwhile(running_bot: RunningBot) -> Iterator[None]:
    """Eight people type a command at once, again and again."""
    stop = threading.Event()

    def type_on() -> None:
        while not stop.is_set():
            assert running_bot.eddie.types("/asc help", running_bot.release).status == httpx.codes.OK

    threads = [threading.Thread(target=type_on) for _ in range(8)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@pytest.mark.timeout(180)
def test_each_process_takes_no_more_connections_than_documented() -> None:
    with start_bot(start=("web",)) as running_bot, running_bot.redis as redis:
        running_bot.apple.processing = 0.5
        with Counted(redis) as web, commands_meanwhile(running_bot):
            sent = upload_everywhere(running_bot)
            running_bot.slack.settled()
        assert 1 < web.most <= documented("web")
        for process in ("clock", "worker"):
            running_bot.start(process)
        with Counted(redis) as everything:
            all_is_done(running_bot, sent)
        assert everything.most <= sum(map(documented, ("web", "worker", "clock")))


@pytest.mark.timeout(300)
def test_two_workers_share_a_plan_of_twenty_connections_and_no_job_is_lost() -> None:
    with start_bot(start=()) as running_bot, running_bot.redis as redis:
        running_bot.apple.processing = 0.5
        redis.config_set("maxclients", 20)
        processes = [running_bot.start(name) for name in ("web", "clock", "worker", "worker")]
        running_bot.ready()
        running_bot.slack.deliver_to(f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events")
        running_bot.slack.switches.retry_delays = (1.0, 5.0, 20.0)
        with commands_meanwhile(running_bot):
            sent = upload_everywhere(running_bot)
        all_is_done(running_bot, sent)
        assert [process.poll() for process in processes] == [None] * 4
