"""A batch of five hundred pictures runs on one worker, and who approves a reply meanwhile does not wait for it."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable

import pytest

from appstore.catalog.display_types import DisplayType, sizes
from sandbox import pictures
from sandbox.slack.snapshots import Message
from tests.support.processes import House, built

LOCALES = ("en-US", "de-DE", "fr-FR")
KINDS = sorted((one for one in DisplayType if not one.is_imessage), key=lambda one: min(sizes(one)))[:17]
A_SET = 10


def five_hundred() -> bytes:
    """A zip with 510 pictures: the same ten of each size in three languages."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for kind in KINDS:
            drawn = [pictures.png(*min(sizes(kind)), seed=number) for number in range(A_SET)]
            for locale in LOCALES:
                for number, data in enumerate(drawn):
                    archive.writestr(f"{locale}/{kind.value}/{number}.png", data)
    return out.getvalue()


@pytest.mark.timeout(120)
def test_an_approval_does_not_wait_for_a_batch_of_five_hundred_pictures() -> None:
    packed = five_hundred()
    with built(start=()) as house:
        house.environment["ASC_REVIEW_POLL_SECONDS"] = "1"
        for name in ("web", "clock"):
            house.start(name)
        worker = house.start("worker")
        house.ready()
        house.slack.deliver_to(f"http://127.0.0.1:{house.environment['PORT']}/slack/events")
        house.eddie.types("/asc alerts on", house.release)
        house.slack.wait(
            lambda: any("turned alerts on" in message.text for message in house.slack.messages(house.release)), 30
        )
        review = house.apple.add_review(house.app_id, 1, title="Crashes")
        house.slack.wait(lambda: _cards(house), 30)
        house.apple.latency = 0.3
        house.eddie.says(house.release, "@App Store Bot upload", files=(("all.zip", packed),))
        _until(lambda: _reserved(house) > A_SET)
        clicked = time.monotonic()
        house.eddie.clicks(house.release, _cards(house)[-1].ts, "Approve")
        _until(lambda: house.apple.reply(review) is not None, 5)
        assert time.monotonic() - clicked < 5
        sent = _reserved(house)
        _until(lambda: _reserved(house) > sent)
        assert sent < len(KINDS) * len(LOCALES) * A_SET
        house.kill(worker)


def _cards(house: House) -> list[Message]:
    return [message for message in house.slack.messages(house.release) if message.text.startswith("Review of")]


def _reserved(house: House) -> int:
    return sum(call.method == "POST" and call.path.endswith("/appScreenshots") for call in house.apple.calls)


def _until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """The stand-in of Apple tells nobody what happens there, so it is asked again and again."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
