"""A worker waits for Slack longer than a listener may."""

from __future__ import annotations

import pytest

from records import people
from records.people import Role
from sandbox.slack.faults import Fault
from tests.support.processes import start_bot


@pytest.mark.timeout(60)
def test_a_role_is_given_though_slack_takes_seconds_to_say_who_that_is() -> None:
    with start_bot(start=("web", "worker")) as running_bot:
        carl = running_bot.slack.person("Carl")
        running_bot.slack.join(running_bot.release, carl)
        running_bot.eddie.types("/asc status", running_bot.release)
        running_bot.slack.faults.add(Fault("users.info", "slow", seconds=3))
        running_bot.eddie.types("/asc access grant @Carl approver", running_bot.release)
        running_bot.slack.wait(lambda: people.grants(running_bot.redis), 30)
        assert people.grants(running_bot.redis)[carl.id] is Role.APPROVER, running_bot.logs()
