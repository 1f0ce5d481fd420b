"""A worker that is killed at any instant: the upload goes on by itself and ends with exactly the wished files."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator

import pytest

from appstore.catalog.display_types import DisplayType, sizes
from sandbox import pictures
from sandbox.videos import Video, video
from tests.support.processes import Process, RunningBot, start_bot

KILLS = int(os.environ.get("KILLS", "6"))
"""How many random instants are tried; the seed is printed by pytest with a failure."""
VIDEO_KILLS = int(os.environ.get("KILLS", "2"))
"""The same of uploads with videos, for which Apple takes longer."""

KINDS = [item for item in DisplayType if not item.is_imessage and not item.is_library_only][:19]
LOCALES = ("en-US", "de-DE", "fr-FR")


@pytest.fixture(scope="module")
def running_bot() -> Iterator[RunningBot]:
    """One running bot for all kills."""
    with start_bot(append_only=True) as running_bot:
        running_bot.apple.latency = 0.04
        running_bot.apple.processing = 0.4
        running_bot.redis.set("asc:processing", 0.4)
        yield running_bot


def send(
    running_bot: RunningBot, kind: DisplayType, seed: int, locale: str = "en-US", old: int = 0, option: str = ""
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
        running_bot.apple.fill_set(running_bot.version_id, locale, kind.value, theirs)
    running_bot.slack.settled()
    ts = running_bot.eddie.says(
        running_bot.release, f"@App Store Bot upload {locale} {kind.value} {option}", files=files
    )
    return ts, [name for name, _ in ((*theirs, *files) if option == "--append" else files)]


def wait_out_the_lease(running_bot: RunningBot) -> None:
    """What ten seconds of silence do, at once."""
    for name in running_bot.redis.keys("asc:lease:*"):
        running_bot.redis.delete(name)


def running_worker(running_bot: RunningBot) -> Process:
    """The newest worker that runs."""
    return next(
        process
        for process in reversed(running_bot.processes)
        if "tasks.worker" in str(process.args) and process.poll() is None
    )


@pytest.mark.timeout(60 + 30 * KILLS)
def test_killed_at_random_instants_it_ends_with_exactly_the_wished_screenshots(running_bot: RunningBot) -> None:
    dice = random.Random(int(os.environ.get("SEED", "20261122")))  # noqa: S311 - chance, not a secret
    worker = next(process for process in running_bot.processes if "tasks.worker" in str(process.args))
    for round_number in range(KILLS):
        kind, locale = KINDS[round_number % len(KINDS)], LOCALES[round_number // len(KINDS)]
        instant = dice.uniform(0.0, 1.8)
        old, option = dice.choice([(0, ""), (4, "--replace"), (8, "--replace"), (4, "--append")])
        ts, names = send(running_bot, kind, 1 + round_number, locale, old, option)
        time.sleep(instant)  # the instant of the kill is the thing under test
        running_bot.kill(worker)
        wait_out_the_lease(running_bot)
        worker = running_bot.start("worker")
        thread = running_bot.finished(ts)
        note = f"{round_number}: {option} on {old}, killed at {instant:.3f} s:\n{thread}\n{running_bot.logs()[-3000:]}"
        assert running_bot.screenshots(locale, kind.value) == [(name, "COMPLETE") for name in names], note
        assert len(running_bot.replies(ts)) == 1, note


def send_videos(running_bot: RunningBot, seed: int, locale: str, old: int, option: str) -> tuple[str, list[str]]:
    """Eddie uploads two videos and a picture, to sets with `old` videos and no picture; returns as `send` does."""
    apple, version_id = running_bot.apple, running_bot.version_id
    for preview in apple.previews(version_id, locale, "IPHONE_67"):
        apple.delete_preview(preview.id)
    if (locale, "APP_IPHONE_67") in apple.sets(version_id):
        apple.delete_set(version_id, locale, "APP_IPHONE_67")
    theirs = tuple((f"old{number}.mp4", video(Video(seed=50_000 + seed * 10 + number))) for number in range(old))
    apple.fill_preview_set(version_id, locale, "IPHONE_67", theirs)
    videos = tuple((f"{seed}-{number}.mp4", video(Video(seed=seed * 10 + number))) for number in range(2))
    picture = (f"{seed}.png", pictures.png(1290, 2796, seed=60_000 + seed))
    running_bot.slack.settled()
    ts = running_bot.eddie.says(
        running_bot.release, f"@App Store Bot upload {locale} {option}", files=(*videos, picture)
    )
    return ts, [name for name, _ in ((*theirs, *videos) if option == "--append" else videos)]


@pytest.mark.timeout(60 + 30 * VIDEO_KILLS)
def test_killed_at_random_instants_it_ends_with_exactly_the_wished_videos(running_bot: RunningBot) -> None:
    dice = random.Random(int(os.environ.get("SEED", "20261129")))  # noqa: S311 - chance, not a secret
    running_bot.apple.video_processing = 1.5
    for round_number in range(VIDEO_KILLS):
        locale, instant = LOCALES[round_number % len(LOCALES)], dice.uniform(0.0, 3.0)
        old, option = dice.choice([(0, ""), (1, "--append"), (1, "--replace"), (3, "--replace")])
        ts, names = send_videos(running_bot, 1 + round_number, locale, old, option)
        time.sleep(instant)  # the instant of the kill is the thing under test
        running_bot.kill(running_worker(running_bot))
        wait_out_the_lease(running_bot)
        running_bot.start("worker")
        thread = running_bot.finished(ts)
        note = f"{round_number}: {option} on {old}, killed at {instant:.3f} s:\n{thread}\n{running_bot.logs()[-3000:]}"
        held = running_bot.apple.previews(running_bot.version_id, locale, "IPHONE_67")
        assert [(preview.name, preview.state) for preview in held] == [(name, "COMPLETE") for name in names], note
        assert running_bot.screenshots(locale) == [(f"{1 + round_number}.png", "COMPLETE")], note
        assert len(running_bot.replies(ts)) == 1, note


@pytest.mark.timeout(120)
def test_a_killed_worker_is_replaced_within_a_minute_without_any_help(running_bot: RunningBot) -> None:
    worker = running_worker(running_bot)
    reserved = threading.Event()
    running_bot.apple.on_change.append(lambda _: reserved.set())
    ts, names = send(running_bot, DisplayType.APP_IPAD_97, 900, "fr-FR")
    assert reserved.wait(20)
    running_bot.start("worker")
    running_bot.kill(worker)
    began = time.monotonic()
    running_bot.finished(ts, 60)
    assert time.monotonic() - began < 60
    assert [name for name, _ in running_bot.screenshots("fr-FR", "APP_IPAD_97")] == names


@pytest.mark.timeout(120)
def test_a_restart_of_redis_in_the_middle_of_an_upload_loses_nothing(running_bot: RunningBot) -> None:
    ts, names = send(running_bot, DisplayType.APP_WATCH_SERIES_4, 950, "fr-FR")
    running_bot.slack.wait(lambda: running_bot.replies(ts), 20)
    running_bot.valkey.terminate()
    time.sleep(1.0)  # Redis is away for a second
    running_bot.valkey.start()
    running_bot.finished(ts, 60)
    assert running_bot.screenshots("fr-FR", "APP_WATCH_SERIES_4") == [(name, "COMPLETE") for name in names]
    assert len(running_bot.replies(ts)) == 1
