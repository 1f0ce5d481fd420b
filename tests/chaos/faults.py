"""The failures: processes are killed or paused, Valkey goes away, Apple and Slack return errors."""

from __future__ import annotations

import time
from collections.abc import Callable

from sandbox.appstore import Fault
from sandbox.slack.faults import Act
from sandbox.slack.faults import Fault as SlackFault
from tests.chaos.world import World

WRITES = r"^/v1/(appScreenshots|appScreenshotSets|appStoreVersionLocalizations|customerReviewResponses)"


def kill_a_worker(world: World) -> str:
    """Kill a worker; another starts a little later."""
    name = world.fault_random.choice(("worker-1", "worker-2"))
    world.kill(name)
    time.sleep(world.fault_random.uniform(0, 0.5))
    world.start(name)
    return f"{name} killed"


def pause_a_worker(world: World) -> str:
    """Pause a worker for longer than its leases last, then resume it."""
    name, seconds = world.fault_random.choice(("worker-1", "worker-2")), world.fault_random.uniform(13, 17)
    world.pause(name, seconds)
    return f"{name} paused for {seconds:.0f} s"


def kill_web(world: World) -> str:
    """Kill the web process for a moment; Slack redelivers."""
    world.kill("web")
    time.sleep(world.fault_random.uniform(0, 1))
    world.start("web")
    return "web killed"


def kill_a_clock(world: World) -> str:
    """Kill a clock and start another."""
    world.kill("clock-1")
    world.start("clock-1")
    return "clock killed"


def second_clock(world: World) -> str:
    """Start or stop the second clock."""
    if "clock-2" in world.running:
        world.stop("clock-2")
        return "second clock stopped"
    world.start("clock-2")
    return "second clock started"


def restart_valkey(world: World) -> str:
    """Kill Valkey and start it again."""
    away = world.fault_random.uniform(0, 1.5)
    world.restart_valkey(away)
    return f"Valkey away for {away:.1f} s"


def apple(world: World) -> str:
    """Let the next calls to Apple fail."""
    times = world.fault_random.randint(1, 3)
    name, fault = world.fault_random.choice(
        (
            ("429 with Retry-After", Fault.status(429, headers={"Retry-After": "1"}, times=times)),
            ("429", Fault.status(429, times=times)),
            ("500", Fault.status(500, times=times)),
            ("lost answers", Fault.lost(504, method="POST", path=WRITES, times=times)),
            ("lost answers of changes", Fault.lost(500, method="PATCH", path=WRITES, times=times)),
            ("lost answers of deletions", Fault.lost(502, method="DELETE", path=WRITES, times=times)),
            ("dropped after doing", Fault.drop(method="POST", path=WRITES, times=times)),
            ("dropped", Fault.drop(done=False, times=times)),
            ("reset", Fault.reset(method="PUT", times=times)),
            ("slow", Fault.slow(1.5, times=times)),
            ("a failed picture", Fault.processing_fails(times=1)),
            ("slow uploads", Fault.slow(1.0, method="PUT", times=times)),
            ("a late checksum", Fault.late_checksum(3.0, times=times)),
        )
    )
    world.running_bot.apple.faults.add(fault)
    return f"Apple: {name} x{times}"


def slack(world: World) -> str:
    """Let the next calls to Slack fail."""
    act = world.fault_random.choice((Act.RATELIMITED, Act.HTTP_500, Act.DROP_AFTER_DOING, Act.DROP_BEFORE, Act.SLOW))
    method, times = (
        world.fault_random.choice(("*", "chat.postMessage", "chat.update", "files-pri")),
        world.fault_random.randint(1, 3),
    )
    world.running_bot.slack.faults.add(SlackFault(method, act, times=times))
    return f"Slack: {act} of {method} x{times}"


def duplicate_events(world: World) -> str:
    """Toggle duplicate delivery of every event."""
    world.running_bot.slack.switches.events_twice = not world.running_bot.slack.switches.events_twice
    return f"every event twice: {world.running_bot.slack.switches.events_twice}"


def clear(world: World) -> None:
    """End all failures."""
    for pause in world.pauses:
        pause.join()
    world.running_bot.apple.faults.clear()
    world.running_bot.slack.faults.clear()
    world.running_bot.slack.switches.events_twice = False


# The failures and their weights.
FAULTS: dict[Callable[[World], str], int] = {
    kill_a_worker: 4,
    pause_a_worker: 1,
    kill_web: 2,
    kill_a_clock: 1,
    second_clock: 2,
    restart_valkey: 2,
    apple: 8,
    slack: 6,
    duplicate_events: 2,
}
