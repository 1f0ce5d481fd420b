"""Schedules with the real processes: two clocks and two workers change a text once, at its second."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.processes import RunningBot, start_bot


def promo(running_bot: RunningBot) -> str | None:
    return running_bot.apple.texts(running_bot.version_id)["en-US"]["promotionalText"]


def wait_for(running_bot: RunningBot, text: str, seconds: float) -> bool:
    """Whether the text stood at Apple within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if promo(running_bot) == text:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.timeout(60)
def test_two_clocks_change_a_text_once_and_put_it_back_once() -> None:
    with start_bot(start=("web", "worker", "worker", "clock", "clock")) as running_bot:
        running_bot.apple.set_text(running_bot.version_id, "en-US", promotionalText="Before")
        moment = datetime.now(UTC) + timedelta(seconds=6)
        until = moment + timedelta(seconds=3)
        line = f"schedule promo en-US {moment:%Y-%m-%dT%H:%M:%S} until {until:%Y-%m-%dT%H:%M:%S} Waves! --tz UTC"
        running_bot.eddie.says(running_bot.release, f"@App Store Bot {line}")
        assert wait_for(running_bot, "Waves!", 20), running_bot.logs()
        assert time.time() >= int(moment.timestamp())
        assert wait_for(running_bot, "Before", 20), running_bot.logs()
        assert [call.method for call in running_bot.apple.calls if call.method != "GET"] == ["PATCH", "PATCH"]
