"""Release alerts with the real processes: every change is posted once, also while all of them were down."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import pytest

from sandbox.slack.rendering import as_text
from tests.support.processes import RunningBot, start_bot

SECONDS = 20.0


@pytest.fixture
def following() -> Iterator[RunningBot]:
    """All processes, with a webhook that reaches them, polls every second, and alerts in the channel."""
    with start_bot(start=()) as running_bot:
        address = f"http://127.0.0.1:{running_bot.environment['PORT']}"
        running_bot.environment |= {"PUBLIC_URL": address, "ASC_RELEASE_POLL_SECONDS": "1"}
        start(running_bot)
        running_bot.slack.deliver_to(f"{address}/slack/events")
        for line, answer in (("alerts releases on", "turned alerts on"), ("webhooks on", "the webhook is on")):
            running_bot.eddie.types(f"/asc {line}", running_bot.release)
            running_bot.slack.wait(partial(shows, running_bot, answer), SECONDS)
        yield running_bot


def start(running_bot: RunningBot) -> None:
    for name in ("web", "worker", "clock"):
        running_bot.start(name)
    running_bot.ready()


def shows(running_bot: RunningBot, text: str) -> bool:
    """Return whether the bot has posted this in the channel, or shown it to Eddie alone."""
    slack = running_bot.slack
    shown = (*slack.messages(running_bot.release), *slack.ephemerals(running_bot.eddie))
    return any(text in as_text(message) for message in shown)


def changes(running_bot: RunningBot) -> list[tuple[str, str]]:
    """The changes that were posted, from state to state; one message has all that happened at about the same time."""
    lines = [as_text(post).partition("\n")[0] for post in running_bot.slack.messages(running_bot.release)]
    states = [line.partition("): ")[2].split(" → ") for line in lines if "→" in line]
    return [change for chain in states for change in pairwise(chain)]


def move(running_bot: RunningBot, *states: str) -> None:
    """Move the version at Apple, which reports each state."""
    for state in states:
        running_bot.apple.set_version_state(running_bot.version_id, state)
        running_bot.apple.webhooks_settled()


@pytest.mark.timeout(120)
def test_every_change_is_posted_once_also_after_a_time_in_which_nothing_ran(following: RunningBot) -> None:
    move(following, "READY_FOR_REVIEW", "WAITING_FOR_REVIEW")
    expected = list(pairwise(["Prepare for Submission", "Ready for Review", "Waiting for Review"]))
    following.slack.wait(lambda: changes(following) == expected, SECONDS)
    following.stop()
    move(following, "IN_REVIEW", "PENDING_DEVELOPER_RELEASE")
    start(following)
    expected += [("Waiting for Review", "In Review"), ("In Review", "Pending Developer Release")]
    following.slack.wait(lambda: changes(following) == expected, SECONDS)
    move(following, "PROCESSING_FOR_DISTRIBUTION")
    expected += [("Pending Developer Release", "Processing for Distribution")]
    following.slack.wait(lambda: changes(following) == expected, SECONDS)
