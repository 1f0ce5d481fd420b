"""Schedules with the real processes: two clocks and two workers change a text once, at its second."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.processes import House, built


def promo(house: House) -> str | None:
    return house.apple.texts(house.version_id)["en-US"]["promotionalText"]


def wait_for(house: House, text: str, seconds: float) -> bool:
    """Whether the text stood at Apple within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if promo(house) == text:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.timeout(60)
def test_two_clocks_change_a_text_once_and_put_it_back_once() -> None:
    with built(start=("web", "worker", "worker", "clock", "clock")) as house:
        house.apple.set_text(house.version_id, "en-US", promotionalText="Before")
        moment = datetime.now(UTC) + timedelta(seconds=6)
        until = moment + timedelta(seconds=3)
        line = f"schedule promo en-US {moment:%Y-%m-%dT%H:%M:%S} until {until:%Y-%m-%dT%H:%M:%S} Waves! --tz UTC"
        house.eddie.says(house.release, f"@App Store Bot {line}")
        assert wait_for(house, "Waves!", 20), house.logs()
        assert time.time() >= int(moment.timestamp())
        assert wait_for(house, "Before", 20), house.logs()
        assert [call.method for call in house.apple.calls if call.method != "GET"] == ["PATCH", "PATCH"]
