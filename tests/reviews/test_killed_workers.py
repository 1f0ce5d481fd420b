"""Reviews with the bot's own processes, two workers and two clocks: told once, published once, also when killed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from sandbox.appstore import Fault
from sandbox.slack.snapshots import Message
from tests.support.processes import RunningBot, start_bot

pytestmark = pytest.mark.timeout(60)


@pytest.fixture(scope="module")
def running_bot() -> Iterator[RunningBot]:
    """A running bot that looks for reviews every second, with alerts on."""
    with start_bot(start=()) as running_bot:
        running_bot.environment["ASC_REVIEW_POLL_SECONDS"] = "1"
        for name in ("web", "worker", "worker", "clock", "clock"):
            running_bot.start(name)
        running_bot.ready()
        running_bot.slack.deliver_to(f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events")
        running_bot.eddie.types("/asc alerts on", running_bot.release)
        running_bot.slack.wait(lambda: "turned alerts on" in _said(running_bot), 30)
        yield running_bot


def _cards(running_bot: RunningBot) -> list[Message]:
    return [
        message for message in running_bot.slack.messages(running_bot.release) if message.text.startswith("Review of")
    ]


def _said(running_bot: RunningBot) -> str:
    return "\n".join(message.text for message in running_bot.slack.messages(running_bot.release))


def _published(running_bot: RunningBot) -> int:
    return sum(call.method == "POST" and "customerReviewResponses" in call.path for call in running_bot.apple.calls)


def test_two_workers_and_two_clocks_tell_each_review_once(running_bot: RunningBot) -> None:
    before = len(_cards(running_bot))
    for number in range(6):
        running_bot.apple.add_review(running_bot.app_id, 1 + number % 5, title=f"Review {number}")
    running_bot.slack.wait(lambda: len(_cards(running_bot)) >= before + 6, 30)
    looks = _looks(running_bot)
    _until(lambda: _looks(running_bot) >= looks + 2)
    assert len(_cards(running_bot)) == before + 6


def _looks(running_bot: RunningBot) -> int:
    return sum(call.path.endswith("/customerReviews") for call in running_bot.apple.calls)


@pytest.mark.parametrize("lost", [False, True], ids=["after the answer", "the answer got lost"])
def test_workers_killed_while_publishing_publish_once(running_bot: RunningBot, *, lost: bool) -> None:
    if lost:
        running_bot.apple.faults.add(Fault.lost(504, method="POST", path="customerReviewResponses", times=1))
    before, published = len(_cards(running_bot)), _published(running_bot)
    review_id = running_bot.apple.add_review(running_bot.app_id, 1, title="Killed")
    running_bot.slack.wait(lambda: len(_cards(running_bot)) > before, 30)
    running_bot.eddie.clicks(running_bot.release, _cards(running_bot)[-1].ts, "Approve")
    _until(lambda: running_bot.apple.reply(review_id) is not None)
    workers = [
        process for process in running_bot.processes if "tasks.worker" in str(process.args) and process.poll() is None
    ]
    for worker in workers:
        running_bot.kill(worker)
    for name in running_bot.redis.keys("asc:lease:*"):
        running_bot.redis.delete(name)
    running_bot.start("worker")
    running_bot.slack.wait(
        lambda: "Approved by" in _cards(running_bot)[-1].text and "Change reply" in _labels(running_bot), 60
    )
    assert _published(running_bot) == published + 1


def _labels(running_bot: RunningBot) -> list[str]:
    return [button.label for button in _cards(running_bot)[-1].buttons]


def _until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """The stand-in of Apple tells nobody what happens there, so it is asked again and again."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
