"""The logs of the running processes follow an invocation from Slack to Apple, and nothing private is in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from sandbox import pictures
from sandbox.appstore import Fault
from tests.support import wording
from tests.support.processes import RunningBot, start_bot

pytestmark = pytest.mark.timeout(60)

NAME = "quarterly-secret.png"
WORDS = "nobody-must-read-this"


def watch(number: int, name: str = NAME) -> tuple[str, bytes]:
    """A small screenshot."""
    return name, pictures.png(312, 390, seed=number)


@pytest.fixture(scope="module")
def running_bot() -> Iterator[RunningBot]:
    """A running bot after uploads, refusals, modals, clicks and failures."""
    with start_bot() as running_bot:
        upload = "@App Store Bot upload en-US watch series 3"
        running_bot.finished(running_bot.eddie.says(running_bot.release, upload, files=(watch(1),)))
        running_bot.finished(running_bot.eddie.says(running_bot.release, upload, files=((NAME, WORDS.encode()),)))
        ts = running_bot.eddie.says(running_bot.release, upload, files=(watch(2),))
        running_bot.slack.wait(
            lambda: running_bot.replies(ts) and running_bot.replies(ts)[-1].buttons and "Add" in running_bot.read(ts)
        )
        running_bot.eddie.clicks(running_bot.release, running_bot.replies(ts)[-1], "Add")
        running_bot.finished(ts)
        running_bot.eddie.types(f"/asc {WORDS}", running_bot.release)
        running_bot.eddie.types("/asc status", running_bot.release)
        running_bot.eddie.types("/asc upload german watch series 3", running_bot.release)
        running_bot.slack.wait_for_view(running_bot.eddie)
        running_bot.eddie.submits({"Screenshots": [watch(3)]})
        running_bot.slack.wait(
            lambda: wording.uploaded(1) in running_bot.slack.messages(running_bot.release)[-1].text, 30
        )
        running_bot.apple.faults.add(Fault.status(409, method="POST", path="appScreenshots$", times=9))
        running_bot.finished(running_bot.eddie.says(running_bot.release, f"{upload} --append", files=(watch(4),)))
        running_bot.redis.set("asc:processing", "no number")
        running_bot.finished(running_bot.eddie.says(running_bot.release, upload, files=(watch(5),)))
        running_bot.stop()
        yield running_bot


def lines(running_bot: RunningBot) -> list[dict[str, object]]:
    """Every line of every log; each is one JSON object."""
    return [json.loads(line) for line in running_bot.logs().splitlines() if line]


def test_one_id_follows_an_invocation_from_slack_to_apple(running_bot: RunningBot) -> None:
    found = lines(running_bot)
    invocation = next(line["invocation"] for line in found if line["event"] == "invocation queued")
    events = [(line["event"], line.get("job")) for line in found if line.get("invocation") == invocation]
    assert ("invocation queued", "uploads:begin_upload") in events
    assert ("job ended", "uploads:run_upload") in events
    calls = [
        line["request"] for line in found if line.get("invocation") == invocation and line["event"] == "apple answered"
    ]
    assert "GET /v1/apps" in calls
    assert "POST /v1/appScreenshots" in calls


def test_no_secret_and_no_text_of_a_user_is_in_any_log(running_bot: RunningBot) -> None:
    logs = running_bot.logs()
    assert "job failed" in logs
    key = running_bot.environment["ASC_PRIVATE_KEY"].splitlines()[1]
    for secret in ("xoxb-", "made-up-secret", key, "eyJ", "Bearer", "/_upload/", "/files-pri/", "hooks", WORDS, NAME):
        assert secret not in logs
    for address in (
        running_bot.slack.url + "/commands",
        running_bot.slack.url + "/actions",
        running_bot.slack.url + "/app/",
    ):
        assert address not in logs
    assert "Traceback" not in logs
    assert not re.search(r"[?&](X-Amz|Signature|token)=", logs)
