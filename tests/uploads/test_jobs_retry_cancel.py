"""Uploads are listed, stopped, tried again, and never interleaved with somebody else's to the same set."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from sandbox import pictures
from sandbox.appstore import Fault
from tests.support import wording
from tests.support.env import Env
from tests.support.processes import RunningBot, start_bot
from tests.support.uploads import WATCH, watch

Shots = tuple[tuple[str, bytes], ...]
KIND = "APP_IPHONE_67"


def upload(env: Env, files: Shots, more: str = "") -> str:
    """Eddie uploads to en-US."""
    ts = env.says(env.eddie, f"@App Store Bot upload en-US {KIND} {more}", files)
    env.work()
    return ts


def test_jobs_lists_what_ran_failed_and_waits_with_who_and_the_id(env: Env, shots: Shots) -> None:
    upload(env, shots[:1])
    env.apple.faults.add(Fault.status(409, method="POST", path="appScreenshots$", times=1))
    upload(env, shots[1:2], "--append")
    upload(env, shots[2:3])
    answer = env.eddie.types("/asc jobs", env.release).json()["text"]
    assert [word in answer for word in ("done", "failed", wording.WAITS_FOR_ANSWER)] == [True] * 3
    assert f"<@{env.eddie.id}>" in answer


def test_retry_by_command_does_only_what_is_missing(env: Env, shots: Shots) -> None:
    env.apple.faults.add(Fault.status(409, method="POST", path="appScreenshots$", nth=3))
    ts = upload(env, shots[:3])
    assert env.screenshots() == ["1.png", "2.png"]
    job_id = env.replies(ts)[0].buttons[0].value
    before = len(env.writes())
    env.eddie.types(f"/asc retry {job_id}", env.release)
    env.work()
    assert env.screenshots() == ["1.png", "2.png", "3.png"], env.read(ts)
    assert sum(write == "POST /v1/appScreenshots" for write in env.writes()[before:]) == 1
    assert wording.TRIED_AGAIN in env.read(ts)


def test_an_unknown_job_is_named(env: Env) -> None:
    env.eddie.types("/asc cancel nonsense", env.release)
    env.work()
    assert wording.NO_SUCH_UPLOAD in env.ephemeral_text(env.eddie).replace("`", "")


@pytest.fixture(scope="module")
def running_bot() -> Iterator[RunningBot]:
    """The running bot, with one worker."""
    with start_bot() as running_bot:
        yield running_bot


@pytest.mark.timeout(120)
def test_a_running_upload_is_cancelled_and_leaves_the_set_as_it_was(running_bot: RunningBot) -> None:
    old = tuple((f"old{number}.png", pictures.png(312, 390, seed=number)) for number in range(3))
    new = tuple((f"new{number}.png", pictures.png(312, 390, seed=50 + number)) for number in range(5))
    running_bot.apple.fill_set(running_bot.version_id, "en-US", WATCH, old)
    running_bot.apple.processing = 3.0
    ts = running_bot.eddie.says(running_bot.release, "@App Store Bot upload en-US watch series 3 --replace", files=new)
    running_bot.slack.wait(
        lambda: any(
            "sent" in str(reply.blocks) or "processed" in str(reply.blocks) for reply in running_bot.replies(ts)
        ),
        20,
    )
    running_bot.eddie.clicks(running_bot.release, running_bot.replies(ts)[0], "Cancel")
    thread = running_bot.finished(ts)
    assert "cancelled" in thread
    held = running_bot.screenshots("en-US", WATCH)
    assert held == [(name, "COMPLETE") for name, _ in old], running_bot.logs()[-3000:]


@pytest.mark.timeout(120)
def test_who_comes_second_is_told_at_once_though_the_only_worker_is_busy(running_bot: RunningBot) -> None:
    running_bot.apple.processing = 4.0
    item = running_bot.eddie.says(running_bot.release, "@App Store Bot upload fr-FR watch series 3", files=[watch(1)])
    running_bot.slack.wait(lambda: any("Uploading" in reply.text for reply in running_bot.replies(item)), 20)
    two = running_bot.eddie.says(running_bot.release, "@App Store Bot upload de-DE watch series 3", files=[watch(2)])
    running_bot.slack.wait(
        lambda: any("Other uploads are running" in reply.text for reply in running_bot.replies(two)), 3
    )
    assert running_bot.screenshots("fr-FR", WATCH) != [("1.png", "COMPLETE")]
    assert [button.label for button in running_bot.replies(two)[0].buttons] == ["Cancel"]
    running_bot.finished(item)
    assert wording.uploaded(1) in running_bot.finished(two)
    assert len(running_bot.replies(two)) == 1


@pytest.mark.timeout(120)
def test_the_second_upload_to_a_set_is_told_waits_and_is_never_interleaved(running_bot: RunningBot) -> None:
    first = tuple((f"a{number}.png", pictures.png(368, 448, seed=number)) for number in range(3))
    second = tuple((f"b{number}.png", pictures.png(368, 448, seed=50 + number)) for number in range(3))
    running_bot.start("worker")
    running_bot.apple.processing = 2.5
    began = time.monotonic()
    item = running_bot.eddie.says(
        running_bot.release, "@App Store Bot upload en-US watch series 4 --append", files=first
    )
    running_bot.slack.wait(lambda: any("Uploading" in reply.text for reply in running_bot.replies(item)), 20)
    two = running_bot.eddie.says(
        running_bot.release, "@App Store Bot upload en-US watch series 4 --append", files=second
    )
    running_bot.slack.wait(
        lambda: any("upload to the same set is running" in reply.text for reply in running_bot.replies(two)), 20
    )
    running_bot.finished(item)
    running_bot.finished(two)
    names = [name for name, _ in running_bot.screenshots("en-US", "APP_WATCH_SERIES_4")]
    assert names == ["a0.png", "a1.png", "a2.png", "b0.png", "b1.png", "b2.png"]
    assert time.monotonic() - began < 30
