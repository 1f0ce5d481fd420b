"""What the web process answers: to Slack alone, at once, and never with a traceback."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from kit import wiring
from kit.wiring import tls
from sandbox.appstore import AppStoreConnect
from sandbox.slack import Slack
from sandbox.slack.signature import signature
from tests import SHARED
from tests.support import wording
from tests.support.env import settings_for, web
from tests.support.processes import RunningBot, start_bot

pytestmark = pytest.mark.timeout(60)

SECRET = "made-up-secret"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
EVENT = json.dumps({"type": "event_callback", "team_id": "T1", "event": {"type": "something_new"}}).encode()

Post = Callable[..., httpx.Response]


def signed(body: bytes, *, at: float | None = None, secret: str = SECRET, kind: str = JSON) -> dict[str, str]:
    """The headers of a request of Slack's."""
    stamp = str(int(time.time() if at is None else at))
    return {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(secret, stamp, body),
    }


@pytest.fixture(scope="module")
def running_bot() -> Iterator[RunningBot]:
    """The web process alone, as in production."""
    with start_bot(start=("web",)) as running_bot:
        yield running_bot


@pytest.fixture
def post(running_bot: RunningBot) -> Iterator[Post]:
    """Posts to the web process; afterwards its log holds no traceback."""
    address = f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events"

    def send(body: bytes, headers: Mapping[str, Any] | None = None) -> httpx.Response:
        return httpx.post(address, content=body, headers=headers or signed(body), timeout=20, verify=tls())

    yield send
    assert "Traceback" not in running_bot.logs()


def wait_until_open(address: str, seconds: float = 20) -> None:
    """Wait until the server responds."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        try:
            httpx.get(address, verify=tls())
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(address)


FORGERIES: dict[str, Callable[[], Mapping[str, Any]]] = {
    "no signature": lambda: {"Content-Type": JSON},
    "another secret": lambda: signed(EVENT, secret="guessed"),
    "ten minutes old": lambda: signed(EVENT, at=time.time() - 600),
    "ten minutes ahead": lambda: signed(EVENT, at=time.time() + 600),
    "another body": lambda: signed(b"{}"),
    "a timestamp that is no number": lambda: signed(EVENT) | {"X-Slack-Request-Timestamp": "now"},
    "a timestamp in other digits": lambda: signed(EVENT) | {"X-Slack-Request-Timestamp": "١٢٣".encode()},
    "a timestamp without end": lambda: signed(EVENT) | {"X-Slack-Request-Timestamp": "9" * 5000},
    "a negative timestamp": lambda: signed(EVENT) | {"X-Slack-Request-Timestamp": "-5"},
    "an empty signature": lambda: signed(EVENT) | {"X-Slack-Signature": ""},
    "a signature that is not ASCII": lambda: signed(EVENT) | {"X-Slack-Signature": "v0=é".encode()},
    "a signature of another version": lambda: signed(EVENT) | {"X-Slack-Signature": "v9=00"},
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_old_or_malformed_signature_is_refused(post: Post, name: str) -> None:
    assert post(EVENT, FORGERIES[name]()).status_code == 401


MALFORMED = {
    "no JSON": (b"{", JSON),
    "a list": (b"[]", JSON),
    "a number": (b"7", JSON),
    "nothing": (b"", JSON),
    "a depth without end": (b"[" * 100_000, JSON),
    "no UTF-8": (b'{"type": "\xff"}', JSON),
    "no UTF-8 in a form": (b"command=%2Fasc&text=\xff", FORM),
    "a payload that is no JSON": (urlencode({"payload": "{"}).encode(), FORM),
    "a payload that is a list": (urlencode({"payload": "[]"}).encode(), FORM),
    "a form that begins like JSON": (b"{command=%2Fasc", FORM),
    "two payloads": (urlencode([("payload", "{}"), ("payload", "{")]).encode(), FORM),
    "an event without an event": (json.dumps({"type": "event_callback"}).encode(), JSON),
    "an event that is a word": (json.dumps({"type": "event_callback", "event": "message"}).encode(), JSON),
    "a message without a channel": (
        json.dumps({"type": "event_callback", "event": {"type": "app_mention", "user": "U1", "ts": "1.2"}}).encode(),
        JSON,
    ),
    "a command without a person": (urlencode({"command": "/asc", "text": "apps"}).encode(), FORM),
    "a click without an action": (
        urlencode({"payload": json.dumps({"type": "block_actions", "user": {"id": "U1"}})}).encode(),
        FORM,
    ),
    "a form without a view": (
        urlencode({"payload": json.dumps({"type": "view_submission", "user": {"id": "U1"}})}).encode(),
        FORM,
    ),
    "an unknown interaction": (urlencode({"payload": json.dumps({"type": "new_thing"})}).encode(), FORM),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_signed_body_that_makes_no_sense_is_answered_quietly(post: Post, name: str) -> None:
    body, kind = MALFORMED[name]
    assert post(body, signed(body, kind=kind)).status_code in {200, 400, 404}


@pytest.mark.parametrize("name", ["a form that begins like JSON", "two payloads"])
def test_bodies_that_bolt_would_misread_never_reach_it(post: Post, running_bot: RunningBot, name: str) -> None:
    body, kind = MALFORMED[name]
    failures = running_bot.logs().count("request failed")
    assert post(body, signed(body, kind=kind)).status_code == 400
    assert running_bot.logs().count("request failed") == failures


@pytest.mark.parametrize("megabytes", [2, 10])
def test_a_body_of_megabytes_is_refused(post: Post, megabytes: int) -> None:
    body = b"a" * (megabytes * 1024 * 1024)
    assert post(body, signed(body)).status_code == 413


def test_an_endless_body_is_refused(running_bot: RunningBot) -> None:
    address = f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events"
    pieces = (b"a" * 65536 for _ in range(40))
    assert httpx.post(address, content=pieces, headers={"Content-Type": JSON}, trust_env=False).status_code == 413


def test_slack_verifies_the_address(post: Post) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c0ffee", "token": "x"}).encode()
    answer = post(body)
    assert answer.status_code == 200
    assert "c0ffee" in answer.text


def test_slack_checks_the_certificate(post: Post, running_bot: RunningBot) -> None:
    body = b"ssl_check=1&token=x"
    assert post(body, signed(body, kind=FORM)).status_code == 200
    address = f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events?ssl_check=1"
    assert httpx.get(address, trust_env=False).status_code == 200


def test_an_app_rate_limited_event_is_acknowledged(post: Post) -> None:
    body = json.dumps({"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1518467820}).encode()
    assert post(body).status_code == 200


def test_an_event_without_a_listener_is_acknowledged(post: Post) -> None:
    assert post(EVENT).status_code == 200


def test_a_command_may_speak_of_a_payload(post: Post, running_bot: RunningBot) -> None:
    text = {
        "command": "/asc",
        "text": "help payload",
        "user_id": running_bot.eddie.id,
        "channel_id": running_bot.release.id,
    }
    body = urlencode(text | {"team_id": "T1", "trigger_id": "1.2.x"}).encode()
    answer = post(body, signed(body, kind=FORM))
    assert answer.status_code == 200
    assert "I don't know the command" in answer.text


def interaction(payload: object) -> bytes:
    """The body of an interaction."""
    return urlencode({"payload": json.dumps(payload)}).encode()


LEFT_OVER: dict[str, Mapping[str, Any]] = {
    "shortcut": {"callback_id": "gone"},
    "message_action": {"callback_id": "gone", "channel": {"id": "C1"}, "message": {"ts": "1.2"}},
    "view_submission": {"view": {"id": "V1", "type": "modal", "callback_id": "gone", "state": {"values": {}}}},
    "view_closed": {"view": {"id": "V1", "callback_id": "gone"}},
    "block_suggestion": {"action_id": "gone", "block_id": "b", "value": "x"},
    "block_actions": {"actions": [{"type": "button", "action_id": "gone", "block_id": "b", "value": "x"}]},
}


@pytest.mark.parametrize("kind", LEFT_OVER)
def test_interactions_of_an_earlier_release_are_acknowledged(post: Post, running_bot: RunningBot, kind: str) -> None:
    person = {"id": running_bot.eddie.id, "team_id": "T1"}
    sent = {"type": kind, "user": person, "team": {"id": "T1"}, "trigger_id": f"1.{kind}"}
    body = interaction({**sent, **LEFT_OVER[kind]})
    answer = post(body, signed(body, kind=FORM))
    assert answer.status_code == 200
    if kind == "view_submission":
        assert wording.NOTHING_CHANGED in str(answer.json()["view"]["blocks"])


def test_a_command_of_another_name_is_accepted(post: Post, running_bot: RunningBot) -> None:
    text = {
        "command": "/asc-staging",
        "text": "help",
        "user_id": running_bot.eddie.id,
        "channel_id": running_bot.release.id,
    }
    body = urlencode(text | {"team_id": "T1", "trigger_id": "1.3.x"}).encode()
    assert "What I do" in post(body, signed(body, kind=FORM)).text


SAMPLES = SHARED / "slack" / "samples"
SENT_BY_SLACK = sorted(SAMPLES.glob("bolt_python/*.json")) + sorted(SAMPLES.glob("docs/*.json"))
_CLICKS = {"block_actions", "view_submission", "view_closed", "block_suggestion", "message_action", "shortcut"}


@pytest.mark.skipif(not SENT_BY_SLACK, reason="the saved samples of Slack are not at hand")
def test_all_that_slack_sends_in_its_own_examples_is_acknowledged(post: Post, running_bot: RunningBot) -> None:
    sent, failures = 0, running_bot.logs().count("request failed")
    for path in SENT_BY_SLACK:
        saved = json.loads(path.read_text(encoding="utf-8"))
        payload = saved.get("payload") if isinstance(saved, dict) else None
        kind = payload.get("type") if isinstance(payload, dict) else None
        if isinstance(payload, str) and "command=" in payload:
            body, content = payload.encode(), FORM
        elif kind in _CLICKS:
            body, content = interaction(payload), FORM
        elif kind in {"event_callback", "url_verification", "app_rate_limited"}:
            body, content = json.dumps(payload).encode(), JSON
        else:
            continue
        assert post(body, signed(body, kind=content)).status_code == 200, path.name
        sent += 1
    assert sent > 40
    assert running_bot.logs().count("request failed") == failures


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/slack/events", 405), ("GET", "/", 404), ("PUT", "/healthz", 200)]
)
def test_everything_else_is_answered_shortly(running_bot: RunningBot, method: str, path: str, status: int) -> None:
    address = f"http://127.0.0.1:{running_bot.environment['PORT']}{path}"
    assert httpx.request(method, address, trust_env=False).status_code == status


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/metrics", 200), ("/", 404), ("/slack/events", 405)])
def test_a_monitor_may_ask_for_the_head_alone_and_nothing_is_written_down(
    running_bot: RunningBot, path: str, status: int
) -> None:
    before = running_bot.logs()
    answer = httpx.head(f"http://127.0.0.1:{running_bot.environment['PORT']}{path}", trust_env=False)
    assert (answer.status_code, answer.content) == (status, b"")
    assert running_bot.logs() == before


def test_every_line_of_the_log_is_json_also_after_nonsense(running_bot: RunningBot) -> None:
    with socket.create_connection(("127.0.0.1", int(running_bot.environment["PORT"]))) as line:
        line.sendall(b"no HTTP at all\r\n\r\n")
        assert b"400 Bad Request" in line.recv(100)
    lines = [json.loads(line) for line in running_bot.logs().splitlines()]
    assert lines


def test_the_health_page_reports_a_redis_that_is_down_within_a_second(valkey_url: str) -> None:
    key = AppStoreConnect(seed=1).add_key()
    slack = Slack(signing_secret=SECRET, bot_token="xoxb-made-up")
    with slack.serve() as slack_url:
        fine = wiring.build(settings_for(slack_url, "http://127.0.0.1:9", valkey_url, key))
        gone = wiring.build(settings_for(slack_url, "http://127.0.0.1:9", "redis://127.0.0.1:9/0", key))
        for kit, status, ok in ((fine, 200, True), (gone, 503, False)):
            with web(kit) as address:
                began = time.monotonic()
                answer = httpx.get(address.replace("/slack/events", "/healthz"), trust_env=False)
                assert answer.status_code == status
                assert answer.json()["ok"] is ok
                assert time.monotonic() - began < 1
            kit.http.close()
            kit.redis.close()


def test_while_redis_is_away_slack_is_asked_to_deliver_again_before_it_gives_up() -> None:
    with start_bot(start=()) as running_bot:
        running_bot.environment["REDIS_URL"] = "redis://127.0.0.1:9/0"
        running_bot.start("web")
        address = f"http://127.0.0.1:{running_bot.environment['PORT']}"
        wait_until_open(address)
        event = {
            "type": "app_mention",
            "user": running_bot.eddie.id,
            "channel": running_bot.release.id,
            "ts": "1.2",
            "text": "help",
        }
        body = json.dumps({"type": "event_callback", "team_id": "T1", "event": event}).encode()
        began = time.monotonic()
        assert httpx.post(f"{address}/slack/events", content=body, headers=signed(body)).status_code == 500
        assert httpx.get(f"{address}/healthz").status_code == 503
        assert time.monotonic() - began < 3
