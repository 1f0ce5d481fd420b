"""A process of an older release does not start on the records of a newer one."""

from __future__ import annotations

import pytest

from records.keys import key
from tests.chaos.world import wait_until
from tests.support.processes import COMMANDS, built


@pytest.mark.timeout(90)
def test_every_process_says_so_and_ends() -> None:
    with built(start=()) as house:
        house.redis.set(key("schema"), 999)
        running = [house.start(name) for name in COMMANDS]
        assert [process.wait(30) for process in running] == [1] * len(COMMANDS)
        assert house.logs().count("Redis holds the records of a newer release") == len(COMMANDS)
        assert "Traceback" not in house.logs()


@pytest.mark.timeout(90)
def test_the_first_process_writes_down_which_records_they_are() -> None:
    with built(start=("web",)) as house:
        assert house.redis.get(key("schema")) == b"1"


@pytest.mark.timeout(90)
def test_who_is_at_work_ends_when_a_newer_release_moves_the_records() -> None:
    with built(start=("worker", "clock")) as house:
        assert wait_until(lambda: "worker ready" in house.logs() and "clock ready" in house.logs(), 30)
        house.redis.set(key("schema"), 999)
        assert [process.wait(30) for process in house.processes] == [1, 1]
        assert house.logs().count("a newer release has moved the records") == 2
