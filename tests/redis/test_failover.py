"""Redis with Sentinels: its primary is handed over and killed, every process continues, and nothing is lost."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from cards.uploads.audit_tags import UPLOADED
from kit.redis.connections import wait_for_replica
from kit.wiring import connect
from records import audit
from sandbox import pictures
from tests.support import wording
from tests.support.processes import start_bot
from tests.support.sentinels import PASSWORD, watched

KIND = "APP_WATCH_SERIES_3"


def files(seed: int, count: int) -> tuple[tuple[str, bytes], ...]:
    """So many pictures, unlike those of another seed."""
    return tuple((f"{number}.png", pictures.png(312, 390, seed=seed + number)) for number in range(count))


@pytest.mark.timeout(120)
def test_a_primary_handed_over_and_another_killed_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    wanted_names, meanwhile = files(100, 6), files(200, 2)
    with watched(tmp_path) as servers, start_bot(start=()) as running_bot:
        running_bot.environment["REDIS_URL"] = servers.address
        running_bot.apple.latency, running_bot.apple.processing = 0.2, 0.3
        running_bot.slack.switches.retry_delays = (0.5, 1.0, 2.0, 4.0, 8.0)
        processes = [running_bot.start(name) for name in ("web", "worker", "worker", "clock")]
        running_bot.ready()
        running_bot.slack.deliver_to(f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events")
        servers.hand_over()
        begun = threading.Event()
        running_bot.apple.on_change.append(lambda word: begun.set() if "screenshot" in word else None)
        first = running_bot.eddie.says(running_bot.release, f"@App Store Bot upload en-US {KIND}", files=wanted_names)
        assert begun.wait(30), running_bot.logs()
        servers.primary.kill()
        second = running_bot.eddie.says(running_bot.release, f"@App Store Bot upload de-DE {KIND}", files=meanwhile)
        assert wording.uploaded(6) in running_bot.finished(first), running_bot.logs()
        assert wording.uploaded(2) in running_bot.finished(second), running_bot.logs()
        running_bot.slack.settled()
        assert running_bot.screenshots("en-US", KIND) == [(name, "COMPLETE") for name, _ in wanted_names]
        assert running_bot.screenshots("de-DE", KIND) == [(name, "COMPLETE") for name, _ in meanwhile]
        assert [len(running_bot.replies(ts)) for ts in (first, second)] == [1, 1], (
            running_bot.read(first) + running_bot.logs()
        )
        with connect(servers.address) as redis:
            tags = [entry.tag for entry in audit.newest(redis, 10)]
        assert tags == [UPLOADED] * 2
        # On a busy machine half the lease may go by before another primary is found: then that ends the job's process.
        assert re.search("Redis has another primary|lease not renewed", running_bot.logs()), running_bot.logs()
        assert [process.poll() for process in processes] == [None] * 4, running_bot.logs()[-4000:]
        assert PASSWORD not in running_bot.logs()


def test_a_write_is_on_a_replica_if_there_is_one_and_its_loss_is_noticed(tmp_path: Path) -> None:
    with watched(tmp_path, sentinels=1) as servers, connect(servers.address) as redis, capture_logs() as logs:
        redis.set("promise", "1")
        assert wait_for_replica(redis, lambda pipeline: pipeline.expire("promise", 60))
        assert servers.replica.client.get("promise") == b"1"
        assert logs == []
        servers.replica.kill()
        assert wait_for_replica(redis, lambda pipeline: pipeline.expire("promise", 60))
        assert [log["event"] for log in logs] == ["no replica has the last write"]
        redis.delete("promise")
        assert not wait_for_replica(redis, lambda pipeline: pipeline.expire("promise", 60))
