"""An upload of five hundred images runs on one worker process, and an approval meanwhile does not wait for it."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable

import pytest

from appstore.catalog.display_types import DisplayType, platform_of, sizes
from sandbox import pictures
from sandbox.slack.snapshots import Message
from tests.support.processes import RunningBot, start_bot

LOCALES = ("en-US", "de-DE", "fr-FR")
# iMessage sets too, since the app's own are fewer; the smallest pictures first.
KINDS = sorted(
    (kind for kind in DisplayType if not kind.is_library_only and platform_of(kind) == "IOS"),
    key=lambda kind: min(sizes(kind)),
)[:17]
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
def test_an_approval_does_not_wait_for_an_upload_of_five_hundred_images() -> None:
    packed = five_hundred()
    with start_bot(start=()) as running_bot:
        running_bot.environment["ASC_REVIEW_POLL_SECONDS"] = "1"
        for name in ("web", "clock"):
            running_bot.start(name)
        worker = running_bot.start("worker")
        running_bot.ready()
        running_bot.slack.deliver_to(f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events")
        running_bot.eddie.types("/asc alerts on", running_bot.release)
        running_bot.slack.wait(
            lambda: any(
                "turned alerts on" in message.text for message in running_bot.slack.messages(running_bot.release)
            ),
            30,
        )
        review = running_bot.apple.add_review(running_bot.app_id, 1, title="Crashes")
        running_bot.slack.wait(lambda: _cards(running_bot), 30)
        running_bot.apple.latency = 0.3
        running_bot.eddie.says(running_bot.release, "@App Store Bot upload", files=(("all.zip", packed),))
        _until(lambda: _reserved(running_bot) > A_SET)
        clicked = time.monotonic()
        running_bot.eddie.clicks(running_bot.release, _cards(running_bot)[-1].ts, "Approve")
        _until(lambda: running_bot.apple.reply(review) is not None, 5)
        assert time.monotonic() - clicked < 5
        sent = _reserved(running_bot)
        _until(lambda: _reserved(running_bot) > sent)
        assert sent < len(KINDS) * len(LOCALES) * A_SET
        running_bot.kill(worker)


def _cards(running_bot: RunningBot) -> list[Message]:
    return [
        message for message in running_bot.slack.messages(running_bot.release) if message.text.startswith("Review of")
    ]


def _reserved(running_bot: RunningBot) -> int:
    return sum(call.method == "POST" and call.path.endswith("/appScreenshots") for call in running_bot.apple.calls)


def _until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Poll the stand-in of Apple, which sends no events."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
