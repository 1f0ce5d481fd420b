"""Calls to Apple in flight are bounded: ten for a key on one machine, fewer for an upload with a low concurrency."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator

import pytest

from appstore.calls.in_flight import MOST_IN_FLIGHT, CallSlots
from appstore.catalog.display_types import DisplayType, sizes
from sandbox import pictures
from sandbox.appstore import Fault
from tests import ROOT
from tests.support import wording
from tests.support.processes import RunningBot, start_bot

# The smallest pictures, since what counts is the calls.
KINDS = sorted(
    (kind for kind in DisplayType if not kind.is_imessage and not kind.is_library_only),
    key=lambda kind: min(sizes(kind)),
)[:5]
LOCALES = ("en-US", "de-DE", "fr-FR")
HOLDER = """
import sys, time
from appstore.calls.in_flight import CallSlots
with CallSlots("KEY", sys.argv[1], most=1).slot():
    print("held", flush=True)
    time.sleep(60)
"""


def zipped(seed: int, locales: tuple[str, ...] = LOCALES) -> bytes:
    """Two pictures for each of five display types in each locale."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for locale in locales:
            for kind in KINDS:
                for number in range(2):
                    seed += 1
                    archive.writestr(f"{locale}/{kind}/{number}.png", pictures.png(*min(sizes(kind)), seed=seed))
    return out.getvalue()


@pytest.fixture(scope="module")
def running_bot() -> Iterator[RunningBot]:
    """The running bot, and an Apple that takes its time."""
    with start_bot() as running_bot:
        running_bot.apple.latency = running_bot.apple.upload_latency = 0.05
        yield running_bot


def upload(running_bot: RunningBot, version: str, seed: int) -> str:
    """Eddie uploads 30 pictures to a new version; returns the message's ts."""
    running_bot.apple.add_version(running_bot.app_id, version, locales=list(LOCALES))
    text = f"@App Store Bot upload --version {version}"
    return running_bot.eddie.says(running_bot.release, text, files=[("shots.zip", zipped(seed))])


@pytest.mark.timeout(120)
def test_fifteen_sets_at_once_send_at_most_ten_calls_at_once(running_bot: RunningBot) -> None:
    assert wording.uploaded(30) in running_bot.finished(upload(running_bot, "2.0", 0))
    assert MOST_IN_FLIGHT // 2 < running_bot.apple.in_flight.most <= MOST_IN_FLIGHT


@pytest.mark.timeout(120)
def test_two_workers_together_send_at_most_ten_calls_at_once(running_bot: RunningBot) -> None:
    running_bot.start("worker")
    first, second = upload(running_bot, "2.1", 100), upload(running_bot, "2.2", 200)
    assert wording.uploaded(30) in running_bot.finished(first)
    assert wording.uploaded(30) in running_bot.finished(second)
    assert MOST_IN_FLIGHT // 2 < running_bot.apple.in_flight.most <= MOST_IN_FLIGHT


@pytest.mark.timeout(120)
def test_an_upload_sends_at_most_twice_its_concurrency_at_once(running_bot: RunningBot) -> None:
    for process in running_bot.processes:
        if "worker" in str(process.args):
            running_bot.kill(process)
    running_bot.environment["UPLOAD_CONCURRENCY"] = "2"
    running_bot.start("worker")
    running_bot.apple.in_flight.most = 0
    assert wording.uploaded(30) in running_bot.finished(upload(running_bot, "2.3", 300))
    assert 1 < running_bot.apple.in_flight.most <= 4


@pytest.mark.timeout(120)
@pytest.mark.parametrize("status", [429, 500])
def test_trouble_halves_what_is_in_flight_and_is_remembered(running_bot: RunningBot, status: int) -> None:
    remembered = f"asc:concurrency:{running_bot.environment['ASC_KEY_ID']}"
    redis, seen = running_bot.redis, set[object]()
    redis.set(remembered, 4)
    running_bot.apple.on_change.append(lambda _: seen.add(redis.get(remembered)))
    trouble = running_bot.apple.faults.add(Fault.status(status, method="PATCH", nth=25))
    assert wording.uploaded(30) in running_bot.finished(upload(running_bot, f"2.4.{status}", 400 + status))
    running_bot.apple.on_change.clear()
    assert trouble.fired == 1
    assert seen >= {b"4", b"2"}


@pytest.fixture
def only_slot(request: pytest.FixtureRequest) -> Iterator[CallSlots]:
    """A single slot that no other test knows."""
    slots = CallSlots("KEY", f"http://{request.node.name}", most=1)
    yield slots
    shutil.rmtree(slots.folder)


def test_a_killed_process_frees_its_slot_at_once(only_slot: CallSlots, request: pytest.FixtureRequest) -> None:
    holder = subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-c", HOLDER, f"http://{request.node.name}"], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"

    class Waited(Exception):  # noqa: N818 - shows that the slot was waited for
        pass

    def wait(_: float) -> None:
        raise Waited

    with pytest.raises(Waited), only_slot.slot(wait):
        pass
    holder.kill()
    holder.wait(10)
    holder.stdout.close()
    with only_slot.slot(wait):
        pass
