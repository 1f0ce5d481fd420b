"""The logs of the running processes: a wish can be followed from Slack to Apple, and nothing private is in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from sandbox import pictures
from sandbox.appstore import Fault
from tests.support import wording
from tests.support.processes import House, built

pytestmark = pytest.mark.timeout(60)

NAME = "quarterly-secret.png"
WORDS = "nobody-must-read-this"


def watch(number: int, name: str = NAME) -> tuple[str, bytes]:
    """A small screenshot."""
    return name, pictures.png(312, 390, seed=number)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """A house in which everything has happened that stories are about: uploads, refusals, forms, clicks, failures."""
    with built() as house:
        upload = "@App Store Bot upload en-US watch series 3"
        house.finished(house.eddie.says(house.release, upload, files=(watch(1),)))
        house.finished(house.eddie.says(house.release, upload, files=((NAME, WORDS.encode()),)))
        ts = house.eddie.says(house.release, upload, files=(watch(2),))
        house.slack.wait(lambda: house.replies(ts) and house.replies(ts)[-1].buttons and "Add" in house.read(ts))
        house.eddie.clicks(house.release, house.replies(ts)[-1], "Add")
        house.finished(ts)
        house.eddie.types(f"/asc {WORDS}", house.release)
        house.eddie.types("/asc status", house.release)
        house.eddie.types("/asc upload german watch series 3", house.release)
        house.slack.wait_for_view(house.eddie)
        house.eddie.submits({"Screenshots": [watch(3)]})
        house.slack.wait(lambda: wording.uploaded(1) in house.slack.messages(house.release)[-1].text, 30)
        house.apple.faults.add(Fault.status(409, method="POST", path="appScreenshots$", times=9))
        house.finished(house.eddie.says(house.release, f"{upload} --append", files=(watch(4),)))
        house.redis.set("asc:processing", "no number")
        house.finished(house.eddie.says(house.release, upload, files=(watch(5),)))
        house.stop()
        yield house


def lines(house: House) -> list[dict[str, object]]:
    """Every line of every log; each is one JSON object."""
    return [json.loads(line) for line in house.logs().splitlines() if line]


def test_one_id_follows_a_wish_from_slack_to_apple(house: House) -> None:
    found = lines(house)
    invocation = next(one["invocation"] for one in found if one["event"] == "invocation queued")
    told = [(one["event"], one.get("job")) for one in found if one.get("invocation") == invocation]
    assert ("invocation queued", "uploads:begin_upload") in told
    assert ("job ended", "uploads:run_upload") in told
    calls = [
        one["request"] for one in found if one.get("invocation") == invocation and one["event"] == "apple answered"
    ]
    assert "GET /v1/apps" in calls
    assert "POST /v1/appScreenshots" in calls


def test_no_secret_and_no_word_of_a_person_is_in_any_log(house: House) -> None:
    logs = house.logs()
    assert "job failed" in logs
    key = house.environment["ASC_PRIVATE_KEY"].splitlines()[1]
    for secret in ("xoxb-", "made-up-secret", key, "eyJ", "Bearer", "/_upload/", "/files-pri/", "hooks", WORDS, NAME):
        assert secret not in logs
    for address in (house.slack.url + "/commands", house.slack.url + "/actions", house.slack.url + "/app/"):
        assert address not in logs
    assert "Traceback" not in logs
    assert not re.search(r"[?&](X-Amz|Signature|token)=", logs)
