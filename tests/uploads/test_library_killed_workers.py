"""A worker that is killed at any instant of an upload into the App Asset Library: no file is lost, or sent twice."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import pytest

from sandbox import pictures
from tests.support.processes import RunningBot, start_bot
from tests.uploads.library_env import zipped
from tests.uploads.test_killed_workers import running_worker, wait_out_the_lease

# How many random instants are tried.
KILLS = int(os.environ.get("KILLS", "3"))
GROUP = ("APP_SCREENSHOT", "WATCH_SERIES_3_PROFILE")
LOCALES = ("en-US", "de-DE")


@pytest.fixture(scope="module")
def running_bot() -> Iterator[RunningBot]:
    with start_bot(append_only=True, settings={"ASC_MEDIA": "library"}) as running_bot:
        running_bot.apple.latency = 0.04
        running_bot.apple.processing = 0.4
        running_bot.redis.set("asc:processing", 0.4)
        yield running_bot


def send(running_bot: RunningBot, seed: int, option: str) -> tuple[str, dict[str, list[str]]]:
    """Eddie uploads the same four pictures in two languages; returns the ts and the names wanted in each."""
    files = {f"{seed}-{number}.png": pictures.png(312, 390, seed=seed * 100 + number) for number in range(4)}
    before = {locale: list(running_bot.apple.placed(running_bot.version_id, locale, GROUP)) for locale in LOCALES}
    wanted = {locale: [*before[locale], *files] if option == "--append" else list(files) for locale in LOCALES}
    packed = zipped({f"{locale}/APP_WATCH_SERIES_3/{name}": data for locale in LOCALES for name, data in files.items()})
    running_bot.slack.settled()
    return running_bot.eddie.says(running_bot.release, f"@App Store Bot upload {option}", files=packed), wanted


@pytest.mark.timeout(60 + 30 * KILLS)
def test_killed_at_random_instants_every_language_shows_what_was_wanted_and_nothing_was_sent_twice(
    running_bot: RunningBot,
) -> None:
    dice = random.Random(int(os.environ.get("SEED", "20261129")))  # noqa: S311 - chance, not a secret
    for round_number in range(KILLS):
        option, instant = ("--append" if round_number % 3 == 1 else "--replace"), dice.uniform(0.2, 2.0)
        ts, wanted = send(running_bot, 1 + round_number, option)
        time.sleep(instant)  # the instant of the kill is the thing under test
        running_bot.kill(running_worker(running_bot))
        wait_out_the_lease(running_bot)
        running_bot.start("worker")
        thread = running_bot.finished(ts)
        note = f"{round_number}: {option}, killed at {instant:.3f} s:\n{thread}\n{running_bot.logs()[-3000:]}"
        held = {locale: list(running_bot.apple.placed(running_bot.version_id, locale, GROUP)) for locale in LOCALES}
        assert held == wanted, note
        stored = running_bot.apple.assets(running_bot.app_id)
        assert {asset.state for asset in stored} == {"PREPARE_FOR_SUBMISSION"}, note
        assert len(stored) == 4 * (1 + round_number), note
        assert len(running_bot.replies(ts)) == 1, note
