"""Records are moved once to the shape that a release reads, and an older release leaves newer ones alone."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from records import people
from records.dispatch import channels
from records.dispatch.channels import ChannelApp
from records.keys import key
from records.people import Person
from records.storage import migrations
from records.storage.migrations import NewerRecords


def test_cached_answers_are_dropped_and_choices_are_kept(redis_client: redis.Redis) -> None:
    redis_client.set(key("person", "U1"), '{"of": "another release"}')
    redis_client.set(key("apps", "all"), "[1]")
    channels.CHANNELS.put(
        redis_client, "C1", ChannelApp(app_id="1", bundle_id="com.example.tide", name="Tide", chosen_by="U1")
    )
    assert migrations.move(redis_client) == len(migrations.STEPS) + len(migrations.ADDITIONS)
    assert people.PEOPLE.get(redis_client, "U1") is None
    assert not redis_client.exists(key("apps", "all"))
    assert channels.app_of(redis_client, "C1") == ChannelApp(
        app_id="1", bundle_id="com.example.tide", name="Tide", chosen_by="U1"
    )
    assert migrations.schema(redis_client) == len(migrations.STEPS)


def test_records_of_this_release_are_left_alone(redis_client: redis.Redis) -> None:
    migrations.move(redis_client)
    people.PEOPLE.put(redis_client, "U1", Person(id="U1", name="Olive"))
    assert migrations.move(redis_client) == 0
    assert people.PEOPLE.get(redis_client, "U1") == Person(id="U1", name="Olive")


def test_of_many_processes_one_takes_each_step_and_the_others_wait(redis_client: redis.Redis) -> None:
    taken: list[int] = []
    together = threading.Barrier(8)

    def step(number: int) -> Callable[[redis.Redis], None]:
        return lambda _: taken.append(number)

    def process(_: int) -> int:
        together.wait(5)
        migrations.move(redis_client, [step(0), step(1), step(2)], (), lambda _: None)
        return migrations.schema(redis_client)

    with ThreadPoolExecutor(8) as processes:
        assert set(processes.map(process, range(8))) == {3}
    assert taken == [0, 1, 2]


def test_a_step_that_was_interrupted_is_taken_again(redis_client: redis.Redis) -> None:
    """The worked example: a field gets another name."""
    for number in range(5):
        redis_client.set(key("shape", str(number)), json.dumps({"bundle": number}), ex=60)
    tries = iter([2, 5])

    def rename(client: redis.Redis) -> None:
        for count, name in enumerate(sorted(client.scan_iter(key("shape", "*")))):
            if count == left:
                raise KeyboardInterrupt
            found = json.loads(client.get(name) or "{}")
            if "bundle" in found:
                client.set(name, json.dumps({"bundle_id": found["bundle"]}), keepttl=True)

    left = next(tries)
    with pytest.raises(KeyboardInterrupt):
        migrations.move(redis_client, [rename], ())
    assert migrations.schema(redis_client) == 0
    left = next(tries)
    assert migrations.move(redis_client, [rename], ()) == 1
    found = [json.loads(redis_client.get(name) or "") for name in sorted(redis_client.scan_iter(key("shape", "*")))]
    assert found == [{"bundle_id": number} for number in range(5)]
    assert redis_client.ttl(key("shape", "0")) > 0


def test_an_older_release_refuses_newer_records(redis_client: redis.Redis) -> None:
    redis_client.set(key("schema"), 7)
    with pytest.raises(NewerRecords) as refused:
        migrations.move(redis_client)
    assert (refused.value.found, refused.value.known) == (7, len(migrations.STEPS))


def test_an_addition_stops_no_release_that_does_not_know_it(redis_client: redis.Redis) -> None:
    """The number that an earlier release compares with what it knows stays as it was."""
    taken: list[str] = []
    migrations.move(redis_client, (), [lambda _: taken.append("first")])
    migrations.move(redis_client, (), [lambda _: taken.append("first again"), lambda _: taken.append("second")])
    assert taken == ["first", "second"]
    assert migrations.schema(redis_client) == 0
    assert migrations.move(redis_client, (), ()) == 0
