"""A worker that is killed while it sets a price: it goes on by itself, and the schedule is replaced once."""

from __future__ import annotations

import os
import random
import time
from functools import partial

import pytest

from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from tests.support import wording
from tests.support.processes import RunningBot, start_bot

KILLS = int(os.environ.get("KILLS", "2"))
"""How many random instants are tried; the seed is printed by pytest with a failure."""

# The calls of a change take about this long.
MOST_SECONDS = 0.4


def open_offers(bot: RunningBot) -> list[Message]:
    seen = bot.slack.ephemerals(bot.eddie)
    return [found for found in seen if any(button.label == "Apply" for button in found.buttons)]


def has_new_offer(bot: RunningBot, old: set[str]) -> bool:
    return not old.issuperset(offer.ts for offer in open_offers(bot))


def results(bot: RunningBot) -> list[str]:
    """The results that are posted in the channel."""
    posted = (found for found in bot.slack.messages(bot.release) if found.user == bot.slack.bot.id)
    return [as_text(found) for found in posted]


def has_results(bot: RunningBot, count: int) -> bool:
    return len(results(bot)) >= count


@pytest.mark.timeout(60 + 30 * KILLS)
def test_one_schedule_and_one_result_whenever_the_worker_dies() -> None:
    dice = random.Random(int(os.environ.get("SEED", "20261129")))  # noqa: S311 - chance, not a secret
    with start_bot(append_only=True) as bot:
        bot.apple.latency = 0.04
        bot.apple.set_price(bot.app_id, "4.99")
        bot.apple.set_price(bot.app_id, "3.99", "FRA")
        worker = next(process for process in bot.processes if "tasks.worker" in str(process.args))
        for number in range(KILLS):
            instant, old = dice.uniform(0.0, MOST_SECONDS), {offer.ts for offer in open_offers(bot)}
            bot.eddie.types(f"/asc price set {5 + number}.99 --territory DEU", bot.release)
            bot.slack.wait(partial(has_new_offer, bot, old), 30)
            bot.eddie.clicks(bot.release, open_offers(bot)[-1], "Apply")
            time.sleep(instant)  # the instant of the kill is the thing under test
            bot.kill(worker)
            for name in bot.redis.keys("asc:lease:*"):
                bot.redis.delete(name)
            worker = bot.start("worker")
            bot.slack.wait(partial(has_results, bot, number + 1), 30)
            note = f"{number}: killed at {instant:.3f} s:\n{results(bot)}\n{bot.logs()[-3000:]}"
            assert sorted(bot.apple.prices(bot.app_id)) == [
                ("DEU", f"{5 + number}.99", None, None),
                ("FRA", "3.99", None, None),
                ("USA", "4.99", None, None),
            ], note
            assert len(results(bot)) == number + 1, note
            assert wording.PRICE_CHANGED_BY_EDDIE in results(bot)[-1], note
            replaced = [call for call in bot.apple.calls if call.method == "POST" and call.status == 201]
            assert len(replaced) == number + 1, note
