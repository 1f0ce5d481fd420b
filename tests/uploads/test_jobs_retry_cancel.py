"""Uploads are listed, stopped, tried again, and never interleaved with somebody else's to the same set."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from sandbox import pictures
from sandbox.appstore import Fault
from tests.support import wording
from tests.support.env import Stage
from tests.support.processes import House, built
from tests.support.uploads import WATCH, watch

Shots = tuple[tuple[str, bytes], ...]
KIND = "APP_IPHONE_67"


def upload(stage: Stage, files: Shots, more: str = "") -> str:
    """Eddie uploads to en-US."""
    ts = stage.says(stage.eddie, f"@App Store Bot upload en-US {KIND} {more}", files)
    stage.work()
    return ts


def test_jobs_lists_what_ran_failed_and_waits_with_who_and_the_id(stage: Stage, shots: Shots) -> None:
    upload(stage, shots[:1])
    stage.apple.faults.add(Fault.status(409, method="POST", path="appScreenshots$", times=1))
    upload(stage, shots[1:2], "--append")
    upload(stage, shots[2:3])
    answer = stage.eddie.types("/asc jobs", stage.release).json()["text"]
    assert [word in answer for word in ("done", "failed", wording.WAITS_FOR_ANSWER)] == [True] * 3
    assert f"<@{stage.eddie.id}>" in answer


def test_retry_by_command_does_only_what_is_missing(stage: Stage, shots: Shots) -> None:
    stage.apple.faults.add(Fault.status(409, method="POST", path="appScreenshots$", nth=3))
    ts = upload(stage, shots[:3])
    assert stage.shots() == ["1.png", "2.png"]
    job_id = stage.replies(ts)[0].buttons[0].value
    before = len(stage.writes())
    stage.eddie.types(f"/asc retry {job_id}", stage.release)
    stage.work()
    assert stage.shots() == ["1.png", "2.png", "3.png"], stage.read(ts)
    assert sum(write == "POST /v1/appScreenshots" for write in stage.writes()[before:]) == 1
    assert wording.TRIED_AGAIN in stage.read(ts)


def test_an_unknown_job_is_named(stage: Stage) -> None:
    stage.eddie.types("/asc cancel nonsense", stage.release)
    stage.work()
    assert wording.NO_SUCH_UPLOAD in stage.whispers(stage.eddie).replace("`", "")


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """The running bot, with one worker."""
    with built() as house:
        yield house


@pytest.mark.timeout(120)
def test_a_running_upload_is_cancelled_and_leaves_the_set_as_it_was(house: House) -> None:
    old = tuple((f"old{number}.png", pictures.png(312, 390, seed=number)) for number in range(3))
    new = tuple((f"new{number}.png", pictures.png(312, 390, seed=50 + number)) for number in range(5))
    house.apple.fill_set(house.version_id, "en-US", WATCH, old)
    house.apple.processing = 3.0
    ts = house.eddie.says(house.release, "@App Store Bot upload en-US watch series 3 --replace", files=new)
    house.slack.wait(
        lambda: any("sent" in str(reply.blocks) or "processed" in str(reply.blocks) for reply in house.replies(ts)), 20
    )
    house.eddie.clicks(house.release, house.replies(ts)[0], "Cancel")
    thread = house.finished(ts)
    assert "cancelled" in thread
    held = house.shots("en-US", WATCH)
    assert held == [(name, "COMPLETE") for name, _ in old], house.logs()[-3000:]


@pytest.mark.timeout(120)
def test_who_comes_second_is_told_at_once_though_the_only_worker_is_busy(house: House) -> None:
    house.apple.processing = 4.0
    one = house.eddie.says(house.release, "@App Store Bot upload fr-FR watch series 3", files=[watch(1)])
    house.slack.wait(lambda: any("Uploading" in reply.text for reply in house.replies(one)), 20)
    two = house.eddie.says(house.release, "@App Store Bot upload de-DE watch series 3", files=[watch(2)])
    house.slack.wait(lambda: any("Other uploads are running" in reply.text for reply in house.replies(two)), 3)
    assert house.shots("fr-FR", WATCH) != [("1.png", "COMPLETE")]
    assert [button.label for button in house.replies(two)[0].buttons] == ["Cancel"]
    house.finished(one)
    assert wording.uploaded(1) in house.finished(two)
    assert len(house.replies(two)) == 1


@pytest.mark.timeout(120)
def test_the_second_upload_to_a_set_is_told_waits_and_is_never_interleaved(house: House) -> None:
    first = tuple((f"a{number}.png", pictures.png(368, 448, seed=number)) for number in range(3))
    second = tuple((f"b{number}.png", pictures.png(368, 448, seed=50 + number)) for number in range(3))
    house.start("worker")
    house.apple.processing = 2.5
    began = time.monotonic()
    one = house.eddie.says(house.release, "@App Store Bot upload en-US watch series 4 --append", files=first)
    house.slack.wait(lambda: any("Uploading" in reply.text for reply in house.replies(one)), 20)
    two = house.eddie.says(house.release, "@App Store Bot upload en-US watch series 4 --append", files=second)
    house.slack.wait(lambda: any("upload to the same set is running" in reply.text for reply in house.replies(two)), 20)
    house.finished(one)
    house.finished(two)
    names = [name for name, _ in house.shots("en-US", "APP_WATCH_SERIES_4")]
    assert names == ["a0.png", "a1.png", "a2.png", "b0.png", "b1.png", "b2.png"]
    assert time.monotonic() - began < 30
