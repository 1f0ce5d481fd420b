"""Whoever sends slowly, or not at all, or does not hang up, keeps nobody else waiting."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.http.test_http import EVENT, signed
from tests.support.processes import RunningBot, start_bot

pytestmark = pytest.mark.timeout(60)

HEAD = b"POST /slack/events HTTP/1.1\r\nHost: bot\r\n"
SENT = {
    "nothing": b"",
    "half a word": b"POS",
    "half a head": HEAD,
    "half a body": HEAD + b"Content-Length: 1000\r\n\r\nabc",
    "half a body that is too large": HEAD + b"Content-Length: 9000000\r\n\r\nabc",
    "a body of unknown length": HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    "the last request, and no farewell": b"GET /healthz HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n\r\n",
    "nonsense, and no farewell": b"nonsense\r\n\r\n",
}


@pytest.fixture(scope="module")
def running_bot() -> Iterator[RunningBot]:
    """The web process alone, with eight threads."""
    with start_bot(start=("web",)) as running_bot:
        yield running_bot


@pytest.mark.parametrize("name", SENT)
def test_many_slow_clients_keep_no_other_request_waiting(running_bot: RunningBot, name: str) -> None:
    port = int(running_bot.environment["PORT"])
    with ExitStack() as lines:
        for _ in range(30):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", port)))
            line.sendall(SENT[name])
        began = time.monotonic()
        for _ in range(3):
            assert httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == 200
            heard = httpx.post(
                f"http://127.0.0.1:{port}/slack/events", content=EVENT, headers=signed(EVENT), trust_env=False
            )
            assert heard.status_code == 200
        assert time.monotonic() - began < 4


def test_a_request_in_many_packets_is_accepted(running_bot: RunningBot) -> None:
    headers = "".join(f"{name}: {value}\r\n" for name, value in signed(EVENT).items())
    request = HEAD + f"{headers}Content-Length: {len(EVENT)}\r\n\r\n".encode() + EVENT
    with socket.create_connection(("127.0.0.1", int(running_bot.environment["PORT"]))) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(2):
            for at in range(0, len(request), 7):
                line.sendall(request[at : at + 7])
            assert line.recv(1000).startswith(b"HTTP/1.1 200 OK")


def test_who_never_ends_is_hung_up_on(running_bot: RunningBot) -> None:
    with socket.create_connection(("127.0.0.1", int(running_bot.environment["PORT"]))) as line:
        line.sendall(SENT["half a body"])
        line.settimeout(15)
        assert line.recv(100) == b""


def test_a_client_that_sends_a_byte_now_and_then_is_hung_up_on(running_bot: RunningBot) -> None:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", int(running_bot.environment["PORT"]))) as line:
        line.sendall(SENT["half a body"])
        line.settimeout(1)
        answer = None
        while answer is None:
            try:
                line.sendall(b"a")
                answer = line.recv(100)
            except TimeoutError:
                assert time.monotonic() - began < 10
            except ConnectionError:
                answer = b""
        assert answer == b""


def test_over_socket_mode_who_asks_nothing_is_hung_up_on_too() -> None:
    with start_bot(start=()) as running_bot:
        running_bot.slack.socket_mode = True
        running_bot.environment |= {"SLACK_APP_TOKEN": "xapp-made-up-for-tests"}
        running_bot.start("web")
        running_bot.ready()
        with socket.create_connection(("127.0.0.1", int(running_bot.environment["PORT"]))) as line:
            line.sendall(b"GET /heal")
            line.settimeout(15)
            assert line.recv(100) == b""
        running_bot.stop()
        assert "Traceback" not in running_bot.logs()
