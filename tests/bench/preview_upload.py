"""Measures an upload of large app previews: `python -m tests.bench.preview_upload` exits with 1 beyond a limit.

One video of 300 MB, then three of 100 MB at once, each at 100 ms per call and part, and 3 s of processing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from sandbox.videos import Video, video
from tests.bench.measurement import Measurement
from tests.bench.worker_memory import Peak
from tests.support import wording
from tests.support.processes import RunningBot, start_bot

MEGABYTE = 1_000_000
# Seconds after which an upload is given up.
PATIENCE = 120.0


def measure(running_bot: RunningBot, locale: str, megabytes: int, count: int) -> Iterator[Measurement]:
    """Upload so many videos of this size to a language without app previews."""
    named = f"{count} preview{'s' * (count > 1)} of {megabytes} MB"
    size = megabytes * MEGABYTE
    films = tuple((f"{number}.mp4", video(Video(seed=megabytes + number, size=size))) for number in range(count))
    before, peak = len(running_bot.apple.calls), Peak(running_bot)
    peak.start()
    began = time.monotonic()
    ts = running_bot.eddie.says(running_bot.release, f"@App Store Bot upload {locale}", files=films)
    thread = running_bot.finished(ts, PATIENCE)
    seconds = time.monotonic() - began
    kilobytes = peak.stop()
    if wording.previews_uploaded(count) not in thread:
        raise SystemExit(thread)
    calls = [call.kind for call in running_bot.apple.calls[before:]]
    yield Measurement(f"{named}: from message to verified", seconds, 30, "s")
    yield Measurement(f"{named}: calls besides the PUTs", calls.count("api"), 9 + 3 * count, "calls")
    yield Measurement(f"{named}: PUTs", len(calls) - calls.count("api"), None, "calls")
    yield Measurement(f"{named}: peak memory of one worker process", kilobytes / 1024, 250, "MB")


def main() -> int:
    """Measure both; returns 1 if a limit is exceeded."""
    passed = True
    with start_bot(cold=True) as running_bot:
        running_bot.apple.latency = running_bot.apple.upload_latency = 0.1
        running_bot.apple.video_processing = 3.0
        for locale, megabytes, count in (("en-US", 300, 1), ("de-DE", 100, 3)):
            for measurement in measure(running_bot, locale, megabytes, count):
                passed = passed and measurement.passed
                sys.stdout.write(f"{measurement}\n")
                sys.stdout.flush()
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
