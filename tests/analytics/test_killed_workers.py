"""Workers that are killed while they read Apple's reports: the next one goes on, and each day counts once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.support.processes import RunningBot, start_bot

# Files that were read when a worker is killed.
KILLED_AT = (1, 9, 24, 50)
# So many are read at once: those are read again.
TOGETHER = 3


@pytest.fixture
def running_bot() -> Iterator[RunningBot]:
    """A running bot with a key that may read reports, and an Apple that takes its time."""
    with start_bot(start=("web", "worker")) as running_bot:
        running_bot.apple.give_role(running_bot.environment["ASC_KEY_ID"], "ADMIN")
        running_bot.apple.latency = 0.04
        yield running_bot


def files_read(running_bot: RunningBot) -> int:
    """Return how many of Apple's files are noted as read."""
    return sum(int(running_bot.redis.hlen(name)) for name in running_bot.redis.keys("asc:analytics_read:*"))


@pytest.mark.timeout(150)
def test_workers_killed_while_they_fetch_reports_lose_and_repeat_nothing(running_bot: RunningBot) -> None:
    apple, app_id = running_bot.apple, running_bot.app_id
    apple.request_analytics(app_id)
    worker = running_bot.processes[-1]
    ts = running_bot.eddie.says(running_bot.release, "@App Store Bot analytics 30d")
    for count in KILLED_AT:
        until = time.monotonic() + 30
        while files_read(running_bot) < count:
            assert time.monotonic() < until, running_bot.logs()[-4000:]
            time.sleep(0.005)  # nobody tells when a record changes in Redis
        assert not running_bot.replies(ts)
        running_bot.kill(worker)
        for name in running_bot.redis.keys("asc:lease:*"):
            running_bot.redis.delete(name)
        worker = running_bot.start("worker")
    running_bot.slack.wait(lambda: len(running_bot.replies(ts)) >= 2, 60)
    shown = running_bot.replies(ts)[0].text
    sums, end = Counter[str](), apple.analytics_today() - timedelta(days=3)
    for number in range(30):
        sums += apple.analytics_day(app_id, end - timedelta(days=number))
    for name in ("impressions", "views", "first_time", "redownloads"):
        assert f"{sums[name]:,}" in shown
    assert len(running_bot.replies(ts)) == 2
    listed = Counter(call.path for call in apple.calls if call.path.endswith("/segments"))
    assert len(listed) == files_read(running_bot)
    assert listed.total() <= len(listed) + TOGETHER * len(KILLED_AT)
