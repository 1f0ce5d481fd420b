"""A socket that delivers nothing is noticed within a minute, shown, and replaced."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest
from pydantic import SecretStr

from bot import app as listeners
from bot.http.socket_mode import Socket
from tests.support import wording
from tests.support.env import Env
from tests.support.processes import RunningBot, start_bot

MINUTE = 60


def wait_for(condition: Callable[[], bool], seconds: float) -> float:
    """Wait until the condition holds; returns the seconds that it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
    return time.monotonic() - began


def health(running_bot: RunningBot) -> httpx.Response:
    return running_bot.get("/healthz")


def metrics(running_bot: RunningBot) -> str:
    return running_bot.get("/metrics").text


@pytest.mark.timeout(180)
def test_a_socket_that_brings_nothing_shows_within_a_minute_and_is_replaced() -> None:
    with start_bot(start=()) as running_bot:
        running_bot.slack.socket_mode = True
        running_bot.environment |= {"SLACK_APP_TOKEN": "xapp-made-up-for-tests"}
        web = running_bot.start("web")
        running_bot.ready()
        assert health(running_bot).json() == {"ok": True, "redis": "answers", "socket": "connected"}
        assert "asc_bot_socket_up 1.0" in metrics(running_bot)
        running_bot.slack.switches.silent_sockets = True
        wait_for(lambda: wording.SOCKET_SILENT in health(running_bot).json().get("why", ""), MINUTE)
        # A new socket that is silent, too, counts as open for a moment.
        wait_for(lambda: health(running_bot).status_code == 503, MINUTE)
        wait_for(lambda: health(running_bot).json()["socket"] == "down", MINUTE)
        wait_for(lambda: "asc_bot_socket_up 0.0" in metrics(running_bot), MINUTE)
        running_bot.slack.switches.silent_sockets = False
        wait_for(lambda: health(running_bot).status_code == 200, MINUTE)
        running_bot.slack.wait(lambda: running_bot.slack.connections == 1, 20)
        assert "upload" in running_bot.eddie.types("/asc help", running_bot.release).body
        running_bot.stop()
        assert web.returncode == 0


@contextmanager
def served(env: Env, **more: float) -> Iterator[Socket]:
    """Serve Slack over a socket."""
    env.slack.workspace.app.app_token = "xapp-made-up-for-tests"
    settings = env.kit.settings.model_copy(update={"slack_app_token": SecretStr("xapp-made-up-for-tests")})
    kit = replace(env.kit, settings=settings)
    socket, stop = Socket(kit, listeners.build(kit), lambda _body, _began: None, **more), threading.Event()
    env.slack.socket_mode = True
    server = threading.Thread(target=socket.serve, args=(stop,))
    server.start()
    try:
        env.slack.wait(lambda: env.slack.connections, 20)
        yield socket
    finally:
        stop.set()
        server.join(20)
        assert not server.is_alive()


def opened(env: Env) -> int:
    """How often a socket was requested."""
    return sum(call.method == "apps.connections.open" for call in env.slack.calls)


def test_a_socket_without_events_for_long_is_replaced_though_pings_are_answered(env: Env) -> None:
    with served(env, quiet=3.0):
        before = opened(env)
        wait_for(lambda: opened(env) > before, 20)
        assert "upload" in env.eddie.types("/asc help", env.release).body


def test_a_socket_that_slack_renews_and_then_leaves_quiet_still_delivers(env: Env) -> None:
    with served(env) as socket:
        for _ in range(3):
            env.slack.disconnect("refresh_requested")
            env.slack.wait(lambda: env.slack.connections == 1, 20)
            assert "upload" in env.eddie.types("/asc help", env.release).body
        assert socket.is_up()
