"""Socket Mode: the app receives the same payloads in envelopes."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from sandbox.slack import Slack
from sandbox.tests.slack_app import APP_TOKEN, BOT_TOKEN, SECRET, call

Json = dict[str, Any]


@pytest.fixture
def slack() -> Iterator[Slack]:
    slack = Slack(signing_secret=SECRET, bot_token=BOT_TOKEN, app_token=APP_TOKEN)
    slack.socket_mode = True
    with slack.serve():
        yield slack


@contextmanager
def socket_client(slack: Slack, requests: list[SocketModeRequest], payload: Json | None = None) -> Iterator[None]:
    client = SocketModeClient(
        app_token=APP_TOKEN, web_client=WebClient(BOT_TOKEN, base_url=f"{slack.url}/api/"), concurrency=1
    )

    def keep(client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        requests.append(request)
        client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id, payload=payload))

    client.socket_mode_request_listeners.append(keep)
    client.connect()
    slack.wait(lambda: slack.connections)
    try:
        yield
    finally:
        client.auto_reconnect_enabled = False
        assert client.current_session
        assert client.current_session.sock
        client.current_session.sock.shutdown(socket.SHUT_RDWR)  # else close() waits until its receiver times out
        client.close()


def test_a_command_a_mention_and_a_shortcut_come_through_slacks_own_client(slack: Slack) -> None:
    eddie = slack.person("Eddie")
    release = slack.channel("release", members=[eddie])
    requests: list[SocketModeRequest] = []
    with socket_client(slack, requests, {"text": "Hello"}):
        assert eddie.types("/asc help", release).status == 200
        assert slack.ephemerals(eddie)[-1].text == "Hello"
        ts = eddie.says(release, "@App Store Bot hi")
        slack.settled()
        assert eddie.uses_shortcut(release, ts, "upload").status == 200
    assert [request.type for request in requests] == ["slash_commands", "events_api", "events_api", "interactive"]
    assert [request.accepts_response_payload for request in requests] == [True, False, False, False]


def _open(slack: Slack) -> str:
    return str(call(slack, "apps.connections.open", token=APP_TOKEN)["url"])


def test_an_event_that_is_not_acknowledged_comes_again(slack: Slack) -> None:
    slack.switches.deadline = 0.05
    eddie = slack.person("Eddie")
    with connect(_open(slack)) as link:
        assert json.loads(link.recv())["type"] == "hello"
        eddie.says(eddie.dm, "hello")
        first, second = json.loads(link.recv()), json.loads(link.recv())
        link.send(json.dumps({"envelope_id": second["envelope_id"]}))
        slack.settled()
    assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert first["envelope_id"] != second["envelope_id"]


def test_an_address_is_good_for_one_connection(slack: Slack) -> None:
    address = _open(slack)
    with connect(address) as link:
        assert json.loads(link.recv())["num_connections"] == 1
        with pytest.raises(Exception, match="403"), connect(address):
            pass


def test_a_connection_is_asked_to_come_again(slack: Slack) -> None:
    with connect(_open(slack)) as link:
        link.recv()
        slack.disconnect("refresh_requested")
        assert json.loads(link.recv())["reason"] == "refresh_requested"
        with suppress(ConnectionClosed):
            link.recv()
    assert slack.connections == 0


def test_without_a_connection_a_command_fails(slack: Slack) -> None:
    eddie = slack.person("Eddie")
    assert eddie.types("/asc help", slack.channel("release", members=[eddie])).failure == "connection_failed"
    assert slack.ephemerals(eddie)[-1].text == '/asc failed with the error "dispatch_failed"'


def test_only_the_app_token_opens_a_connection(slack: Slack) -> None:
    assert call(slack, "apps.connections.open")["error"] == "not_allowed_token_type"
    assert call(slack, "auth.test", token=APP_TOKEN)["error"] == "not_allowed_token_type"


def test_a_silent_connection_stays_open_and_answers_no_ping_until_the_app_closes_it(slack: Slack) -> None:
    eddie = slack.person("Eddie")
    release = slack.channel("release", members=[eddie])
    slack.switches.deadline = 0.2
    slack.switches.silent_sockets = True
    address = call(slack, "apps.connections.open", token=APP_TOKEN)["url"]
    with connect(address) as socket:
        assert json.loads(socket.recv())["type"] == "hello"
        assert not socket.ping().wait(0.3)
        assert eddie.types("/asc help", release).status is None
        assert slack.connections == 1
        slack.switches.silent_sockets = False
        assert not socket.ping().wait(0.3)
        socket.close_socket()
    slack.wait(lambda: not slack.connections)
    with connect(call(slack, "apps.connections.open", token=APP_TOKEN)["url"]) as socket:
        assert socket.ping().wait(3)
