"""A process of an older release does not start on the records of a newer one."""

from __future__ import annotations

import pytest

from records.keys import key
from tests.chaos.world import wait_until
from tests.support.processes import COMMANDS, start_bot


@pytest.mark.timeout(90)
def test_every_process_reports_it_and_exits() -> None:
    with start_bot(start=()) as running_bot:
        running_bot.redis.set(key("schema"), 999)
        running = [running_bot.start(name) for name in COMMANDS]
        assert [process.wait(30) for process in running] == [1] * len(COMMANDS)
        assert running_bot.logs().count("Redis holds the records of a newer release") == len(COMMANDS)
        assert "Traceback" not in running_bot.logs()


@pytest.mark.timeout(90)
def test_the_first_process_stores_the_schema_number() -> None:
    with start_bot(start=("web",)) as running_bot:
        assert running_bot.redis.get(key("schema")) == b"1"


@pytest.mark.timeout(90)
def test_a_running_process_exits_when_a_newer_release_moves_the_records() -> None:
    with start_bot(start=("worker", "clock")) as running_bot:
        assert wait_until(lambda: "worker ready" in running_bot.logs() and "clock ready" in running_bot.logs(), 30)
        running_bot.redis.set(key("schema"), 999)
        assert [process.wait(30) for process in running_bot.processes] == [1, 1]
        assert running_bot.logs().count("a newer release has moved the records") == 2
