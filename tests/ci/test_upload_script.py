"""`ci/upload.py` as a process, with the bot's own processes and the stand-ins: what it posts and how it exits."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from records.people import Role
from sandbox import pictures
from sandbox.appstore import Fault as AppleFault
from sandbox.slack.faults import Fault
from sandbox.slack.people import Person
from tests import ROOT
from tests.support.granting import grant, revoke
from tests.support.processes import RunningBot, start_bot

pytestmark = pytest.mark.timeout(240)

WATCH = "APP_WATCH_SERIES_3"
TOKEN = "xoxb-ci"
GRANT = "editor --only upload --app com.example.tide"


@pytest.fixture(scope="module")
def running() -> Iterator[RunningBot]:
    """The bot's processes; Olive is an owner."""
    with start_bot(start=("web", "worker")) as bot:
        yield bot


@pytest.fixture(scope="module")
def ci(running: RunningBot) -> Person:
    """CI's app, in the channel."""
    bot = running.slack.app("App Store CI", token=TOKEN)
    running.slack.join(running.release, bot)
    return bot


@pytest.fixture
def granted(running: RunningBot, ci: Person) -> Iterator[Person]:
    """CI's app with a role; Eddie stays admin."""
    grant(running.redis, running.eddie.id, Role.ADMIN)
    if not running.redis.exists(f"asc:bot:{ci.id}"):
        running.eddie.types(f"/asc access grant <@{ci.id}> {GRANT}", running.release)
        running.slack.wait(lambda: running.redis.hexists("asc:grants", ci.id))
    grant(running.redis, ci.id, Role.EDITOR)
    # More tests than a bot may ask for within ten minutes.
    running.redis.delete(f"asc:bot_burst:{ci.id}", f"asc:bot_told:{ci.id}")
    yield ci
    revoke(running.redis, ci.id)


@pytest.fixture
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """One screenshot for the smallest watch, in German; each test has another."""
    images = tmp_path / "de-DE" / WATCH
    images.mkdir(parents=True)
    (images / "1.png").write_bytes(pictures.png(312, 390, seed=sum(request.node.name.encode())))
    return tmp_path


def start(running: RunningBot, folder: Path, *more: str) -> subprocess.Popen[str]:
    """Start the script as CI does."""
    command = [sys.executable, str(ROOT / "ci" / "upload.py"), str(folder), "--channel", "release", "--bot"]
    environment = {"PATH": os.environ["PATH"], "SLACK_CI_TOKEN": TOKEN, "SLACK_API_URL": f"{running.slack.url}/api/"}
    return subprocess.Popen(  # noqa: S603 - our own script
        [*command, "App Store Bot", *more],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Return the exit code and what was printed."""
    printed, _ = process.communicate(timeout=60)
    return process.returncode, printed


def upload(running: RunningBot, folder: Path, *more: str) -> tuple[int, str]:
    """Run the script to its end."""
    return ended(start(running, folder, *more))


def question(running: RunningBot, key: str) -> tuple[str, Any]:
    """Wait until the run waits for a person; returns the thread and the message."""

    def asks() -> Any:  # noqa: ANN401 - a message
        for message in running.slack.messages(running.release):
            payload = (message.metadata or {}).get("event_payload") or {}
            if payload.get("state") == "waiting" and payload.get("key") == key:
                return message
        return None

    message = running.slack.wait(asks, 30)
    return message.thread_ts, message


def test_an_upload_that_is_done_exits_with_0_and_the_same_run_again_too(
    running: RunningBot, granted: Person, folder: Path
) -> None:
    code, printed = upload(running, folder, "--replace", "--key", "gh-1")
    assert (code, "done: 1 done, 0 failed" in printed) == (0, True), printed + running.logs()[-3000:]
    assert [name for name, _ in running.screenshots("de-DE", WATCH)] == ["1.png"]
    sent = [call for call in running.apple.calls if call.method == "POST"]
    assert upload(running, folder, "--replace", "--key", "gh-1")[0] == 0
    assert [call for call in running.apple.calls if call.method == "POST"] == sent
    assert granted.id not in str([message.text for message in running.slack.messages(running.release)])


def test_an_image_of_a_wrong_size_is_refused(running: RunningBot, granted: Person, folder: Path) -> None:
    (folder / "de-DE" / WATCH / "2.png").write_bytes(pictures.png(313, 390, seed=3))
    assert upload(running, folder, "--replace")[0] == 2


def test_an_upload_that_apple_rejects_exits_with_1(running: RunningBot, granted: Person, folder: Path) -> None:
    running.apple.faults.add(AppleFault.processing_fails("IMAGE_TOOL_FAILURE", times=5))
    code, printed = upload(running, folder, "--replace")
    running.apple.faults.clear()
    assert (code, "failed: 0 done, 1 failed" in printed) == (1, True), printed


def test_without_a_role_there_is_no_answer(running: RunningBot, ci: Person, folder: Path) -> None:
    code, printed = upload(running, folder, "--wait", "4s")
    assert (code, "No answer" in printed) == (2, True), printed


def test_beyond_its_limits_it_is_refused(running: RunningBot, granted: Person, folder: Path) -> None:
    running.apple.add_app(f"com.example.surf{os.getpid()}", "Surf", primary_locale="en-US")
    assert upload(running, folder, "--app", f"com.example.surf{os.getpid()}")[0] == 2


def held(running: RunningBot, folder: Path) -> None:
    """Fill the set, so that the next upload is a question."""
    assert upload(running, folder, "--replace")[0] == 0
    (folder / "de-DE" / WATCH / "2.png").write_bytes(pictures.png(312, 390, seed=77))


def test_a_person_decides_and_it_exits_with_0(running: RunningBot, granted: Person, folder: Path) -> None:
    held(running, folder)
    process = start(running, folder, "--key", "gh-2", "--wait", "40s")
    _, message = question(running, "gh-2")
    running.eddie.clicks(running.release, message.ts, "Replace")
    code, printed = ended(process)
    assert code == 0, printed


def test_a_question_that_nobody_answers_exits_with_3(running: RunningBot, granted: Person, folder: Path) -> None:
    held(running, folder)
    assert upload(running, folder, "--wait", "6s")[0] == 3


def test_a_role_that_is_taken_away_midway_exits_with_2(running: RunningBot, granted: Person, folder: Path) -> None:
    held(running, folder)
    process = start(running, folder, "--key", "gh-3", "--wait", "40s")
    _, message = question(running, "gh-3")
    running.eddie.types(f"/asc access revoke <@{granted.id}>", running.release)
    running.slack.wait(lambda: not running.redis.hexists("asc:grants", granted.id))
    running.eddie.clicks(running.release, message.ts, "Replace")
    assert ended(process)[0] == 2


def test_a_role_that_is_taken_away_while_files_are_sent_restores_the_set(
    running: RunningBot, granted: Person, folder: Path
) -> None:
    held(running, folder)
    before = running.screenshots("de-DE", WATCH)
    running.apple.processing = 20
    process = start(running, folder, "--append", "--key", "gh-4", "--wait", "40s")
    running.slack.wait(lambda: len(running.screenshots("de-DE", WATCH)) > len(before), 20)
    revoke(running.redis, granted.id)
    code, printed = ended(process)
    running.apple.processing = 0.05
    assert (code, running.screenshots("de-DE", WATCH)) == (2, before), printed


@pytest.mark.parametrize("act", ["ratelimited", "http_500"])
@pytest.mark.parametrize(
    "method",
    ["users.list", "chat.postMessage", "files.getUploadURLExternal", "files.completeUploadExternal"],
)
def test_slack_refuses_a_call_once(running: RunningBot, granted: Person, folder: Path, method: str, act: str) -> None:
    running.slack.faults.add(Fault(method, act, seconds=1))
    code, printed = upload(running, folder, "--replace")
    assert code == 0, printed


@pytest.mark.parametrize(
    ("more", "says_why"),
    [
        (("--replace", "--append"), "not allowed with"),
        (("--wait", "soon"), "write it as"),
        (("--channel", "nowhere"), "sees no channel nowhere"),
        (("--bot", "Nobody"), "0 bots are called Nobody"),
    ],
)
def test_what_can_not_be_sent_is_explained(
    running: RunningBot, ci: Person, folder: Path, more: tuple[str, ...], says_why: str
) -> None:
    code, printed = upload(running, folder, *more)
    assert (code in {1, 2}, says_why in printed) == (True, True), printed


def spoil_empty(folder: Path) -> None:
    """Leave no file but a hidden one."""
    (folder / "de-DE" / WATCH / "1.png").rename(folder / "de-DE" / WATCH / ".1.png")


def spoil_deep(folder: Path) -> None:
    """Put a file too deep."""
    (folder / "de-DE" / WATCH / "more").mkdir()
    (folder / "de-DE" / WATCH / "1.png").rename(folder / "de-DE" / WATCH / "more" / "1.png")


@pytest.mark.parametrize("spoil", [spoil_empty, spoil_deep])
def test_a_folder_without_screenshots_is_refused_before_anything_is_posted(
    running: RunningBot, ci: Person, folder: Path, spoil: Callable[[Path], None]
) -> None:
    before = len(running.slack.messages(running.release))
    spoil(folder)
    assert upload(running, folder)[0] == 1
    assert len(running.slack.messages(running.release)) == before
