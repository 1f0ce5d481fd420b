"""Limits, and the faults that a test can inject into the Slack stand-in."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator

from sandbox.slack import Act, Channel, Fault, Slack
from sandbox.tests.slack_app import BOT_TOKEN, SECRET, bearer, call, connected, http


@pytest.fixture
def slack() -> Iterator[Slack]:
    with connected() as (slack, _):
        yield slack


@pytest.fixture
def release(slack: Slack) -> Channel:
    return slack.channel("release", members=[slack.person("Eddie")])


def _post(slack: Slack, release: Channel) -> httpx.Response:
    body = {"channel": release.id, "text": "x"}
    return http.post(f"{slack.url}/api/chat.postMessage", headers=bearer(), json=body)


def test_too_many_calls_in_a_minute_are_refused_until_it_is_over(slack: Slack) -> None:
    slack.limits.on = True
    slack.limits.scale = 0.1
    url = f"{slack.url}/api/auth.test"
    statuses = [http.post(url, headers=bearer()).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    refused = http.post(url, headers=bearer())
    assert refused.json() == {"ok": False, "error": "ratelimited"}
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert call(slack, "api.test")["ok"]
    slack.later(60)
    assert http.post(url, headers=bearer()).status_code == 200


def test_posts_are_counted_for_each_channel(slack: Slack, release: Channel) -> None:
    slack.limits.on = True
    slack.limits.scale = 0.05
    other = slack.channel("other")
    assert [_post(slack, release).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert _post(slack, other).status_code == 200


@pytest.mark.parametrize(
    ("act", "status"), [(Act.RATELIMITED, 429), (Act.HTTP_500, 500), (Act.ERROR, 200), (Act.HTML, 200)]
)
def test_a_fault_strikes_the_call_it_is_set_for_and_nothing_is_done(
    slack: Slack, release: Channel, act: Act, status: int
) -> None:
    slack.faults.add(Fault("chat.postMessage", act, nth=2, seconds=7))
    answers = [_post(slack, release) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, status, 200]
    assert answers[1].headers.get("retry-after") == ("7" if act is Act.RATELIMITED else None)
    assert len(slack.messages(release)) == 2
    assert [each.ok for each in slack.calls] == [True, False, True]


def test_a_dropped_connection_leaves_it_open_whether_it_was_done(slack: Slack, release: Channel) -> None:
    slack.faults.add(Fault("chat.postMessage", "drop_before"))
    with pytest.raises(httpx.RemoteProtocolError):
        _post(slack, release)
    assert slack.messages(release) == ()
    slack.faults.add(Fault("chat.postMessage", "drop_after_doing"))
    with pytest.raises(httpx.RemoteProtocolError):
        _post(slack, release)
    assert len(slack.messages(release)) == 1


def test_slacks_own_client_posts_twice_when_the_answer_is_lost(slack: Slack, release: Channel) -> None:
    slack.faults.add(Fault("chat.postMessage", "drop_after_doing"))
    client = WebClient(BOT_TOKEN, base_url=f"{slack.url}/api/")
    for handler in client.retry_handlers:
        handler.interval_calculator = FixedValueRetryIntervalCalculator(0)
    client.chat_postMessage(channel=release.id, text="x")
    assert len(slack.messages(release)) == 2


def test_a_slow_answer_comes_later_but_it_comes(slack: Slack, release: Channel) -> None:
    slack.faults.add(Fault("*", Act.SLOW, seconds=1))
    with pytest.raises(httpx.ReadTimeout):
        http.post(f"{slack.url}/api/auth.test", headers=bearer(), timeout=0.05)
    assert call(slack, "auth.test")["ok"]


def test_serving_ends_at_once_and_quietly_in_the_middle_of_a_request(caplog: pytest.LogCaptureFixture) -> None:
    slack = Slack(signing_secret=SECRET, bot_token=BOT_TOKEN)
    slack.faults.add(Fault("*", Act.SLOW, seconds=60))
    with slack.serve(), pytest.raises(httpx.ReadTimeout):
        http.post(f"{slack.url}/api/auth.test", headers=bearer(), timeout=0.05)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_downloads_and_uploads_have_faults_too(slack: Slack, release: Channel) -> None:
    slack.faults.add(Fault("files-pri", "html"))
    eddie = slack.person("Edna")
    slack.join(release, eddie)
    ts = eddie.says(release, "look", files=[("1.png", b"one")])
    url = slack.message(release, ts).files[0]["url_private"]
    assert "html" in http.get(url, headers=bearer()).headers["content-type"]
    assert http.get(url, headers=bearer()).content == b"one"


def test_an_unknown_fault_is_refused(slack: Slack) -> None:
    with pytest.raises(ValueError, match="explode"):
        slack.faults.add(Fault("auth.test", "explode"))


def test_listeners_hear_of_every_change_until_they_stop(slack: Slack, release: Channel) -> None:
    heard: list[str] = []
    stop = slack.on_change(lambda change: heard.append(f"{change.kind} {change.channel}"))
    _post(slack, release)
    stop()
    _post(slack, release)
    assert heard.count(f"message {release.id}") == 1


def test_waiting_ends_with_an_error_when_nothing_comes(slack: Slack) -> None:
    with pytest.raises(TimeoutError):
        slack.wait(lambda: False, timeout=0.01)


def test_an_event_can_come_twice(slack: Slack, release: Channel) -> None:
    slack.switches.events_twice = True
    eddie = slack.person("Edna")
    eddie.says(eddie.dm, "hello")
    slack.settled()
    first, second = slack.deliveries
    assert first.payload["event_id"] == second.payload["event_id"]
