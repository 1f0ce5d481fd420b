"""A running bot with two workers, people in two channels, and a list of their invocations."""

from __future__ import annotations

import os
import signal
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
from tests.support.processes import Process, RunningBot, start_bot

LOCALES = ("en-US", "de-DE", "fr-FR")
# The only locale with scheduled changes; it has no others.
SCHEDULED_LOCALE = "fr-FR"
KINDS = {"APP_WATCH_SERIES_3": (312, 390), "APP_WATCH_SERIES_4": (368, 448), "APP_WATCH_SERIES_7": (396, 484)}
# Different images of each size, identified by their names.
POOL = 12

# Locale and display type.
SetKey = tuple[str, str]


@dataclass(frozen=True)
class Upload:
    """A request to upload images to sets, by message `ts`."""

    channel: Channel
    ts: str
    sets: dict[SetKey, tuple[str, ...]]


@dataclass(frozen=True)
class Text:
    """A request to change a text: `field` is Apple's name for it."""

    channel: Channel
    ts: str
    locale: str
    field: str
    text: str


@dataclass(frozen=True)
class UploadModal:
    """A submitted upload modal with its images."""

    user: str
    set_key: SetKey
    names: tuple[str, ...]


@dataclass
class World:
    """The running bot and all requests so far. `fault_random` chooses what happens, `random` the details."""

    running_bot: RunningBot
    fault_random: Random
    random: Random
    channels: tuple[Channel, ...]
    people: tuple[Person, ...]
    images: dict[str, list[tuple[str, bytes]]]
    running: dict[str, Process] = field(default_factory=dict)
    mentions: list[tuple[Channel, str]] = field(default_factory=list)
    uploads: list[Upload] = field(default_factory=list)
    modals: list[UploadModal] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    scheduled: list[Text] = field(default_factory=list)
    reviews: dict[str, int] = field(default_factory=dict)
    approved: set[str] = field(default_factory=set)
    published: list[str] = field(default_factory=list)
    crashed: list[str] = field(default_factory=list)
    faults_injected: list[str] = field(default_factory=list)
    pauses: list[threading.Timer] = field(default_factory=list)

    def mention(self, channel: Channel, text: str, files: tuple[tuple[str, bytes], ...] = ()) -> str:
        """Let one of the users mention the bot; returns the message's ts."""
        ts = self.random.choice(self.people).says(channel, f"@App Store Bot {text}", files=files)
        self.mentions.append((channel, ts))
        return ts

    def bot_messages(self, channel: Channel, newest: int = 0) -> list[Message]:
        """Return the bot's messages in a channel and its threads; with `newest`, among so many of the last messages."""
        bot = self.running_bot.slack.bot.id
        return [
            message
            for message in self.running_bot.slack.messages(channel, newest)
            if message.user == bot and not message.seen_by
        ]

    def replies(self, channel: Channel, ts: str) -> list[Message]:
        """Return the bot's messages in a thread."""
        bot = self.running_bot.slack.bot.id
        return [
            message
            for message in self.running_bot.slack.thread(channel, ts)
            if message.user == bot and not message.seen_by
        ]

    def start(self, name: str) -> None:
        """Start a process: `worker-1` is another worker."""
        self.running[name] = self.running_bot.start(name.partition("-")[0])

    def kill(self, name: str) -> None:
        """`kill -9` of a process with its children, as when its machine goes."""
        os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running.pop(name).wait(10)

    def pause(self, name: str, seconds: float) -> None:
        """Stop a process and all its children for so long, as when a virtual machine is moved."""
        processes = _session(self.running[name].pid)
        _signal(processes, signal.SIGSTOP)
        self.pauses.append(threading.Timer(seconds, _signal, (processes, signal.SIGCONT)))
        self.pauses[-1].start()

    def stop(self, name: str) -> None:
        """Stop a process."""
        process = self.running.pop(name)
        process.terminate()
        process.wait(30)

    def restart_valkey(self, away: float) -> None:
        """Kill Valkey, and start it on the same port after `away` seconds."""
        self.running_bot.valkey.terminate()
        time.sleep(away)
        self.running_bot.valkey.start()

    def restart_crashed(self) -> None:
        """Restart and record processes that have crashed, as a process manager does."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                self.crashed.append(f"{name} ended by itself with {process.returncode}")
                self.start(name)


def _session(leader: int) -> list[int]:
    """Return the processes of a session: a worker's jobs have their own process groups."""
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
    """Wait for a condition; returns False if it is not met in time."""
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
        images = {
            kind: [(f"{n}.png", pictures.png(*size, seed=100 * size[0] + n)) for n in range(1, POOL + 1)]
            for kind, size in KINDS.items()
        }
        world = World(running_bot, Random(seed), Random(seed), channels, people, images)  # noqa: S311 - chance, not a secret
        running_bot.apple.on_change.append(
            lambda word: world.published.append(word) if word == "response.written" else None
        )
        for name in ("web", "worker-1", "worker-2", "clock-1", "clock-2"):
            world.start(name)
        running_bot.ready()
        running_bot.slack.deliver_to(f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events")
        yield world
