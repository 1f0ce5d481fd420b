"""A worker that is killed at any instant: the upload goes on by itself and ends with exactly the wished screenshots."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator

import pytest

from appstore.catalog.display_types import DisplayType, sizes
from sandbox import pictures
from tests.support.processes import House, built

KILLS = int(os.environ.get("KILLS", "6"))
"""How many random instants are tried; the seed is printed by pytest with a failure."""

KINDS = [one for one in DisplayType if not one.is_imessage][:19]
LOCALES = ("en-US", "de-DE", "fr-FR")


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """One house for all kills."""
    with built(append_only=True) as house:
        house.apple.latency = 0.04
        house.apple.processing = 0.4
        house.redis.set("asc:processing", 0.4)
        yield house


def send(
    house: House, kind: DisplayType, seed: int, locale: str = "en-US", old: int = 0, option: str = ""
) -> tuple[str, list[str]]:
    """Eddie uploads five pictures to a set with `old` ones of others; returns the ts and the names wished there."""
    width, height = min(sizes(kind))
    files = tuple(
        (f"{seed}-{number}.png", pictures.png(width, height, seed=seed * 100 + number)) for number in range(5)
    )
    theirs = tuple(
        (f"old{number}.png", pictures.png(width, height, seed=50_000 + seed * 100 + number)) for number in range(old)
    )
    if theirs:
        house.apple.fill_set(house.version_id, locale, kind.value, theirs)
    house.slack.settled()
    ts = house.eddie.says(house.release, f"@App Store Bot upload {locale} {kind.value} {option}", files=files)
    return ts, [name for name, _ in ((*theirs, *files) if option == "--append" else files)]


def wait_out_the_lease(house: House) -> None:
    """What ten seconds of silence do, at once."""
    for name in house.redis.keys("asc:lease:*"):
        house.redis.delete(name)


@pytest.mark.timeout(60 + 30 * KILLS)
def test_killed_at_random_instants_it_ends_with_exactly_the_wished_screenshots(house: House) -> None:
    dice = random.Random(int(os.environ.get("SEED", "20261122")))  # noqa: S311 - chance, not a secret
    worker = next(process for process in house.processes if "tasks.worker" in str(process.args))
    for round_number in range(KILLS):
        kind, locale = KINDS[round_number % len(KINDS)], LOCALES[round_number // len(KINDS)]
        instant = dice.uniform(0.0, 1.8)
        old, option = dice.choice([(0, ""), (4, "--replace"), (8, "--replace"), (4, "--append")])
        ts, names = send(house, kind, 1 + round_number, locale, old, option)
        time.sleep(instant)  # the instant of the kill is the thing under test
        house.kill(worker)
        wait_out_the_lease(house)
        worker = house.start("worker")
        thread = house.finished(ts)
        told = (
            f"round {round_number} {option} on {old}, killed after {instant:.3f} s:\n{thread}\n{house.logs()[-3000:]}"
        )
        assert house.shots(locale, kind.value) == [(name, "COMPLETE") for name in names], told
        assert len(house.replies(ts)) == 1, told


@pytest.mark.timeout(120)
def test_a_killed_worker_is_replaced_within_a_minute_without_any_help(house: House) -> None:
    worker = next(
        process
        for process in reversed(house.processes)
        if "tasks.worker" in str(process.args) and process.poll() is None
    )
    reserved = threading.Event()
    house.apple.on_change.append(lambda _: reserved.set())
    ts, names = send(house, DisplayType.APP_IPAD_97, 900, "fr-FR")
    assert reserved.wait(20)
    house.start("worker")
    house.kill(worker)
    began = time.monotonic()
    house.finished(ts, 60)
    assert time.monotonic() - began < 60
    assert [name for name, _ in house.shots("fr-FR", "APP_IPAD_97")] == names


@pytest.mark.timeout(120)
def test_a_restart_of_redis_in_the_middle_of_an_upload_loses_nothing(house: House) -> None:
    ts, names = send(house, DisplayType.APP_WATCH_SERIES_4, 950, "fr-FR")
    house.slack.wait(lambda: house.replies(ts), 20)
    house.valkey.terminate()
    time.sleep(1.0)  # Redis is away for a second
    house.valkey.start()
    house.finished(ts, 60)
    assert house.shots("fr-FR", "APP_WATCH_SERIES_4") == [(name, "COMPLETE") for name in names]
    assert len(house.replies(ts)) == 1
