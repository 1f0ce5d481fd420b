"""A worker that is killed while it reads Apple's reports: another one goes on, and no day is counted twice."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from tests.support.processes import start_bot

SEGMENTS = "/segments"


@pytest.mark.timeout(90)
def test_reports_that_were_being_read_are_read_on_and_each_day_is_counted_once() -> None:
    with start_bot(start=()) as running_bot:
        apple = running_bot.apple
        app_id = running_bot.app_id
        apple.give_role(running_bot.environment["ASC_KEY_ID"], "ADMIN")
        apple.request_analytics(app_id, 30.0)
        apple.latency = 0.05
        running_bot.start("web")
        workers = [running_bot.start("worker")]
        running_bot.ready()
        running_bot.slack.deliver_to(f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events")
        ts = running_bot.eddie.says(running_bot.release, "@App Store Bot analytics")

        def listed() -> int:
            return sum(call.path.endswith(SEGMENTS) for call in apple.calls)

        for wanted in (4, 30):
            running_bot.slack.wait(lambda: listed() >= wanted, 30)  # noqa: B023 - called at once
            running_bot.kill(workers.pop())
            assert not running_bot.replies(ts)
            for name in running_bot.redis.keys("asc:lease:*"):
                running_bot.redis.delete(name)
            workers.append(running_bot.start("worker"))
        running_bot.slack.wait(lambda: running_bot.replies(ts), 40)
        shown = running_bot.read(ts)
        end = apple.analytics_today() - timedelta(days=3)
        sums = Counter[str]()
        for number in range(7):
            sums += apple.analytics_day(app_id, end - timedelta(days=number))
        for name in ("impressions", "views", "first_time", "redownloads"):
            assert f"{sums[name]:,}" in shown
        # Both reports have an instance a day; of those that were read when a worker died few are read again.
        assert listed() <= 2 * 29 + 2 * 2 * 3
