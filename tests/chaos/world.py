"""A running bot with two workers, people in two channels, and a list of their invocations."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sandbox import pictures
from sandbox.slack.people import Channel, Person
from sandbox.slack.snapshots import Message
from tests.support.processes import RunningBot, start_bot

LOCALES = ("en-US", "de-DE", "fr-FR")
LATER = "fr-FR"
"""The language whose texts change at their moments, and not otherwise."""
KINDS = {"APP_WATCH_SERIES_3": (312, 390), "APP_WATCH_SERIES_4": (368, 448), "APP_WATCH_SERIES_7": (396, 484)}
POOL = 12
"""So many different pictures there are of each size; a picture's name tells them apart."""

Place = tuple[str, str]
"""Locale and display type."""


@dataclass(frozen=True)
class Upload:
    """Somebody wished these pictures into these sets, by message `ts`."""

    channel: Channel
    ts: str
    sets: dict[Place, tuple[str, ...]]


@dataclass(frozen=True)
class Text:
    """Somebody wished a text: `field` is Apple's name for it."""

    channel: Channel
    ts: str
    locale: str
    field: str
    text: str


@dataclass(frozen=True)
class Form:
    """Somebody sent the form with these pictures."""

    user: str
    place: Place
    names: tuple[str, ...]


@dataclass
class World:
    """Everybody and everything, and what was wished so far. `fate` decides what happens, `dice` how people do it."""

    running_bot: RunningBot
    fate: Random
    dice: Random
    channels: tuple[Channel, ...]
    people: tuple[Person, ...]
    gallery: dict[str, list[tuple[str, bytes]]]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    mentions: list[tuple[Channel, str]] = field(default_factory=list)
    uploads: list[Upload] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    moments: list[Text] = field(default_factory=list)
    reviews: dict[str, int] = field(default_factory=dict)
    approved: set[str] = field(default_factory=set)
    published: list[str] = field(default_factory=list)
    fallen: list[str] = field(default_factory=list)
    misfortunes: list[str] = field(default_factory=list)
    pauses: list[threading.Timer] = field(default_factory=list)

    def say(self, channel: Channel, text: str, files: tuple[tuple[str, bytes], ...] = ()) -> str:
        """One of the people mentions the bot; returns the message's ts."""
        ts = self.dice.choice(self.people).says(channel, f"@App Store Bot {text}", files=files)
        self.mentions.append((channel, ts))
        return ts

    def said(self, channel: Channel, newest: int = 0) -> list[Message]:
        """What the bot said in a channel, in threads too; with `newest` among so many of the last messages."""
        bot = self.running_bot.slack.bot.id
        return [
            message
            for message in self.running_bot.slack.messages(channel, newest)
            if message.user == bot and not message.seen_by
        ]

    def answers(self, channel: Channel, ts: str) -> list[Message]:
        """What the bot said in a thread."""
        bot = self.running_bot.slack.bot.id
        return [
            message
            for message in self.running_bot.slack.thread(channel, ts)
            if message.user == bot and not message.seen_by
        ]

    def begin(self, name: str) -> None:
        """Start a process: `worker-1` is another worker."""
        self.running[name] = self.running_bot.start(name.partition("-")[0])

    def kill(self, name: str) -> None:
        """`kill -9` of a process with its children, as when its machine goes."""
        os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running.pop(name).wait(10)

    def pause(self, name: str, seconds: float) -> None:
        """Stop a process and all its children for so long, as when its machine is moved; they know nothing of it."""
        everybody = _session(self.running[name].pid)
        _signal(everybody, signal.SIGSTOP)
        self.pauses.append(threading.Timer(seconds, _signal, (everybody, signal.SIGCONT)))
        self.pauses[-1].start()

    def end(self, name: str) -> None:
        """Tell a process to stop."""
        process = self.running.pop(name)
        process.terminate()
        process.wait(30)

    def restart_valkey(self, away: float) -> None:
        """Kill Valkey, and start it on the same port after `away` seconds."""
        self.running_bot.valkey.terminate()
        time.sleep(away)
        self.running_bot.valkey.start()

    def look_after(self) -> None:
        """What a process manager does: who has ended without being told to is started again, and noted."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                self.fallen.append(f"{name} ended by itself with {process.returncode}")
                self.begin(name)


def _session(leader: int) -> list[int]:
    """The processes of a session: a worker's jobs have process groups of their own."""
    found = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    members = []
    for number in found:
        with suppress(ProcessLookupError):
            if os.getsid(number) == leader:
                members.append(number)
    return members


def _signal(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, number)


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for something that is written in Redis or seen at a stand-in; False when it never came."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


@contextmanager
def open_world(seed: int) -> Iterator[World]:
    """A running bot with web, two workers and two clocks, Olive, Eddie and Ada in #release and #market."""
    with start_bot(start=(), append_only=True) as running_bot:
        running_bot.environment |= {"ASC_REVIEW_POLL_SECONDS": "1", "ALERTS_PER_HOUR": "100000"}
        running_bot.apple.latency, running_bot.apple.processing, running_bot.apple.publish_delay = 0.02, 0.3, 0.5
        running_bot.apple.allowance(1_000_000)
        running_bot.slack.switches.retry_delays = (0.3, 1.0, 2.0, 4.0, 8.0, 8.0)
        running_bot.redis.set("asc:processing", 0.3)
        people = (
            running_bot.slack.person("Olive", owner=True),
            running_bot.eddie,
            running_bot.slack.person("Ada", admin=True),
        )
        running_bot.slack.join(running_bot.release, *people)
        channels = (running_bot.release, running_bot.slack.channel("market", members=people))
        gallery = {
            kind: [(f"{n}.png", pictures.png(*size, seed=100 * size[0] + n)) for n in range(1, POOL + 1)]
            for kind, size in KINDS.items()
        }
        world = World(running_bot, Random(seed), Random(seed), channels, people, gallery)  # noqa: S311 - chance, not a secret
        running_bot.apple.on_change.append(
            lambda word: world.published.append(word) if word == "response.written" else None
        )
        for name in ("web", "worker-1", "worker-2", "clock-1", "clock-2"):
            world.begin(name)
        running_bot.ready()
        running_bot.slack.deliver_to(f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events")
        yield world
