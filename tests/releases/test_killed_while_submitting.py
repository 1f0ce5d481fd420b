"""A worker that is killed at any instant of a submission: it goes on by itself, and there is one submission."""

from __future__ import annotations

import os
import random
import time
from functools import partial

import pytest

from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from sandbox.submittable import make_submittable
from tests.releases.submitting import SUBMIT
from tests.support.processes import RunningBot, start_bot

KILLS = int(os.environ.get("KILLS", "3"))
"""How many random instants are tried; the seed is printed by pytest with a failure."""

# The calls of a submission take about this long.
MOST_SECONDS = 0.6


def open_offers(bot: RunningBot) -> list[Message]:
    """The offers that Eddie can press; what replaces a pressed one has no buttons."""
    seen = bot.slack.ephemerals(bot.eddie)
    return [found for found in seen if any(button.label == SUBMIT for button in found.buttons)]


def has_new_offer(bot: RunningBot, old: set[str]) -> bool:
    """Whether there is an offer besides the old ones."""
    return not old.issuperset(offer.ts for offer in open_offers(bot))


def has_results(bot: RunningBot, count: int) -> bool:
    """Whether so many results are posted."""
    return len(results(bot)) >= count


def results(bot: RunningBot) -> list[str]:
    """The results that are posted in the channel."""
    posted = (found for found in bot.slack.messages(bot.release) if found.user == bot.slack.bot.id)
    return [as_text(found) for found in posted]


@pytest.mark.timeout(60 + 30 * KILLS)
def test_a_version_is_submitted_once_by_workers_that_are_killed() -> None:
    dice = random.Random(int(os.environ.get("SEED", "20261129")))  # noqa: S311 - chance, not a secret
    with start_bot(append_only=True) as bot:
        bot.apple.latency = 0.04
        make_submittable(bot.apple, bot.version_id)
        worker = next(process for process in bot.processes if "tasks.worker" in str(process.args))
        for round_number in range(KILLS):
            instant, old = dice.uniform(0.0, MOST_SECONDS), {offer.ts for offer in open_offers(bot)}
            bot.eddie.types("/asc submit", bot.release)
            bot.slack.wait(partial(has_new_offer, bot, old), 30)
            bot.eddie.clicks(bot.release, open_offers(bot)[-1], SUBMIT)
            time.sleep(instant)  # the instant of the kill is the thing under test
            bot.kill(worker)
            for name in bot.redis.keys("asc:lease:*"):
                bot.redis.delete(name)
            worker = bot.start("worker")
            bot.slack.wait(partial(has_results, bot, round_number + 1), 30)
            note = f"{round_number}: killed at {instant:.3f} s:\n{results(bot)}\n{bot.logs()[-3000:]}"
            sent = [found for found in bot.apple.submissions(bot.app_id) if found.state != "COMPLETE"]
            assert [(found.state, found.versions) for found in sent] == [
                ("WAITING_FOR_REVIEW", (bot.version_id,)),
            ], note
            assert len(results(bot)) == round_number + 1, note
            bot.apple.cancel_submission(sent[0].id)
