"""The hourly allowance is tracked and shared by all processes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from appstore.calls.budget import Allowance, Budget, RedisBudget, read_header
from tests.appstore.scripted_apple import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "redis"])
def budget(request: pytest.FixtureRequest, clock: Clock) -> Budget:
    if request.param == "memory":
        return Budget(now=clock.now)
    return RedisBudget(request.getfixturevalue("redis_client"), "2X9R4HXF34", now=clock.now)


def header_with(left: int, limit: int = 3600) -> str:
    return f"user-hour-lim:{limit};user-hour-rem:{left};"


def test_nothing_is_known_at_first(budget: Budget) -> None:
    assert budget.allowance() is None
    assert budget.paused_until() == 0


def test_apples_header_is_taken_in(budget: Budget, clock: Clock) -> None:
    budget.learn(header_with(500, 3500))
    assert budget.allowance() == Allowance(3500, 500, clock.at)


def test_the_header_may_hold_more_pairs() -> None:
    header = "user-hour-lim:3600;user-hour-rem:3595;user-minute-lim:150; user-minute-rem: 149"
    assert read_header(header) == {
        "user-hour-lim": 3600,
        "user-hour-rem": 3595,
        "user-minute-lim": 150,
        "user-minute-rem": 149,
    }


@pytest.mark.parametrize("header", ["", "user-hour-lim:3600", "nonsense", "user-hour-rem:abc;user-hour-lim:3600;"])
def test_a_header_that_does_not_tell_changes_nothing(budget: Budget, header: str) -> None:
    budget.learn(header_with(10))
    budget.learn(header)
    assert (known := budget.allowance())
    assert known.left == 10


def test_answers_out_of_order_leave_the_lowest_number(budget: Budget, clock: Clock) -> None:
    for left in (100, 97, 99, 98):
        budget.learn(header_with(left))
        clock.at += 1
    assert (known := budget.allowance())
    assert known.left == 97


def test_calls_that_come_back_as_the_hour_rolls_are_believed_later(budget: Budget, clock: Clock) -> None:
    budget.learn(header_with(97))
    clock.at += 60
    budget.learn(header_with(150))
    assert budget.allowance() == Allowance(3600, 150, clock.at)


def test_an_allowance_is_forgotten_after_an_hour(budget: Budget, clock: Clock) -> None:
    budget.learn(header_with(0))
    clock.at += 3601
    assert budget.allowance() is None


def test_a_pause_ends_by_itself(budget: Budget, clock: Clock) -> None:
    budget.pause(clock.at + 2)
    assert budget.paused_until() == clock.at + 2
    clock.at += 2
    assert budget.paused_until() == 0


def test_a_longer_pause_is_not_cut_short(budget: Budget, clock: Clock) -> None:
    budget.pause(clock.at + 30)
    budget.pause(clock.at + 2)
    budget.pause(clock.at - 5)
    assert budget.paused_until() == clock.at + 30


def test_processes_share_one_budget_for_each_key(redis_client: redis.Redis, clock: Clock) -> None:
    mine, yours, other = (RedisBudget(redis_client, key_id, now=clock.now) for key_id in ("A", "A", "B"))
    mine.learn(header_with(12))
    mine.pause(clock.at + 40)
    assert yours.allowance() == Allowance(3600, 12, clock.at)
    assert yours.paused_until() == clock.at + 40
    assert other.allowance() is None
    assert other.paused_until() == 0


def test_nothing_stays_in_redis_for_good(redis_client: redis.Redis, clock: Clock) -> None:
    budget = RedisBudget(redis_client, "A", now=clock.now)
    budget.learn(header_with(12))
    budget.pause(clock.at + 40)
    assert 0 < redis_client.ttl("asc:allowance:A") <= 3600
    assert 0 < redis_client.ttl("asc:pause:A") <= 41


@pytest.mark.parametrize(
    "ask",
    [lambda b: b.allowance(), lambda b: b.paused_until(), lambda b: b.learn(header_with(1)), lambda b: b.pause(9e9)],
)
def test_without_redis_calls_go_on(ask: Callable[[Budget], object]) -> None:
    with redis.Redis(host="127.0.0.1", port=1, retry=Retry(NoBackoff(), 0)) as nowhere:
        assert not ask(RedisBudget(nowhere, "A"))
