"""Measures how fast slash commands are acknowledged: 50 a second for some seconds, the bot and a bare listener."""

from __future__ import annotations

import hashlib
import hmac
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import httpx

from tests import ROOT
from tests.bench.measurement import Measurement
from tests.support.processes import RunningBot, free_port

# Both take turns, so that both run while the workers are busy.
A_SECOND, SECONDS, TURNS = 50, 2, 4


def measure_acknowledgement(running_bot: RunningBot) -> Iterator[Measurement]:
    """The bot's `status`, which is safe in Redis before it is acknowledged, and a listener that does nothing."""
    port = str(free_port())
    bare = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.bare_bolt"], cwd=ROOT, env=running_bot.environment | {"PORT": port}
    )
    ours: list[float] = []
    theirs: list[float] = []
    try:
        for _ in range(TURNS):
            ours += _measure(running_bot, f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events")
            theirs += _measure(running_bot, f"http://127.0.0.1:{port}/slack/events")
    finally:
        bare.terminate()
        bare.wait(10)
    yield Measurement(f"acknowledged at {A_SECOND} commands a second: median", statistics.median(ours), 20, "ms")
    yield Measurement(
        f"acknowledged at {A_SECOND} commands a second: 99th percentile", _percentile(ours, 99), 100, "ms"
    )
    yield Measurement("a bare Bolt listener: median", statistics.median(theirs), None, "ms")
    yield Measurement("ratio of the medians", statistics.median(ours) / statistics.median(theirs), 2, "x")


def _percentile(times: list[float], share: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * share // 100)]


def _measure(running_bot: RunningBot, address: str) -> list[float]:
    """Milliseconds of every command, sent at its time whether or not the ones before were answered."""
    with httpx.Client(timeout=10, limits=httpx.Limits(max_connections=16)) as http:
        for _ in range(50):
            try:
                _send(http, running_bot, address, 0)
            except httpx.ConnectError:
                time.sleep(0.1)  # the server is still starting
        resident = time.monotonic()

        def at_its_time(number: int) -> float:
            due = resident + number / A_SECOND
            time.sleep(max(0.0, due - time.monotonic()))
            return _send(http, running_bot, address, number)

        with ThreadPoolExecutor(16) as people:
            return list(people.map(at_its_time, range(A_SECOND * SECONDS)))


def _send(http: httpx.Client, running_bot: RunningBot, address: str, number: int) -> float:
    form = {
        "command": "/asc",
        "text": "status",
        "user_id": running_bot.eddie.id,
        "channel_id": running_bot.release.id,
        "team_id": "T1",
        "trigger_id": f"{number}.{time.monotonic_ns()}",
    }
    body, stamp = urlencode(form), str(int(time.time()))
    signed = hmac.new(
        running_bot.environment["SLACK_SIGNING_SECRET"].encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256
    ).hexdigest()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signed}",
    }
    resident = time.monotonic()
    answer = http.post(address, content=body, headers=headers)
    milliseconds = (time.monotonic() - resident) * 1000
    answer.raise_for_status()
    return milliseconds
