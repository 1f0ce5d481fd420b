"""Changes reach the channel once, in seconds, although workers are killed while they post them."""

from __future__ import annotations

import pytest

from tests.support.processes import RunningBot, start_bot

STATES = ("WAITING_FOR_REVIEW", "IN_REVIEW")


def reports(running_bot: RunningBot) -> list[str]:
    """Return what was posted about version 1.2.0."""
    return [message.text for message in running_bot.slack.messages(running_bot.release) if "→" in message.text]


@pytest.mark.timeout(90)
def test_each_change_is_posted_once_although_workers_are_killed() -> None:
    with start_bot(start=()) as running_bot:
        running_bot.environment["ASC_RELEASE_POLL_SECONDS"] = "1"
        for name in ("web", "clock"):
            running_bot.start(name)
        workers = [running_bot.start("worker")]
        running_bot.ready()
        running_bot.slack.deliver_to(f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events")
        running_bot.eddie.types("/asc alerts releases on", running_bot.release)
        running_bot.slack.wait(lambda: running_bot.slack.messages(running_bot.release), 30)
        for number, state in enumerate(STATES, 1):
            running_bot.apple.set_version_state(running_bot.version_id, state)
            running_bot.slack.wait(lambda: len(reports(running_bot)) >= number, 40)  # noqa: B023 - called at once
            running_bot.kill(workers.pop())
            workers.append(running_bot.start("worker"))
        assert [text.partition(" → ")[2].partition("\n")[0] for text in reports(running_bot)] == [
            "Waiting for Review",
            "In Review",
        ]
