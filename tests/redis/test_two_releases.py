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
from tests.support.processes import Process, RunningBot, start_bot

# The last commit of the layout before the feature packages; `release-0.json` was made by it too.
EARLIER = "9d209d5"

KINDS = [kind for kind in DisplayType if not kind.is_imessage and not kind.is_library_only][:4]


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


class Deploy:
    """A bot whose processes are those of a moment of a deploy."""

    def __init__(self, running_bot: RunningBot) -> None:
        self.running_bot = running_bot
        self._running: dict[tuple[str, Path], Process] = {}

    def runs(self, *wanted: tuple[str, Path]) -> RunningBot:
        """Stop and start processes until exactly these are left; Slack can deliver to the web process then."""
        for ended in [self._running.pop(process) for process in set(self._running) - set(wanted)]:
            ended.terminate()
            ended.wait(25)
        for name, root in wanted:
            if (name, root) not in self._running:
                self._running[name, root] = self.running_bot.start(name, root=root)
        self.running_bot.ready()
        self.running_bot.slack.deliver_to(f"http://127.0.0.1:{self.running_bot.environment['PORT']}/slack/events")
        return self.running_bot


@pytest.fixture(scope="module")
def deploy() -> Iterator[Deploy]:
    """A bot without any process yet."""
    with start_bot(start=()) as running_bot:
        running_bot.apple.latency, running_bot.apple.processing = 0.02, 0.2
        running_bot.redis.set("asc:processing", 0.2)
        yield Deploy(running_bot)


def ask_for_everything(running_bot: RunningBot, locale: str) -> None:
    """Send uploads to four sets of a language and two questions, and check that each is handled once."""
    before = len(running_bot.apple.calls)
    uploads = {kind: (f"{kind}-1.png", f"{kind}-2.png") for kind in KINDS}
    sent = {kind: upload(running_bot, locale, kind, names) for kind, names in uploads.items()}
    questions = [running_bot.eddie.says(running_bot.release, f"@App Store Bot {text}") for text in ("status", "apps")]
    for kind, names in uploads.items():
        running_bot.finished(sent[kind])
        stored = running_bot.screenshots(locale, kind)
        assert stored == [(name, "COMPLETE") for name in names], running_bot.logs()[-4000:]
        assert len(running_bot.replies(sent[kind])) == 1
    running_bot.slack.wait(lambda: all(running_bot.replies(ts) for ts in questions), 60)
    assert wait_until(lambda: not running_bot.redis.hlen("asc:owed"), 60), running_bot.logs()[-4000:]
    assert [len(running_bot.replies(ts)) for ts in questions] == [1, 1]
    calls = [(call.method, call.path) for call in running_bot.apple.calls[before:]]
    assert calls.count(("POST", "/v1/appScreenshots")) == 2 * len(KINDS)
    assert "Traceback" not in running_bot.logs()


def upload(running_bot: RunningBot, locale: str, kind: DisplayType, names: tuple[str, ...]) -> str:
    """Upload two images to one set; returns the ts of the message."""
    width, height = min(sizes(kind))
    files = tuple((name, pictures.png(width, height, seed=hash(name) % 1000)) for name in names)
    return running_bot.eddie.says(running_bot.release, f"@App Store Bot upload {locale} {kind}", files=files)


@pytest.mark.timeout(180)
def test_a_new_worker_and_clock_handle_what_an_earlier_web_process_acknowledged(deploy: Deploy, earlier: Path) -> None:
    running_bot = deploy.runs(("web", earlier), ("worker", ROOT), ("clock", ROOT))
    ask_for_everything(running_bot, "en-US")


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("acknowledged_by", "locale"), [("an earlier", "de-DE"), ("a new", "fr-FR")])
def test_workers_of_both_releases_share_what_a_web_process_acknowledged(
    deploy: Deploy, earlier: Path, acknowledged_by: str, locale: str
) -> None:
    web = earlier if acknowledged_by == "an earlier" else ROOT
    running_bot = deploy.runs(("web", web), ("worker", earlier), ("clock", earlier), ("worker", ROOT), ("clock", ROOT))
    ask_for_everything(running_bot, locale)
