"""`python -m bot --healthy ROLE`, which containers call: 0 while that process of this machine does its work."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.heartbeat import FRESH_SECONDS, ROLES
from sandbox import pictures
from tests import ROOT
from tests.support.processes import Process, RunningBot, start_bot

pytestmark = pytest.mark.timeout(90)


def check(running_bot: RunningBot, role: str) -> tuple[int, str]:
    """Return the exit code and what is printed."""
    words = [sys.executable, "-m", "bot", "--healthy", role]
    done = subprocess.run(  # noqa: S603 - our own module
        words, cwd=ROOT, env=running_bot.environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def until(running_bot: RunningBot, role: str, code: int) -> str:
    """Wait for this exit code; returns what is printed with it."""
    last = time.monotonic() + 20
    while (found := check(running_bot, role))[0] != code:
        assert time.monotonic() < last, found
        time.sleep(0.1)
    return found[1]


def age(running_bot: RunningBot, process: Process) -> None:
    """Let the last work of a process be longer ago than a healthy one's may be."""
    (file,) = Path(running_bot.environment["TMPDIR"]).glob(f"asc-alive-*/*-{process.pid}")
    long_ago = time.time() - FRESH_SECONDS - 1
    os.utime(file, (long_ago, long_ago))


def until_stale(running_bot: RunningBot, process: Process) -> None:
    """Wait until the process, which may be at work for a last time, leaves its file alone."""
    last = time.monotonic() + 20
    while check(running_bot, "web")[0] == 0:
        assert time.monotonic() < last
        age(running_bot, process)


@pytest.fixture(scope="module")
def running_bot() -> Iterator[RunningBot]:
    """The three processes, healthy before a test; the last test that takes them ends them."""
    with start_bot() as running_bot:
        for role in ROLES:
            until(running_bot, role, 0)
        yield running_bot


def test_a_stuck_process_is_not_healthy_and_a_busy_worker_is(running_bot: RunningBot) -> None:
    web, worker, clock = running_bot.processes
    running_bot.apple.processing = 3.0
    files = (("1.png", pictures.png(1290, 2796, seed=1)),)
    ts = running_bot.eddie.says(running_bot.release, "@App Store Bot upload en-US APP_IPHONE_67", files=files)
    running_bot.slack.wait(lambda: running_bot.replies(ts), 20)
    until(running_bot, "worker", 0)
    age(running_bot, worker)
    until(running_bot, "worker", 0)
    running_bot.finished(ts)
    for role, process in (("clock", clock), ("worker", worker)):
        until(running_bot, role, 0)
        process.send_signal(signal.SIGSTOP)
        age(running_bot, process)
        assert "last did its work" in until(running_bot, role, 1)
        process.send_signal(signal.SIGCONT)
        until(running_bot, role, 0)
    web.send_signal(signal.SIGSTOP)
    assert "does not answer" in until(running_bot, "web", 1)
    web.send_signal(signal.SIGCONT)
    until(running_bot, "web", 0)


def test_without_redis_no_process_does_its_work(running_bot: RunningBot) -> None:
    running_bot.valkey.stop()
    assert "redis" in until(running_bot, "web", 1)
    for role, process in zip(ROLES[1:], running_bot.processes[1:], strict=True):
        age(running_bot, process)
        assert "last did its work" in until(running_bot, role, 1)
    running_bot.valkey.start()
    for role in ROLES:
        until(running_bot, role, 0)


def test_each_process_is_healthy_while_it_works_and_not_after_its_end(running_bot: RunningBot) -> None:
    for role in ROLES:
        until(running_bot, role, 0)
    for process in running_bot.processes:
        running_bot.kill(process)
    for role in ROLES:
        assert f"no {role} process is running" in until(running_bot, role, 1)


def test_a_web_process_without_a_port_is_healthy_while_its_socket_is() -> None:
    with start_bot(start=()) as running_bot:
        running_bot.slack.socket_mode = True
        del running_bot.environment["PORT"]
        running_bot.environment["SLACK_APP_TOKEN"] = "xapp-made-up-for-tests"
        web = running_bot.start("web")
        until(running_bot, "web", 0)
        age(running_bot, web)
        until(running_bot, "web", 0)
        running_bot.valkey.stop()
        until_stale(running_bot, web)
        assert "last did its work" in check(running_bot, "web")[1]
        running_bot.valkey.start()
        until(running_bot, "web", 0)


def test_an_unknown_role_is_named() -> None:
    with start_bot(start=()) as running_bot:
        assert check(running_bot, "wroker") == (2, "there is no process 'wroker', only web, worker, clock\n")
        assert check(running_bot, "worker")[0] == 1


def test_the_check_takes_little_time() -> None:
    with start_bot(start=()) as running_bot:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        check(running_bot, "worker")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.5
