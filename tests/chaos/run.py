"""One run: actions and failures, then a quiet phase, then the checks."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from tests.chaos import faults
from tests.chaos.faults import FAULTS
from tests.chaos.invocations import ACTIONS
from tests.chaos.ledger_check import compare, unfinished
from tests.chaos.report import Report
from tests.chaos.text_check import MOST_STARS
from tests.chaos.world import World, open_world, wait_until

# The share of failures among all actions.
FAULT_SHARE = 0.3

# Seconds after the last action until all jobs must be done.
MAX_WAIT = 180.0


def run(seconds: float, seed: int, log: Callable[[str], object] = lambda _: None) -> Report:
    """Run for so many seconds and check the results; the same seed makes the same choices."""
    with open_world(seed) as world:
        _turn_alerts_on(world)
        _run_actions(world, seconds, log)
        _drain(world, log)
        report = compare(world)
        report.counts |= {
            "failures": len(world.faults_injected),
            "calls to Apple": len(world.running_bot.apple.calls),
        }
        for kind in ("lost", "duplicated", "stuck", "unreported"):
            report.counts[kind] += 0
        if report.violations and (folder := os.environ.get("CHAOS_LOGS")):
            Path(folder).write_text(world.running_bot.logs(), encoding="utf-8")
        return report


def _turn_alerts_on(world: World) -> None:
    for channel, stars in zip(world.channels, MOST_STARS, strict=True):
        ts = world.mention(channel, f"alerts on --max-rating {stars}")
        if not wait_until(lambda at=(channel, ts): bool(world.replies(*at)), 20):  # type: ignore[misc]
            raise RuntimeError(world.running_bot.logs())


def _run_actions(world: World, seconds: float, log: Callable[[str], object]) -> None:
    began = time.monotonic()
    while (now := time.monotonic() - began) < seconds:
        if world.fault_random.random() < FAULT_SHARE:
            chosen = world.fault_random.choices(list(FAULTS), list(FAULTS.values()))[0]
            world.faults_injected.append(chosen(world))
            log(f"{now:6.1f} s  {world.faults_injected[-1]}")
        else:
            world.fault_random.choices(list(ACTIONS), list(ACTIONS.values()))[0](world)
        world.restart_crashed()
        time.sleep(world.fault_random.uniform(0.05, 0.6))


def _drain(world: World, log: Callable[[str], object]) -> None:
    faults.clear(world)
    began = time.monotonic()
    world.restart_crashed()
    world.running_bot.ready()
    world.running_bot.slack.settled(60)
    wait_until(lambda: not unfinished(world), MAX_WAIT)
    log(f"at rest after {time.monotonic() - began:.1f} s; still under way: {unfinished(world)[:5]}")
