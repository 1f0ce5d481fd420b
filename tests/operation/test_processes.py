"""The Procfile's own processes do the main job, and end cleanly when told to."""

from __future__ import annotations

import socket
import time

import pytest

from sandbox import pictures
from sandbox.slack.faults import Fault
from tests.support import wording
from tests.support.processes import RunningBot, start_bot


@pytest.mark.timeout(90)
def test_the_three_processes_do_the_main_job_and_end_cleanly() -> None:
    files = tuple((f"{number}.png", pictures.png(1290, 2796, seed=number)) for number in (1, 2, 10))
    with start_bot(cold=True) as running_bot:
        running_bot.apple.processing = 0.2
        ts = running_bot.eddie.says(running_bot.release, "@App Store Bot upload en-US APP_IPHONE_67", files=files)
        thread = running_bot.finished(ts)
        assert running_bot.screenshots() == [("1.png", "COMPLETE"), ("2.png", "COMPLETE"), ("10.png", "COMPLETE")]
        assert wording.uploaded(3) in thread
        running_bot.stop()
        assert [process.returncode for process in running_bot.processes] == [0, 0, 0], running_bot.logs()


def logged(running_bot: RunningBot, *events: str) -> None:
    """Wait until all of this stands in the logs."""
    last = time.monotonic() + 20
    while not all(event in running_bot.logs() for event in events):
        assert time.monotonic() < last, running_bot.logs()
        time.sleep(0.05)


@pytest.mark.timeout(60)
def test_processes_that_are_told_to_stop_while_redis_is_away_end_cleanly_and_soon() -> None:
    with start_bot() as running_bot:
        logged(running_bot, "worker ready", "clock ready")
        running_bot.valkey.stop()
        logged(running_bot, "could not sweep", "tick missed")
        began = time.monotonic()
        running_bot.stop()
        assert time.monotonic() - began < 15
        assert [process.returncode for process in running_bot.processes] == [0, 0, 0], running_bot.logs()
        running_bot.valkey.start()


@pytest.mark.timeout(120)
def test_a_worker_that_is_told_to_stop_finishes_its_job_or_hands_it_back() -> None:
    files = tuple((f"{number}.png", pictures.png(312, 390, seed=number)) for number in range(4))
    with start_bot(start=("web", "worker")) as running_bot:
        running_bot.apple.processing = 2.0
        ts = running_bot.eddie.says(running_bot.release, "@App Store Bot upload en-US watch series 3", files=files)
        running_bot.slack.wait(lambda: running_bot.replies(ts), 20)
        worker = running_bot.processes[-1]
        worker.terminate()
        running_bot.start("worker")
        thread = running_bot.finished(ts)
        assert worker.wait(30) == 0, running_bot.logs()
        assert [name for name, _ in running_bot.screenshots("en-US", "APP_WATCH_SERIES_3")] == [
            name for name, _ in files
        ]
        assert wording.uploaded(4) in thread


@pytest.mark.timeout(120)
def test_the_main_job_over_socket_mode() -> None:
    files = tuple((f"{number}.png", pictures.png(312, 390, seed=number)) for number in range(2))
    with start_bot(start=()) as running_bot:
        running_bot.slack.socket_mode = True
        running_bot.environment |= {"SLACK_APP_TOKEN": "xapp-made-up-for-tests"}
        for process in ("web", "worker", "clock"):
            running_bot.start(process)
        running_bot.ready()
        running_bot.slack.wait(lambda: running_bot.slack.connections, 20)
        ts = running_bot.eddie.says(running_bot.release, "@App Store Bot upload en-US watch series 3", files=files)
        assert wording.uploaded(2) in running_bot.finished(ts)
        reply = running_bot.eddie.types("/asc help", running_bot.release)
        assert "upload" in str(reply.json())
        metrics = running_bot.get("/metrics").text
        assert 'asc_bot_acknowledged_seconds_count{kind="command"} 1.0' in metrics
        running_bot.stop()
        assert [process.returncode for process in running_bot.processes] == [0, 0, 0], running_bot.logs()


@pytest.mark.timeout(60)
def test_over_socket_mode_the_web_process_knocks_until_slack_is_there_and_ends_where_it_says_no() -> None:
    with start_bot(start=()) as running_bot:
        running_bot.slack.socket_mode = True
        running_bot.environment |= {"SLACK_APP_TOKEN": "xapp-made-up-for-tests"}
        running_bot.slack.faults.add(Fault("apps.connections.open", "http_500"))
        running_bot.start("web")
        logged(running_bot, "can't connect to Slack's socket", "connected to Slack's socket")
        running_bot.slack.wait(lambda: running_bot.slack.connections, 20)
        running_bot.environment |= {"SLACK_APP_TOKEN": "xapp-of-somebody-else"}
        assert running_bot.start("web").wait(20) == 1


@pytest.mark.timeout(60)
@pytest.mark.parametrize("app_token", ["", "xapp-made-up-for-tests"])
def test_a_port_that_is_taken_is_named(app_token: str) -> None:
    with start_bot(start=()) as running_bot, socket.create_server(("0.0.0.0", int(running_bot.environment["PORT"]))):
        running_bot.slack.socket_mode = bool(app_token)
        running_bot.environment |= {"SLACK_APP_TOKEN": app_token}
        assert running_bot.start("web").wait(30) == 1
        assert running_bot.environment["PORT"] in running_bot.logs()
        assert "in use" in running_bot.logs()
