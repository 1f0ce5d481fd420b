"""Workers that are killed while they create or start an experiment: there is one, complete, and it is reported once."""

from __future__ import annotations

import os
import random
import time
from functools import partial

import pytest

from sandbox.appstore import StoredExperiment
from tests.releases.test_killed_while_submitting import results
from tests.support import wording
from tests.support.processes import RunningBot, start_bot

KILLS = int(os.environ.get("KILLS", "2"))
"""How many random instants are tried; the seed is printed by pytest with a failure."""

# The calls of a new experiment take about this long; those of its start, a third of it.
MOST_SECONDS = 0.9


def offers(bot: RunningBot) -> list[str]:
    """The offers to start that Eddie can press."""
    seen = bot.slack.ephemerals(bot.eddie)
    return [found.ts for found in seen if any(button.label == "Start" for button in found.buttons)]


def kill(bot: RunningBot, instant: float) -> None:
    """Kill the worker at this instant, and start another."""
    time.sleep(instant)  # the instant of the kill is the thing under test
    worker = next(process for process in reversed(bot.processes) if "tasks.worker" in str(process.args))
    bot.kill(worker)
    for name in bot.redis.keys("asc:lease:*"):
        bot.redis.delete(name)
    bot.start("worker")


def newest(bot: RunningBot) -> StoredExperiment:
    return bot.apple.experiments(bot.app_id)[-1]


@pytest.mark.timeout(60 + 60 * KILLS)
def test_an_experiment_is_created_complete_and_started_once_by_workers_that_are_killed() -> None:
    dice = random.Random(int(os.environ.get("SEED", "20261129")))  # noqa: S311 - chance, not a secret
    with start_bot(append_only=True) as bot:
        bot.apple.set_version_state(bot.version_id, "READY_FOR_DISTRIBUTION")
        locales = {locale.locale for locale in bot.apple.look()[0].versions[0].locales}
        bot.apple.latency = 0.04
        for number in range(KILLS):
            instants = dice.uniform(0.0, MOST_SECONDS), dice.uniform(0.0, MOST_SECONDS / 3)
            bot.eddie.says(bot.release, f"<@BOT> experiment new Icons {number} --traffic 30 --treatments 2")
            kill(bot, instants[0])
            bot.slack.wait(partial(has_posted, bot, wording.EXPERIMENT_HAS_BEEN_CREATED, number + 1), 30)
            note = f"{number}: killed at {instants} s:\n{results(bot)}\n{bot.logs()[-3000:]}"
            assert len(bot.apple.experiments(bot.app_id)) == number + 1, note
            treatments = newest(bot).treatments
            assert [(each.name, set(each.sets)) for each in treatments] == [("A", locales), ("B", locales)], note
            bot.apple.set_experiment_state(newest(bot).id, "APPROVED")
            bot.eddie.types(f"/asc experiment start Icons {number}", bot.release)
            bot.slack.wait(partial(has_offer, bot), 30)
            bot.eddie.clicks(bot.release, offers(bot)[-1], "Start")
            kill(bot, instants[1])
            bot.slack.wait(partial(has_posted, bot, wording.EXPERIMENT_HAS_STARTED, number + 1), 30)
            note = f"{number}: killed at {instants} s:\n{results(bot)}\n{bot.logs()[-3000:]}"
            assert len(results(bot)) == 2 * (number + 1), note
            started = [call for call in bot.apple.calls if call.method == "PATCH" and call.status == 200]
            assert len(started) == number + 1, note
            bot.apple.stop_experiment(newest(bot).id)


def has_offer(bot: RunningBot) -> bool:
    return bool(offers(bot))


def has_posted(bot: RunningBot, text: str, count: int) -> bool:
    """Whether so many results have this text."""
    return sum(text in found for found in results(bot)) >= count
