"""Failures are sent to Sentry if SENTRY_DSN is set: once, with the id of the invocation, without text of users."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from rq import Worker
from slack_sdk.signature import SignatureVerifier

from kit import sentry
from sandbox import pictures
from tasks import clock
from tests import ROOT
from tests.support.env import Env
from tests.support.processes import RunningBot, free_port, start_bot
from tests.support.sentry_ingest import Ingest, collect_events

pytestmark = pytest.mark.timeout(60)

NAME = "quarterly-secret.png"
WORDS = "nobody-must-read-this"
UPLOAD = "@App Store Bot upload en-US watch series 3"


@pytest.fixture(scope="module")
def ingest() -> Iterator[Ingest]:
    """Sentry, as far as the bot knows it."""
    with collect_events() as ingest:
        yield ingest


@pytest.fixture(scope="module")
def running_bot(ingest: Ingest) -> Iterator[RunningBot]:
    """Web and worker, with the address of Sentry."""
    with start_bot(start=()) as running_bot:
        running_bot.environment["SENTRY_DSN"] = ingest.dsn
        for name in ("web", "worker"):
            running_bot.start(name)
        running_bot.ready()
        running_bot.slack.deliver_to(f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events")
        yield running_bot


def stumble(running_bot: RunningBot) -> str:
    """A job fails with an error that quotes a person; returns what was asked for."""
    running_bot.redis.set("asc:processing", WORDS)
    ts = running_bot.eddie.says(running_bot.release, UPLOAD, files=((NAME, pictures.png(312, 390, seed=1)),))
    assert "reference" in running_bot.finished(ts)
    running_bot.redis.delete("asc:processing")
    return ts


def python(script: str, cwd: Path, environment: dict[str, str] | None = None) -> None:
    """Run it in a process of its own, to a good end."""
    subprocess.run([sys.executable, "-c", script], cwd=cwd, env=environment, check=True, timeout=20)  # noqa: S603


def logged(running_bot: RunningBot, event: str) -> list[dict[str, object]]:
    """The lines of the logs that say so."""
    found = [json.loads(line) for line in running_bot.logs().splitlines() if line.startswith("{")]
    return [line for line in found if line["event"] == event]


def test_a_failed_job_arrives_once_with_its_kind_its_frames_and_its_invocation(
    running_bot: RunningBot, ingest: Ingest
) -> None:
    before = len(ingest.envelopes)
    stumble(running_bot)
    event = ingest.wait(before + 1)[-1]
    failed = logged(running_bot, "job failed")[-1]
    assert event["tags"] == {"invocation": failed["invocation"], "job": failed["job"]}
    assert [value["type"] for value in event["exception"]["values"]] == ["ValueError"]
    frames = event["exception"]["values"][0]["stacktrace"]["frames"]
    assert (frames[0]["module"], frames[0]["function"]) == ("kit.jobs.runner", "_run")
    assert all(frame["in_app"] for frame in frames)
    assert event["release"] == "0.1.0"
    running_bot.eddie.types("/asc jobs", running_bot.release)
    running_bot.slack.wait(lambda: running_bot.slack.ephemerals(running_bot.eddie), 10)
    assert len(ingest.envelopes) == before + 1


def test_of_a_failure_nothing_is_sent_but_what_is_listed_here(running_bot: RunningBot, ingest: Ingest) -> None:
    before = len(ingest.envelopes)
    stumble(running_bot)
    event = ingest.wait(before + 1)[-1]
    assert set(event) == {
        *("event_id", "timestamp", "platform", "level", "logger", "tags", "exception"),
        *("release", "environment", "server_name", "sdk"),
    }
    assert event["server_name"] == ""
    for error in event["exception"]["values"]:
        assert set(error) == {"type", "module", "stacktrace"}
        for frame in error["stacktrace"]["frames"]:
            assert set(frame) <= {"module", "function", "lineno", "in_app"}
    envelope = ingest.envelopes[ingest.events.index(event)]
    assert set(json.loads(envelope.splitlines()[0])) == {"event_id", "sent_at"}
    key = running_bot.environment["ASC_PRIVATE_KEY"].splitlines()[1]
    redis = running_bot.environment["REDIS_URL"]
    for word in (WORDS, NAME, "Eddie", "Tide", "xoxb-", "made-up-secret", key, redis, str(ROOT)):
        assert word not in envelope


def test_a_refusal_is_no_failure(running_bot: RunningBot, ingest: Ingest) -> None:
    before = len(ingest.envelopes)
    running_bot.finished(running_bot.eddie.says(running_bot.release, UPLOAD, files=((NAME, b"no picture"),)))
    stumble(running_bot)
    assert len(ingest.wait(before + 1)) == before + 1


def test_a_request_that_the_bot_stumbles_over_is_sent_without_its_text(running_bot: RunningBot, ingest: Ingest) -> None:
    event = {
        "type": "message",
        "channel": running_bot.release.id,
        "user": running_bot.eddie.id,
        "ts": "1.0",
        "text": f"/asc status {WORDS}",
        "files": [WORDS],
    }
    body = json.dumps({"type": "event_callback", "team_id": "T1", "event_id": "E1", "event": event}).encode()
    before, now = len(ingest.envelopes), str(int(time.time()))
    signature = SignatureVerifier("made-up-secret").generate_signature(timestamp=now, body=body)
    headers = {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": signature or ""}
    headers["Content-Type"] = "application/json"
    address = f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events"
    assert httpx.post(address, content=body, headers=headers).status_code == 400
    assert ingest.wait(before + 1)[-1]["logger"] == "request failed"
    assert WORDS not in ingest.envelopes[-1]


def test_a_sentry_that_never_answers_delays_nothing(running_bot: RunningBot, ingest: Ingest) -> None:
    """The answer comes first; the process of the worker is free again two seconds later."""
    ingest.answers.clear()
    try:
        stumble(running_bot)
        until = time.monotonic() + sentry.FLUSH_SECONDS + 5
        while "busy" in (states := {str(worker.get_state()) for worker in Worker.all(connection=running_bot.redis)}):
            assert time.monotonic() < until
            time.sleep(0.05)
        assert states == {"idle"}
    finally:
        ingest.answers.set()


def test_without_a_server_nothing_is_sent_and_nothing_waits() -> None:
    script = (
        "import time; from kit import sentry; sentry.init({dsn!r}); began = time.monotonic()\n"
        "try: 1 / 0\n"
        "except ZeroDivisionError as error: sentry.capture(error, 'job failed')\n"
        "sentry.flush(); assert time.monotonic() - began < 2.5"
    ).format(dsn=f"http://key@127.0.0.1:{free_port()}/1")
    python(script, cwd=ROOT)


def test_without_the_setting_sentry_is_not_even_loaded(tmp_path: Path) -> None:
    script = "import sys; from kit import sentry; from kit.startup import start; start(only_check=True); {}"
    after = "sentry.capture(ValueError(), 'job failed'); sentry.flush(); sys.exit('sentry_sdk' in sys.modules)"
    with start_bot(start=()) as running_bot:
        environment = running_bot.environment | {"SENTRY_DSN": "", "PYTHONPATH": str(ROOT)}
    python(script.format(after), cwd=tmp_path, environment=environment)


@pytest.fixture
def ingest_here(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> Ingest:
    """Sentry, which receives the failures of this process."""
    monkeypatch.setattr(sentry, "_clients", [])
    sentry.init(ingest.dsn)
    return ingest


def test_a_clock_that_stumbles_every_second_reports_it_once_and_continues(env: Env, ingest_here: Ingest) -> None:
    before = len(ingest_here.envelopes)
    env.kit.redis.hset("asc:alerts", "C1", WORDS)
    for _ in range(3):
        clock.tick(env.kit)
    sentry.flush()
    (event,) = ingest_here.wait(before + 1)[before:]
    assert (event["logger"], event["tags"]) == ("due jobs not queued", {"function": "enqueue_due_polls"})
    assert WORDS not in ingest_here.envelopes[-1]


def test_the_same_failure_is_sent_once_a_minute_and_with_its_cause(ingest_here: Ingest) -> None:
    before = len(ingest_here.envelopes)
    for kind in (KeyError, KeyError, LookupError):
        try:
            try:
                Path(WORDS).stat()
            except OSError as cause:
                raise kind(WORDS) from cause
        except LookupError as error:
            sentry.capture(error, "due jobs not queued", function="due")
    sentry.flush()
    kinds = [
        [value["type"] for value in event["exception"]["values"]] for event in ingest_here.wait(before + 2)[before:]
    ]
    assert kinds == [["FileNotFoundError", "KeyError"], ["FileNotFoundError", "LookupError"]]
