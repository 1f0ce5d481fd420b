"""One run: wishes and misfortunes for so many seconds, then quiet, then the books."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from tests.chaos import trouble
from tests.chaos.counts import Books
from tests.chaos.invocations import WISHES
from tests.chaos.ledger_check import compare, unfinished
from tests.chaos.text_check import MOST_STARS
from tests.chaos.trouble import TROUBLE
from tests.chaos.world import World, open_world, wait_until

TROUBLED = 0.3
"""How often it is a misfortune instead of a wish."""

LONGEST_WAIT = 180.0
"""Seconds after the last wish until nothing is owed any more, at most."""


def run(seconds: float, seed: int, say: Callable[[str], object] = lambda _: None) -> Books:
    """Live for so many seconds and compare; the same seed makes the same choices."""
    with open_world(seed) as world:
        _turn_alerts_on(world)
        _live(world, seconds, say)
        _come_to_rest(world, say)
        books = compare(world)
        books.counts |= {"misfortunes": len(world.misfortunes), "calls to Apple": len(world.running_bot.apple.calls)}
        for kind in ("lost", "doubled", "stuck", "untold"):
            books.counts[kind] += 0
        if books.differs and (folder := os.environ.get("CHAOS_LOGS")):
            Path(folder).write_text(world.running_bot.logs(), encoding="utf-8")
        return books


def _turn_alerts_on(world: World) -> None:
    for channel, stars in zip(world.channels, MOST_STARS, strict=True):
        ts = world.say(channel, f"alerts on --max-rating {stars}")
        if not wait_until(lambda at=(channel, ts): bool(world.answers(*at)), 20):  # type: ignore[misc]
            raise RuntimeError(world.running_bot.logs())


def _live(world: World, seconds: float, say: Callable[[str], object]) -> None:
    began = time.monotonic()
    while (now := time.monotonic() - began) < seconds:
        if world.fate.random() < TROUBLED:
            chosen = world.fate.choices(list(TROUBLE), list(TROUBLE.values()))[0]
            world.misfortunes.append(chosen(world))
            say(f"{now:6.1f} s  {world.misfortunes[-1]}")
        else:
            world.fate.choices(list(WISHES), list(WISHES.values()))[0](world)
        world.look_after()
        time.sleep(world.fate.uniform(0.05, 0.6))


def _come_to_rest(world: World, say: Callable[[str], object]) -> None:
    trouble.nothing_more(world)
    began = time.monotonic()
    world.look_after()
    world.running_bot.ready()
    world.running_bot.slack.settled(60)
    wait_until(lambda: not unfinished(world), LONGEST_WAIT)
    say(f"at rest after {time.monotonic() - began:.1f} s; still under way: {unfinished(world)[:5]}")
