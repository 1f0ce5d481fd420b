"""The Procfile's own processes do the main job, and end cleanly when told to."""

from __future__ import annotations

import socket
import time

import httpx
import pytest

from sandbox import pictures
from sandbox.slack.faults import Fault
from tests.support import wording
from tests.support.processes import House, built


@pytest.mark.timeout(90)
def test_the_three_processes_do_the_main_job_and_end_cleanly() -> None:
    files = tuple((f"{number}.png", pictures.png(1290, 2796, seed=number)) for number in (1, 2, 10))
    with built() as house:
        house.apple.processing = 0.2
        ts = house.eddie.says(house.release, "@App Store Bot upload en-US APP_IPHONE_67", files=files)
        thread = house.finished(ts)
        assert house.shots() == [("1.png", "COMPLETE"), ("2.png", "COMPLETE"), ("10.png", "COMPLETE")]
        assert wording.uploaded(3) in thread
        house.stop()
        assert [process.returncode for process in house.processes] == [0, 0, 0], house.logs()


def logged(house: House, *events: str) -> None:
    """Wait until all of this stands in the logs."""
    last = time.monotonic() + 20
    while not all(event in house.logs() for event in events):
        assert time.monotonic() < last, house.logs()
        time.sleep(0.05)


@pytest.mark.timeout(60)
def test_processes_that_are_told_to_stop_while_redis_is_away_end_cleanly_and_soon() -> None:
    with built() as house:
        logged(house, "worker ready", "clock ready")
        house.valkey.stop()
        logged(house, "could not sweep", "tick missed")
        began = time.monotonic()
        house.stop()
        assert time.monotonic() - began < 15
        assert [process.returncode for process in house.processes] == [0, 0, 0], house.logs()
        house.valkey.start()


@pytest.mark.timeout(120)
def test_a_worker_that_is_told_to_stop_finishes_its_job_or_hands_it_back() -> None:
    files = tuple((f"{number}.png", pictures.png(312, 390, seed=number)) for number in range(4))
    with built(start=("web", "worker")) as house:
        house.apple.processing = 2.0
        ts = house.eddie.says(house.release, "@App Store Bot upload en-US watch series 3", files=files)
        house.slack.wait(lambda: house.replies(ts), 20)
        worker = house.processes[-1]
        worker.terminate()
        house.start("worker")
        thread = house.finished(ts)
        assert worker.wait(30) == 0, house.logs()
        assert [name for name, _ in house.shots("en-US", "APP_WATCH_SERIES_3")] == [name for name, _ in files]
        assert wording.uploaded(4) in thread


@pytest.mark.timeout(120)
def test_the_main_job_over_socket_mode() -> None:
    files = tuple((f"{number}.png", pictures.png(312, 390, seed=number)) for number in range(2))
    with built(start=()) as house:
        house.slack.socket_mode = True
        house.environment |= {"SLACK_APP_TOKEN": "xapp-made-up-for-tests"}
        for process in ("web", "worker", "clock"):
            house.start(process)
        house.ready()
        house.slack.wait(lambda: house.slack.connections, 20)
        ts = house.eddie.says(house.release, "@App Store Bot upload en-US watch series 3", files=files)
        assert wording.uploaded(2) in house.finished(ts)
        reply = house.eddie.types("/asc help", house.release)
        assert "upload" in str(reply.json())
        told = httpx.get(f"http://127.0.0.1:{house.environment['PORT']}/metrics").text
        assert 'asc_bot_acknowledged_seconds_count{kind="command"} 1.0' in told
        house.stop()
        assert [process.returncode for process in house.processes] == [0, 0, 0], house.logs()


@pytest.mark.timeout(60)
def test_over_socket_mode_the_web_process_knocks_until_slack_is_there_and_ends_where_it_says_no() -> None:
    with built(start=()) as house:
        house.slack.socket_mode = True
        house.environment |= {"SLACK_APP_TOKEN": "xapp-made-up-for-tests"}
        house.slack.faults.add(Fault("apps.connections.open", "http_500"))
        house.start("web")
        logged(house, "slack's socket is closed just now", "connected to Slack's socket")
        house.slack.wait(lambda: house.slack.connections, 20)
        house.environment |= {"SLACK_APP_TOKEN": "xapp-of-somebody-else"}
        assert house.start("web").wait(20) == 1


@pytest.mark.timeout(60)
@pytest.mark.parametrize("app_token", ["", "xapp-made-up-for-tests"])
def test_a_port_that_is_taken_is_named(app_token: str) -> None:
    with built(start=()) as house, socket.create_server(("0.0.0.0", int(house.environment["PORT"]))):
        house.slack.socket_mode = bool(app_token)
        house.environment |= {"SLACK_APP_TOKEN": app_token}
        assert house.start("web").wait(30) == 1
        assert house.environment["PORT"] in house.logs()
        assert "in use" in house.logs()
