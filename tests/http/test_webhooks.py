"""What Apple's webhooks are answered: what is signed for the app is safe in Redis, and nothing else has any effect."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

import httpx
import pytest

from kit.wiring import connect, tls
from records.jobs import counters
from records.jobs.counters import Counter
from records.releases.webhooks import EVENTS, PATH, WEBHOOKS, AppWebhook
from sandbox.appstore.webhook_events import INSTANCES, PING, payload, sign
from tests.support.env import Env, web
from tests.support.processes import RunningBot, free_port, start_bot

SECRET = "the secret of Tide"
PING_BODY = json.dumps(payload(PING, "e1", {"timestamp": "2026-11-29T00:00:00.000Z"}, None)).encode()


def webhook(app_id: str, secret: str = SECRET, account: str = "") -> AppWebhook:
    """A webhook that Apple has confirmed."""
    return AppWebhook(
        app_id=app_id,
        app_name="Tide",
        channel="C1",
        user="U1",
        created_at=1.0,
        secrets=(secret,),
        webhook_id="w1",
        account=account,
    )


@pytest.fixture
def known(env: Env) -> Env:
    """The environment with a webhook for Tide, and one for another app."""
    WEBHOOKS.put(env.kit.redis, env.app_id, webhook(env.app_id, account="agency"))
    WEBHOOKS.put(env.kit.redis, "999", webhook("999", "another secret"))
    return env


def post(
    env: Env, body: bytes = PING_BODY, *, app_id: str = "", headers: Mapping[str, str | bytes] | None = None
) -> httpx.Response:
    """Post as Apple does, or with other headers."""
    given = {"x-apple-signature": sign(SECRET, body)} if headers is None else headers
    address = f"{env.address}{PATH}{app_id or env.app_id}"
    return httpx.post(address, content=body, headers=given, verify=tls())  # type: ignore[arg-type]  # bytes are accepted


def results(env: Env) -> dict[str, int]:
    """How many deliveries ended how."""
    return {labels[0]: number for labels, number in counters.everything(env.kit.redis)[Counter.WEBHOOKS].items()}


def handled(env: Env) -> int:
    """How many events a worker has handled."""
    env.work()
    return counters.everything(env.kit.redis)[Counter.JOBS].get(("releases:handle_webhook_event", "done"), 0)


def test_an_event_is_acknowledged_once_it_is_stored_and_a_repeated_one_has_no_effect(known: Env) -> None:
    upper = {"X-Apple-Signature": sign(SECRET, PING_BODY).replace("hmacsha256=", "").upper()}
    upper["X-Apple-Signature"] = f"hmacsha256={upper['X-Apple-Signature']}"
    answers = [post(known), post(known, headers=upper), post(known)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"ok": True})] * 3
    (event_id,) = known.kit.redis.scan_iter("asc:webhookevent:*")
    event = EVENTS.read(known.kit.redis.get(event_id))
    assert event is not None
    assert (event.type, event.app_id, event.account) == ("webhookPingCreated", known.app_id, "agency")
    assert handled(known) == 1
    # The same event of another app is another event.
    other = {"x-apple-signature": sign("another secret", PING_BODY)}
    assert post(known, app_id="999", headers=other).status_code == 200
    assert handled(known) == 2
    assert results(known) == {"accepted": 2, "repeated": 2}
    assert known.apple.calls == []


FORGERIES: dict[str, tuple[str, Mapping[str, str | bytes]]] = {
    "no signature": ("", {}),
    "a wrong signature": ("", {"x-apple-signature": sign("guessed", PING_BODY)}),
    "the signature of another app": ("", {"x-apple-signature": sign("another secret", PING_BODY)}),
    "the signature of another body": ("", {"x-apple-signature": sign(SECRET, b"{}")}),
    "no scheme": ("", {"x-apple-signature": sign(SECRET, PING_BODY).removeprefix("hmacsha256=")}),
    "a signature that is not ASCII": ("", {"x-apple-signature": "hmacsha256=é".encode()}),
}
OF_NO_APP: dict[str, tuple[str, Mapping[str, str | bytes]]] = {
    "an app without a webhook": ("123", {"x-apple-signature": sign(SECRET, PING_BODY)}),
    "an empty secret for an app without a webhook": ("123", {"x-apple-signature": sign("", PING_BODY)}),
    "the id of a key in Redis": ("x:y", {"x-apple-signature": sign("", PING_BODY)}),
    "the end of a key in Redis": ("checks", {"x-apple-signature": sign("", PING_BODY)}),
    "an id without end": ("9" * 3000, {"x-apple-signature": sign(SECRET, PING_BODY)}),
}


@pytest.mark.parametrize(("forgeries", "status"), [(FORGERIES, 401), (OF_NO_APP, 404)])
def test_a_wrong_signature_and_an_unknown_app_have_no_effect(
    known: Env, forgeries: dict[str, tuple[str, Mapping[str, str | bytes]]], status: int
) -> None:
    stored = set(known.kit.redis.scan_iter())
    answers = [post(known, app_id=app_id, headers=headers) for app_id, headers in forgeries.values()]
    assert {answer.status_code for answer in answers} == {status}
    assert len({answer.content for answer in answers}) == 1
    assert results(known) == {"refused": len(forgeries)}
    assert set(known.kit.redis.scan_iter()) - stored == {b"asc:tallies"}
    assert known.apple.calls == []


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "HEAD"])
def test_only_posts_are_taken(known: Env, method: str) -> None:
    assert httpx.request(method, f"{known.address}{PATH}{known.app_id}", verify=tls()).status_code == 405


def test_other_paths_lead_nowhere(known: Env) -> None:
    for path in (
        "/webhooks",
        "/webhooks/appstoreconnect",
        PATH,
        f"{PATH}{known.app_id}/",
        f"{PATH}1/2",
        "/webhooks/x/1",
    ):
        answer = httpx.post(f"{known.address}{path}", content=PING_BODY, verify=tls())
        assert answer.status_code == 404, path


def test_a_signed_body_that_is_no_event_is_counted_and_has_no_effect(known: Env) -> None:
    assert post(known, b'{"data": {"type": "x", "id": "\\ud800 \\u0000 x"}}').status_code == 200
    assert handled(known) == 1
    objects = (b"{}", b'{"data": {"type": "x"}}', b'{"data": {"id": 7, "type": "x"}}')
    others = (b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000)
    assert {post(known, body).status_code for body in objects} == {200}
    assert {post(known, body).status_code for body in others} == {400}
    assert results(known) == {"accepted": 1, "unreadable": len(objects + others)}
    assert handled(known) == 1


def test_events_of_every_type_and_unknown_ones_are_taken_quietly(known: Env) -> None:
    bodies = [
        json.dumps(
            payload(event_type, event_type, {"timestamp": "2026-11-29T00:00:00Z"}, (kind, "i") if kind else None)
        )
        for event_type, kind in {**INSTANCES, "SOMETHING_NEW": "newThings"}.items()
    ]
    assert {post(known, body.encode()).status_code for body in bodies} == {200}
    assert handled(known) == len(bodies)
    assert known.slack.messages(known.release) == ()
    assert known.apple.calls == []


def test_a_body_over_a_megabyte_is_refused(known: Env) -> None:
    body = b" " * (1024 * 1024) + PING_BODY
    assert post(known, body).status_code == 413
    assert post(known, PING_BODY + b" " * (1024 * 1024 - len(PING_BODY))).status_code == 200


def test_without_redis_nothing_is_acknowledged(known: Env) -> None:
    with known.no_enqueue():
        assert post(known).status_code == 503
    assert post(known).status_code == 200
    assert handled(known) == 1
    down = replace(known.kit, redis=connect(f"redis://127.0.0.1:{free_port()}", tries=0))
    with web(down) as address:
        answer = httpx.post(address.replace("/slack/events", f"{PATH}1"), content=PING_BODY, verify=tls())
    assert answer.status_code == 503


@pytest.fixture(scope="module")
def in_socket_mode() -> Iterator[RunningBot]:
    """The web process in Socket Mode, with a port."""
    with start_bot(start=()) as running_bot:
        running_bot.slack.socket_mode = True
        running_bot.environment |= {"SLACK_APP_TOKEN": "xapp-made-up-for-tests"}
        running_bot.start("web")
        running_bot.ready()
        yield running_bot


@pytest.mark.timeout(60)
def test_in_socket_mode_webhooks_arrive_where_there_is_a_port(in_socket_mode: RunningBot) -> None:
    app_id = in_socket_mode.app_id
    WEBHOOKS.put(in_socket_mode.redis, app_id, webhook(app_id))
    address = f"http://127.0.0.1:{in_socket_mode.environment['PORT']}{PATH}{app_id}"
    signed = {"x-apple-signature": sign(SECRET, PING_BODY)}
    assert httpx.post(address, content=PING_BODY, headers=signed, verify=tls()).status_code == 200
    assert httpx.post(address, content=PING_BODY, verify=tls()).status_code == 401
    assert httpx.post(address, content=b"a" * (2 * 1024 * 1024), headers=signed, verify=tls()).status_code == 413
    assert "asc_bot_webhook_deliveries_total" in in_socket_mode.get("/metrics").text
    assert SECRET not in in_socket_mode.logs()
