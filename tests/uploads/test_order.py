"""Uploads to one set are carried out in the order of their acknowledgement, by two workers; others do not wait."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest

from records.uploads import uploads
from sandbox import pictures
from sandbox.appstore import Fault
from sandbox.slack.faults import Fault as SlackFault
from tests.chaos.world import wait_until
from tests.support import wording
from tests.support.env import Env
from tests.support.processes import RunningBot, start_bot

# It waits for long, so it starts early: see tests/conftest.py.
pytestmark = pytest.mark.timeout(120)

WATCH = (368, 448)
SET, TIDE = "en-US watch series 4 --replace", "--app com.example.tide"
Files = tuple[tuple[str, bytes], ...]


@pytest.fixture(scope="module")
def processes() -> Iterator[RunningBot]:
    """Web, clock and two workers, and another app."""
    with start_bot(start=("web", "worker", "worker", "clock")) as bot:
        bot.apple.add_version(bot.apple.add_app("com.example.second", "Second"), "9.0", locales=["en-US"])
        bot.apple.processing = 0.2
        bot.redis.set("asc:processing", 0.2)
        yield bot


@pytest.fixture
def bot(processes: RunningBot) -> Iterator[RunningBot]:
    """The processes without faults; nothing is left in the order after a test."""
    processes.redis.delete("asc:channel:" + processes.release.id)
    yield processes
    assert wait_until(lambda: not processes.redis.hlen("asc:owed"), 60), processes.logs()[-4000:]
    assert not processes.redis.exists("asc:order", "asc:order:touched")
    processes.slack.faults.clear()
    processes.apple.faults.clear()


def images(start: int, count: int) -> Files:
    return tuple((f"{number}.png", pictures.png(*WATCH, seed=number)) for number in range(start, start + count))


def upload(bot: RunningBot, words: str, files: Files) -> str:
    """Send an upload, acknowledged when this returns."""
    ts = bot.eddie.says(bot.release, f"@App Store Bot upload {words}", files=files)
    bot.slack.settled()
    return ts


def names(bot: RunningBot, locale: str = "en-US") -> list[str]:
    return [name for name, _ in bot.screenshots(locale, "APP_WATCH_SERIES_4")]


def test_a_correcting_upload_is_not_undone_by_the_slower_one_before(bot: RunningBot) -> None:
    bot.slack.faults.add(SlackFault("files-pri", "slow", times=6, seconds=1))
    first = upload(bot, f"{SET} {TIDE}", images(100, 6))
    second = upload(bot, f"{SET} {TIDE}", images(200, 1))
    assert wait_until(lambda: wording.WAITS_SET in bot.read(second), 10), bot.read(second)
    bot.finished(first)
    bot.finished(second)
    assert names(bot) == ["200.png"], bot.read(first) + bot.read(second)
    assert len(bot.replies(second)) == 1


def test_an_upload_waits_for_a_zip_whose_sets_are_not_known_yet(bot: RunningBot) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("en-US/APP_WATCH_SERIES_4/300.png", images(300, 1)[0][1])
    bot.slack.faults.add(SlackFault("files-pri", "slow", seconds=2))
    first = upload(bot, f"--replace {TIDE}", (("all.zip", packed.getvalue()),))
    second = upload(bot, f"{SET} {TIDE}", images(301, 1))
    bot.finished(first)
    bot.finished(second)
    assert names(bot) == ["301.png"]


@pytest.mark.parametrize("words", [f"de-DE watch series 4 {TIDE}", "en-US watch series 4 --app com.example.second"])
def test_an_upload_to_another_set_does_not_wait(bot: RunningBot, words: str) -> None:
    bot.slack.faults.add(SlackFault("files-pri", "slow", seconds=4))
    first = upload(bot, f"{SET} {TIDE}", images(400, 1))
    # Its app is known while its file is still on the way.
    assert wait_until(lambda: bot.app_id in str(bot.redis.hvals("asc:order:touched")), 10)
    second = upload(bot, words, images(410, 1))
    bot.finished(second)
    assert not {"white_check_mark", "x"} & set(bot.slack.reactions(bot.release, first))
    bot.finished(first)
    assert wording.WAITS_SET not in bot.read(second)


def test_the_channel_can_choose_another_app_while_an_upload_runs(bot: RunningBot) -> None:
    bot.eddie.types("/asc use com.example.tide", bot.release)
    assert wait_until(lambda: bot.redis.exists(f"asc:channel:{bot.release.id}") == 1, 10)
    bot.slack.faults.add(SlackFault("files-pri", "slow", seconds=4))
    first = upload(bot, SET, images(450, 1))
    assert wait_until(lambda: bot.app_id in str(bot.redis.hvals("asc:order:touched")), 10)
    bot.eddie.types("/asc use com.example.second", bot.release)
    assert wait_until(lambda: "com.example.second" in str(bot.redis.get(f"asc:channel:{bot.release.id}")), 3)
    assert not {"white_check_mark", "x"} & set(bot.slack.reactions(bot.release, first))
    bot.finished(first)
    assert names(bot) == ["450.png"]


def test_an_upload_that_waits_can_be_cancelled_at_once(bot: RunningBot) -> None:
    words = f"{SET} {TIDE}"
    bot.slack.faults.add(SlackFault("files-pri", "slow", seconds=4))
    first = upload(bot, words, images(500, 1))
    second = upload(bot, words, images(501, 1))
    assert wait_until(lambda: wording.WAITS_SET in bot.read(second), 10)
    bot.eddie.clicks(bot.release, bot.replies(second)[0].ts, "Cancel")
    assert wording.CANCELLED in bot.finished(second)
    assert not {"white_check_mark", "x"} & set(bot.slack.reactions(bot.release, first))
    bot.finished(first)
    assert names(bot) == ["500.png"]


def test_a_killed_upload_keeps_its_turn(bot: RunningBot) -> None:
    words = f"{SET} {TIDE}"
    slow = bot.apple.faults.add(Fault.slow(3, method="PATCH", path="appScreenshots", nth=1))
    upload(bot, words, images(600, 2))
    assert wait_until(lambda: slow.fired > 0, 20)
    second = upload(bot, words, images(610, 1))
    assert wait_until(lambda: wording.WAITS_SET in bot.read(second), 10)
    for worker in [process for process in bot.processes if "tasks.worker" in str(process.args)]:
        bot.kill(worker)
        bot.processes.remove(worker)
    for name in bot.redis.keys("asc:lease:*"):
        bot.redis.delete(name)
    bot.start("worker")
    bot.start("worker")
    bot.finished(second)
    assert names(bot) == ["610.png"]


def test_an_answered_question_is_about_the_app_that_it_named(env: Env, shots: Files) -> None:
    second = env.apple.add_app("com.example.second", "Second")
    env.apple.add_version(second, "9.0", locales=["en-US"])
    env.says(env.eddie, "@App Store Bot use com.example.tide")
    env.work()
    env.apple.fill_set(env.version_id, "en-US", "APP_IPHONE_67", shots[5:6])
    ts = env.says(env.eddie, "@App Store Bot upload en-US APP_IPHONE_67", shots[:1])
    env.work()
    env.says(env.eddie, "@App Store Bot use com.example.second")
    env.work()
    env.eddie.clicks(env.release, env.replies(ts)[0].ts, "Replace")
    env.work()
    assert env.screenshots() == ["1.png"], env.read(ts)


def test_an_upload_goes_to_the_app_that_was_chosen_before(env: Env, shots: Files) -> None:
    app_id = env.apple.add_app("com.example.second", "Second")
    version_id = env.apple.add_version(app_id, "9.0", locales=["en-US"])
    env.says(env.eddie, "@App Store Bot use com.example.tide")
    env.work()
    env.says(env.eddie, "@App Store Bot use com.example.second")
    ts = env.says(env.eddie, "@App Store Bot upload en-US APP_IPHONE_67", shots[:1])
    env.says(env.eddie, "@App Store Bot use com.example.tide")
    env.work()
    assert [held.name for held in env.apple.screenshots(version_id, "en-US", "APP_IPHONE_67")] == ["1.png"], env.read(
        ts
    )


def test_an_upload_that_waits_leaves_the_turn_to_other_channels(env: Env, shots: Files) -> None:
    """Undo in one channel waits for an upload in another one, which must not wait for the turn of the first."""
    market = env.slack.channel("market", members=[env.olive])
    first = env.says(env.eddie, "@App Store Bot upload en-US APP_IPHONE_67", shots[:1])
    env.work()
    env.kit.redis.hset("asc:uploads:turns", market.id, 5)
    env.olive.says(market, "@App Store Bot upload en-US APP_IPHONE_67 --append", files=shots[1:2])
    env.slack.settled()
    env.eddie.clicks(env.release, env.replies(first)[0].ts, "Undo")

    def has_ended() -> bool:
        env.work()
        env.sweep()
        return not env.kit.redis.hlen("asc:owed")

    assert wait_until(has_ended, 20)
    assert {upload.state.ended for upload in uploads.of_channel(env.kit.redis, market.id)} == {True}
