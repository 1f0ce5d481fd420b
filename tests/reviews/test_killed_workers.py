"""Reviews with the bot's own processes, two workers and two clocks: told once, published once, also when killed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from sandbox.appstore import Fault
from sandbox.slack.snapshots import Message
from tests.support.processes import House, built

pytestmark = pytest.mark.timeout(60)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """A house that looks for reviews every second, with alerts on."""
    with built(start=()) as house:
        house.environment["ASC_REVIEW_POLL_SECONDS"] = "1"
        for name in ("web", "worker", "worker", "clock", "clock"):
            house.start(name)
        house.ready()
        house.slack.deliver_to(f"http://127.0.0.1:{house.environment['PORT']}/slack/events")
        house.eddie.types("/asc alerts on", house.release)
        house.slack.wait(lambda: "turned alerts on" in _said(house), 30)
        yield house


def _cards(house: House) -> list[Message]:
    return [message for message in house.slack.messages(house.release) if message.text.startswith("Review of")]


def _said(house: House) -> str:
    return "\n".join(message.text for message in house.slack.messages(house.release))


def _published(house: House) -> int:
    return sum(call.method == "POST" and "customerReviewResponses" in call.path for call in house.apple.calls)


def test_two_workers_and_two_clocks_tell_each_review_once(house: House) -> None:
    before = len(_cards(house))
    for number in range(6):
        house.apple.add_review(house.app_id, 1 + number % 5, title=f"Review {number}")
    house.slack.wait(lambda: len(_cards(house)) >= before + 6, 30)
    looks = _looks(house)
    _until(lambda: _looks(house) >= looks + 2)
    assert len(_cards(house)) == before + 6


def _looks(house: House) -> int:
    return sum(call.path.endswith("/customerReviews") for call in house.apple.calls)


@pytest.mark.parametrize("lost", [False, True], ids=["after the answer", "the answer got lost"])
def test_workers_killed_while_publishing_publish_once(house: House, *, lost: bool) -> None:
    if lost:
        house.apple.faults.add(Fault.lost(504, method="POST", path="customerReviewResponses", times=1))
    before, published = len(_cards(house)), _published(house)
    review_id = house.apple.add_review(house.app_id, 1, title="Killed")
    house.slack.wait(lambda: len(_cards(house)) > before, 30)
    house.eddie.clicks(house.release, _cards(house)[-1].ts, "Approve")
    _until(lambda: house.apple.reply(review_id) is not None)
    workers = [process for process in house.processes if "tasks.worker" in str(process.args) and process.poll() is None]
    for worker in workers:
        house.kill(worker)
    for name in house.redis.keys("asc:lease:*"):
        house.redis.delete(name)
    house.start("worker")
    house.slack.wait(lambda: "Approved by" in _cards(house)[-1].text and "Change reply" in _labels(house), 60)
    assert _published(house) == published + 1


def _labels(house: House) -> list[str]:
    return [button.label for button in _cards(house)[-1].buttons]


def _until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """The stand-in of Apple tells nobody what happens there, so it is asked again and again."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
