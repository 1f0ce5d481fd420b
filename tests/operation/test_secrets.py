"""No secret leaves its place: none is written to Redis, said in Slack, logged or told to Sentry, whatever people do."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import redis

from sandbox import pictures
from sandbox.slack.snapshots import Message
from tests.support import sentry_ingest
from tests.support.processes import RunningBot, start_bot
from tests.support.sentry_ingest import collect_events

pytestmark = pytest.mark.timeout(60)

END = "the story is over"


@dataclass
class Listener(threading.Thread):
    """Hears every command that Redis is given (https://valkey.io/commands/monitor)."""

    address: str
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.started = threading.Event()

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """Listen until the end is said."""
        with redis.Redis.from_url(self.address, socket_timeout=None) as client, client.monitor() as monitor:
            self.started.set()
            for item in monitor.listen():
                self.heard.append(str(item["command"]))
                if END in self.heard[-1]:
                    return


@dataclass
class Traces:
    """What was heard of a story."""

    running_bot: RunningBot
    redis: list[str]
    sentry: list[str]


@pytest.fixture(scope="module")
def traces() -> Iterator[Traces]:
    """An upload, a change of text, and a reply to a review, each with its buttons; and a job that fails."""
    with collect_events() as sentry, start_bot(start=()) as running_bot:
        running_bot.environment["SENTRY_DSN"] = sentry.dsn
        running_bot.environment["ASC_REVIEW_POLL_SECONDS"] = "1"
        listener = Listener(running_bot.environment["REDIS_URL"])
        listener.start()
        assert listener.started.wait(10)
        for name in ("web", "worker", "clock"):
            running_bot.start(name)
        running_bot.ready()
        running_bot.slack.deliver_to(f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events")
        screenshot = ("1.png", pictures.png(312, 390, seed=1))
        running_bot.finished(
            running_bot.eddie.says(
                running_bot.release, "@App Store Bot upload en-US watch series 3", files=(screenshot,)
            )
        )
        running_bot.eddie.types("/asc promo en-US Waves, told in advance", running_bot.release)
        running_bot.slack.wait(lambda: "told in advance" in _spoken(running_bot), 30)
        running_bot.eddie.types("/asc alerts on", running_bot.release)
        running_bot.slack.wait(lambda: "turned alerts on" in _spoken(running_bot), 30)
        running_bot.apple.add_review(running_bot.app_id, 1, title="Crashes", body="At every start.")
        running_bot.slack.wait(lambda: _cards(running_bot), 30)
        running_bot.eddie.clicks(running_bot.release, _cards(running_bot)[-1], "Approve")
        running_bot.slack.wait(lambda: "Approved by" in _cards(running_bot)[-1].text, 30)
        running_bot.redis.set("asc:processing", "told in advance")
        running_bot.finished(
            running_bot.eddie.says(
                running_bot.release, "@App Store Bot upload de-DE watch series 3", files=(screenshot,)
            )
        )
        running_bot.stop()
        running_bot.redis.set("end", END)
        listener.join(10)
        assert not listener.is_alive()
        yield Traces(running_bot, listener.heard, sentry.envelopes)


def _spoken(running_bot: RunningBot) -> str:
    """Every call to Slack, and what was answered where somebody typed or clicked."""
    return "\n".join(str(item) for item in (*running_bot.slack.calls, *running_bot.slack.ephemerals(running_bot.eddie)))


def _cards(running_bot: RunningBot) -> list[Message]:
    return [
        message for message in running_bot.slack.messages(running_bot.release) if message.text.startswith("Review of")
    ]


def secrets(running_bot: RunningBot) -> dict[str, str]:
    """Everything that is nobody's business, or how it begins."""
    key = "".join(running_bot.environment["ASC_PRIVATE_KEY"].splitlines()[1:-1])
    return {
        "the bot token": running_bot.environment["SLACK_BOT_TOKEN"],
        "the app token": "xapp-",
        "the key of Sentry": sentry_ingest.KEY,
        "the signing secret": running_bot.environment["SLACK_SIGNING_SECRET"],
        "the private key": key[:24],
        "the end of the private key": key[-24:],
        "Apple's token": "eyJhbGciOi",
        "an upload address": "/_upload/",
        "what an upload address is signed with": "Expires=",
    }


def where(text: str, running_bot: RunningBot) -> list[str]:
    """The secrets that stand in a text."""
    return [name for name, secret in secrets(running_bot).items() if secret in text]


def test_no_secret_is_ever_written_to_redis(traces: Traces) -> None:
    everything = "\n".join(traces.redis)
    assert "asc:wish:" in everything
    assert "told in advance" in everything
    assert where(everything, traces.running_bot) == []


def test_addresses_for_answers_stand_in_wishes_alone_and_are_forgotten(traces: Traces) -> None:
    heard = [redi for redi in traces.redis if re.search(r"response_url\W+http|/(commands|actions|app)/\w+/\w+", redi)]
    # What a script does is heard as well, command by command.
    kept = [item for item in heard if not item.startswith("EVAL")]
    assert kept
    invocation_keys = re.compile(r"SET asc:wish:\w+ .* EX 604800$", re.DOTALL | re.IGNORECASE)
    assert [item[:60] for item in kept if not invocation_keys.match(item)] == []


def test_no_secret_is_said_in_slack(traces: Traces) -> None:
    everything = _spoken(traces.running_bot)
    assert "told in advance" in everything
    assert where(everything, traces.running_bot) == []
    assert "response_url" not in everything


def test_no_secret_is_logged(traces: Traces) -> None:
    logs = traces.running_bot.logs()
    assert "apple answered" in logs
    assert where(logs, traces.running_bot) == []
    assert "told in advance" not in logs


def test_no_secret_is_told_to_sentry(traces: Traces) -> None:
    everything = "\n".join(traces.sentry)
    assert "job failed" in everything
    assert where(everything, traces.running_bot) == []
    assert "told in advance" not in everything
