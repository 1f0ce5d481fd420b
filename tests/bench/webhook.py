"""`python -m tests.bench.webhook`: seconds from a change at Apple to the channel by webhook, with real processes."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from records.releases.alerts import RELEASE_ALERTS
from records.releases.webhooks import WEBHOOKS
from tests.support.processes import RunningBot, start_bot

STATES = ("WAITING_FOR_REVIEW", "IN_REVIEW", "PENDING_DEVELOPER_RELEASE")
ROUNDS = 3
# Seconds to wait for one message.
PATIENCE = 30.0
# Seconds between two changes, so that the workers are idle again.
PAUSE = 1.5


def measure(running_bot: RunningBot) -> list[float]:
    """Return the seconds of each change."""
    slack, apple, release = running_bot.slack, running_bot.apple, running_bot.release
    for command in ("/asc alerts releases on", "/asc webhooks on"):
        running_bot.eddie.types(command, release)
    _wait(lambda: RELEASE_ALERTS.everything(running_bot.redis) and _is_registered(running_bot))
    seconds = []
    for state in STATES * ROUNDS:
        time.sleep(PAUSE)
        count, began = len(slack.messages(release)), time.perf_counter()
        apple.set_version_state(running_bot.version_id, state)
        slack.wait(partial(_has_more, running_bot, count), PATIENCE)
        seconds.append(time.perf_counter() - began)
    return seconds


def _has_more(running_bot: RunningBot, count: int) -> bool:
    return len(running_bot.slack.messages(running_bot.release)) > count


def _is_registered(running_bot: RunningBot) -> bool:
    webhook = WEBHOOKS.get(running_bot.redis, running_bot.app_id)
    return webhook is not None and bool(webhook.webhook_id)


def _wait(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)


def main() -> None:
    """Measure, and print the figures."""
    with start_bot(start=(), cold=True) as running_bot:
        port = running_bot.environment["PORT"]
        running_bot.environment |= {"PUBLIC_URL": f"http://127.0.0.1:{port}", "ASC_RELEASE_POLL_SECONDS": "3600"}
        for name in ("web", "worker", "clock"):
            running_bot.start(name)
        running_bot.ready()
        running_bot.slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        running_bot.apple.latency = 0.1
        seconds = measure(running_bot)
    sys.stdout.write(f"median {statistics.median(seconds):.2f} s, worst {max(seconds):.2f} s of {len(seconds)}\n")


if __name__ == "__main__":
    main()
