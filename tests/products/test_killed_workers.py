"""A worker that is killed at any instant while it submits a product: it goes on by itself, and it is sent once."""

from __future__ import annotations

import os
import random
import time
from functools import partial

import pytest

from sandbox.submittable import make_submittable
from tests.releases.submitting import SUBMIT
from tests.releases.test_killed_while_submitting import has_new_offer, has_results, open_offers, results
from tests.support.processes import Process, RunningBot, start_bot

KILLS = int(os.environ.get("KILLS", "3"))
# The calls of a submission take about this long.
MOST_SECONDS = 0.6


@pytest.mark.timeout(60 + 30 * KILLS)
def test_a_product_is_submitted_once_by_workers_that_are_killed() -> None:
    dice = random.Random(int(os.environ.get("SEED", "20261129")))  # noqa: S311 - chance, not a secret
    with start_bot(append_only=True) as bot:
        bot.apple.latency = 0.04
        product = bot.apple.add_purchase(bot.app_id, "tide.pro", "Pro")
        worker = next(process for process in bot.processes if "tasks.worker" in str(process.args))
        for round_number in range(KILLS):
            bot.apple.add_product_version(product)
            instant = dice.uniform(0.0, MOST_SECONDS)
            worker = press_and_kill(bot, worker, "product submit tide.pro", instant)
            bot.slack.wait(partial(has_results, bot, round_number + 1), 30)
            note = f"{round_number}: killed at {instant:.3f} s:\n{results(bot)}\n{bot.logs()[-3000:]}"
            sent = [found for found in bot.apple.submissions(bot.app_id) if found.state != "COMPLETE"]
            assert [(found.state, len(found.items)) for found in sent] == [("WAITING_FOR_REVIEW", 1)], note
            assert len(results(bot)) == round_number + 1, note
            bot.apple.review_product(product, approved=True)


@pytest.mark.timeout(60 + 60 * KILLS)
def test_a_first_product_and_its_version_are_submitted_once_by_workers_that_are_killed() -> None:
    dice = random.Random(int(os.environ.get("SEED", "20261129")))  # noqa: S311 - chance, not a secret
    with start_bot(append_only=True) as bot:
        bot.apple.latency = 0.04
        make_submittable(bot.apple, bot.version_id)
        bot.apple.add_purchase(bot.app_id, "tide.pro", "Pro", state="READY_TO_SUBMIT")
        worker = next(process for process in bot.processes if "tasks.worker" in str(process.args))
        for round_number in range(KILLS):
            for count, line in enumerate(("product submit tide.pro", "submit"), start=2 * round_number + 1):
                worker = press_and_kill(bot, worker, line, dice.uniform(0.0, MOST_SECONDS))
                bot.slack.wait(partial(has_results, bot, count), 30)
            note = f"{round_number}:\n{results(bot)}\n{bot.logs()[-3000:]}"
            sent = [found for found in bot.apple.submissions(bot.app_id) if found.state != "COMPLETE"]
            assert [(found.state, len(found.items)) for found in sent] == [("WAITING_FOR_REVIEW", 2)], note
            assert len(results(bot)) == 2 * round_number + 2, note
            bot.apple.cancel_submission(sent[0].id)


def press_and_kill(bot: RunningBot, worker: Process, line: str, instant: float) -> Process:
    """Ask for an offer, press its button, and kill the worker so many seconds later; returns the next worker."""
    old = {offer.ts for offer in open_offers(bot)}
    bot.eddie.types(f"/asc {line}", bot.release)
    bot.slack.wait(partial(has_new_offer, bot, old), 30)
    bot.eddie.clicks(bot.release, open_offers(bot)[-1], SUBMIT)
    time.sleep(instant)  # the instant of the kill is the thing under test
    bot.kill(worker)
    for name in bot.redis.keys("asc:lease:*"):
        bot.redis.delete(name)
    return bot.start("worker")
