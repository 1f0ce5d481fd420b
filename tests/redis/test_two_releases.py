"""During a deploy two releases work on the same Redis: each request is handled once, whichever takes its jobs."""

from __future__ import annotations

import subprocess
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from appstore.catalog.display_types import DisplayType, sizes
from sandbox import pictures
from tests import ROOT
from tests.chaos.world import wait_until
from tests.support.processes import RunningBot, start_bot

# The last commit of the layout before the feature packages; `release-0.json` was made by it too.
EARLIER = "9d209d5"

KINDS = [kind for kind in DisplayType if not kind.is_imessage][:4]


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code of the earlier release."""
    found = subprocess.run(["git", "archive", EARLIER], cwd=ROOT, capture_output=True, check=False)  # noqa: S603, S607 - git, with fixed words
    if found.returncode:
        pytest.skip(f"commit {EARLIER} is not in this clone")
    folder = tmp_path_factory.mktemp("earlier")
    with tarfile.open(fileobj=BytesIO(found.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture
def running_bot() -> Iterator[RunningBot]:
    """A bot without any process yet."""
    with start_bot(start=()) as running_bot:
        running_bot.apple.latency, running_bot.apple.processing = 0.02, 0.2
        running_bot.redis.set("asc:processing", 0.2)
        yield running_bot


def open_doors(running_bot: RunningBot) -> None:
    """Let Slack deliver to the web process."""
    running_bot.ready()
    running_bot.slack.deliver_to(f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events")


def ask_for_everything(running_bot: RunningBot) -> None:
    """Send uploads to four sets and two questions, and check that each is handled once."""
    uploads = {kind: (f"{kind}-1.png", f"{kind}-2.png") for kind in KINDS}
    sent = {kind: upload(running_bot, kind, names) for kind, names in uploads.items()}
    questions = [running_bot.eddie.says(running_bot.release, f"@App Store Bot {text}") for text in ("status", "apps")]
    for kind, names in uploads.items():
        running_bot.finished(sent[kind])
        assert running_bot.screenshots("en-US", kind) == [(name, "COMPLETE") for name in names], running_bot.logs()[
            -4000:
        ]
        assert len(running_bot.replies(sent[kind])) == 1
    running_bot.slack.wait(lambda: all(running_bot.replies(ts) for ts in questions), 60)
    assert wait_until(lambda: not running_bot.redis.hlen("asc:owed"), 60), running_bot.logs()[-4000:]
    assert [len(running_bot.replies(ts)) for ts in questions] == [1, 1]
    reserved = [call for call in running_bot.apple.calls if (call.method, call.path) == ("POST", "/v1/appScreenshots")]
    assert len(reserved) == 2 * len(KINDS)
    assert "Traceback" not in running_bot.logs()


def upload(running_bot: RunningBot, kind: DisplayType, names: tuple[str, ...]) -> str:
    """Upload two images to one set; returns the ts of the message."""
    width, height = min(sizes(kind))
    files = tuple((name, pictures.png(width, height, seed=hash(name) % 1000)) for name in names)
    return running_bot.eddie.says(running_bot.release, f"@App Store Bot upload en-US {kind}", files=files)


@pytest.mark.timeout(180)
def test_a_new_worker_and_clock_handle_what_an_earlier_web_process_acknowledged(
    running_bot: RunningBot, earlier: Path
) -> None:
    running_bot.start("web", root=earlier)
    running_bot.start("worker")
    running_bot.start("clock")
    open_doors(running_bot)
    ask_for_everything(running_bot)


@pytest.mark.timeout(180)
def test_workers_of_both_releases_share_what_a_new_web_process_acknowledged(
    running_bot: RunningBot, earlier: Path
) -> None:
    for name, root in (("web", ROOT), ("worker", earlier), ("clock", earlier), ("worker", ROOT), ("clock", ROOT)):
        running_bot.start(name, root=root)
    open_doors(running_bot)
    ask_for_everything(running_bot)


@pytest.mark.timeout(180)
def test_workers_of_both_releases_share_what_an_earlier_web_process_acknowledged(
    running_bot: RunningBot, earlier: Path
) -> None:
    for name, root in (("web", earlier), ("worker", earlier), ("clock", earlier), ("worker", ROOT), ("clock", ROOT)):
        running_bot.start(name, root=root)
    open_doors(running_bot)
    ask_for_everything(running_bot)
