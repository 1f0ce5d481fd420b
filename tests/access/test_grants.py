"""Grants change one at a time, and each change a single time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from records import people
from records.dispatch import grants
from records.dispatch.grants import GrantChange
from records.people import Role
from tests.support.granting import grant


def test_a_repeated_change_is_made_once_and_returns_the_same(redis_client: redis.Redis) -> None:
    first = grants.change(redis_client, "w1", lambda given: given | {"U1": Role.ADMIN})
    again = grants.change(redis_client, "w1", lambda given: given | {"U2": Role.ADMIN})
    assert first == again == GrantChange(before={}, after={"U1": Role.ADMIN})
    assert people.grants(redis_client) == {"U1": Role.ADMIN}
    assert first.changed() == [("U1", None, Role.ADMIN)]


def test_a_refused_change_leaves_everything_as_it_is(redis_client: redis.Redis) -> None:
    grant(redis_client, "U1", Role.ADMIN)

    def refuse(given: dict[str, Role]) -> dict[str, Role]:
        given.clear()
        raise LookupError

    with pytest.raises(LookupError):
        grants.change(redis_client, "w1", refuse)
    assert people.grants(redis_client) == {"U1": Role.ADMIN}


def test_changes_at_the_same_time_are_all_made(redis_client: redis.Redis) -> None:
    def give(number: int) -> GrantChange:
        return grants.change(redis_client, f"w{number}", lambda given: given | {f"U{number}": Role.EDITOR})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(give, range(24)))
    assert len(people.grants(redis_client)) == 24


def test_the_last_grant_can_be_taken(redis_client: redis.Redis) -> None:
    grant(redis_client, "U1", Role.EDITOR)
    grants.change(redis_client, "w1", lambda _: {})
    assert people.grants(redis_client) == {}
