"""The Procfile's own processes do the main job, and end cleanly when told to."""

from __future__ import annotations

import pytest

from sandbox import pictures
from tests.house import built


@pytest.mark.timeout(90)
def test_the_three_processes_do_the_main_job_and_end_cleanly() -> None:
    files = tuple((f"{number}.png", pictures.png(1290, 2796, seed=number)) for number in (1, 2, 10))
    with built() as house:
        house.apple.processing = 0.2
        ts = house.eddie.says(house.release, "@App Store Bot upload en-US APP_IPHONE_67", files=files)
        thread = house.finished(ts)
        assert house.shots() == [("1.png", "COMPLETE"), ("2.png", "COMPLETE"), ("10.png", "COMPLETE")]
        assert "3 screenshots uploaded" in thread
        house.stop()
        assert [process.returncode for process in house.processes] == [0, 0, 0], house.logs()
