"""How many calls an upload has in flight: what Apple takes well, remembered for the next one with the same key."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis

from appstore.calls.budget import Budget, RedisBudget
from appstore.calls.in_flight import KEPT_FOR_CALLS, AdaptiveLimit, CallSlots
from kit.wiring import connect


def answer(limit: AdaptiveLimit, *statuses: int) -> None:
    """Calls are made one after the other and answered like this."""
    for status in statuses:
        with limit.slot() as answered:
            answered(status)


def room(limit: AdaptiveLimit, *, transfer: bool = False) -> int:
    """How many calls the limit lets through at once."""
    with ExitStack() as held:
        count = 0
        while count < 50 and limit._has_room(transfer=transfer):  # noqa: SLF001 - the question is otherwise answered by waiting
            held.enter_context(limit.slot(transfer=transfer))
            count += 1
        return count


def test_it_starts_as_configured_and_grows_to_twice_that_while_answers_are_good() -> None:
    limit = AdaptiveLimit(Budget(), 5)
    assert room(limit) == 5
    answer(limit, 200, 201)
    assert room(limit) == 7
    answer(limit, *[204] * 20)
    assert room(limit) == 10


@pytest.mark.parametrize("status", [429, 500, 503, 504, 408, 0])
def test_trouble_halves_it_and_it_recovers_with_care(status: int) -> None:
    limit = AdaptiveLimit(Budget(), 4)
    answer(limit, *[200] * 4, status)
    assert room(limit) == 4
    answer(limit, *[200] * 3)
    assert room(limit) == 4
    answer(limit, *[200] * 2)
    assert room(limit) == 5


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
def test_a_refusal_is_a_good_answer(status: int) -> None:
    limit = AdaptiveLimit(Budget(), 3)
    answer(limit, status)
    assert room(limit) == 4


def test_trouble_of_calls_that_were_in_flight_together_counts_once() -> None:
    limit = AdaptiveLimit(Budget(), 8)
    with ExitStack() as held:
        together = [held.enter_context(limit.slot()) for _ in range(8)]
        for answered in together:
            answered(429)
    assert room(limit) == 4


def test_it_never_falls_below_one() -> None:
    limit = AdaptiveLimit(Budget(), 2)
    answer(limit, *[500] * 9)
    assert room(limit) == 1


@pytest.mark.parametrize(("start", "most"), [(1, 1), (2, 1), (5, 3), (10, 8)])
def test_files_on_their_way_leave_room_for_calls(start: int, most: int) -> None:
    assert room(AdaptiveLimit(Budget(), start), transfer=True) == most


def test_a_call_that_waits_goes_on_when_another_ends() -> None:
    limit, went = AdaptiveLimit(Budget(), 1), threading.Event()

    def call() -> None:
        with limit.slot():
            went.set()

    with limit.slot():
        thread = threading.Thread(target=call)
        thread.start()
        assert not went.is_set()
    assert went.wait(5)
    thread.join()


def test_it_is_remembered_for_an_hour_by_all_processes_with_the_key(redis_client: redis.Redis) -> None:
    answer(AdaptiveLimit(RedisBudget(redis_client, "A"), 4), *[200] * 4, 429)
    assert redis_client.get("asc:concurrency:A") == b"4"
    assert 0 < redis_client.ttl("asc:concurrency:A") <= 3600
    answer(AdaptiveLimit(RedisBudget(redis_client, "A"), 4), 429)
    careful = AdaptiveLimit(RedisBudget(redis_client, "A"), 4)
    assert room(careful) == 2
    answer(careful, 200)
    assert room(careful) == 2
    assert room(AdaptiveLimit(RedisBudget(redis_client, "B"), 4)) == 4


def test_what_is_remembered_never_exceeds_a_setting_that_was_lowered(redis_client: redis.Redis) -> None:
    answer(AdaptiveLimit(RedisBudget(redis_client, "A"), 8), *[200] * 20)
    assert room(AdaptiveLimit(RedisBudget(redis_client, "A"), 2)) == 4


def test_without_redis_it_starts_as_configured() -> None:
    with connect("redis://127.0.0.1:1/0", tries=0, seconds=0.1) as nowhere:
        limit = AdaptiveLimit(RedisBudget(nowhere, "A"), 5)
        answer(limit, 200, 500)
        assert room(limit) == 3


@pytest.fixture
def slots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CallSlots:
    """The slots of a key that no other test knows."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return CallSlots("KEY", "http://transfers")


def test_files_of_all_processes_together_leave_calls_of_the_key_their_slots(slots: CallSlots) -> None:
    class Waited(Exception):  # noqa: N818 - shows that the slot was waited for
        pass

    def wait(_: float) -> None:
        raise Waited

    with ExitStack() as held:
        for _ in range(10 - KEPT_FOR_CALLS):
            held.enter_context(slots.slot(wait, transfer=True))
        with pytest.raises(Waited):
            held.enter_context(slots.slot(wait, transfer=True))
        for _ in range(KEPT_FOR_CALLS):
            held.enter_context(slots.slot(wait))
        with pytest.raises(Waited):
            held.enter_context(slots.slot(wait))
