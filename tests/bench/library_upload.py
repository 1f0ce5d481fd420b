"""Measures ten pictures in five languages from one zip; `python -m tests.bench.library_upload` fails beyond a limit.

Once into the App Asset Library, where a picture that all languages share is sent once, and once into sets; each at
100 ms per call and part, and 3 s of processing.
"""

from __future__ import annotations

import io
import sys
import time
import zipfile
from collections.abc import Iterator

from sandbox import pictures
from tests.bench.measurement import Measurement
from tests.support import wording
from tests.support.processes import RunningBot, start_bot

LOCALES = ("en-US", "de-DE", "fr-FR", "ja", "ko")
PICTURES = 10
# Calls at most, with the PUTs. Into the library: for each picture two to reserve and commit it and one PUT, for each
# picture and language one to place it, and two for each language to read it.
LIMITS = {"library": 100, "sets": 165}


def packed() -> bytes:
    """The zip: the same ten pictures in a folder for each language."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(1, PICTURES + 1):
            picture = pictures.png(1290, 2796, seed=number)
            for locale in LOCALES:
                archive.writestr(f"{locale}/APP_IPHONE_67/{number}.png", picture)
    return stream.getvalue()


def measure(running_bot: RunningBot, backend: str) -> Iterator[Measurement]:
    """Upload the zip twice: the second time, everything is there."""
    for locale in LOCALES[3:]:
        running_bot.apple.add_locale(running_bot.version_id, locale)
    files = (("pages.zip", packed()),)
    for round_name, limit in (("", LIMITS[backend]), (" again", 7)):
        before, began = len(running_bot.apple.calls), time.monotonic()
        ts = running_bot.eddie.says(running_bot.release, "@App Store Bot upload --replace", files=files)
        thread = running_bot.finished(ts, 120)
        seconds = time.monotonic() - began
        if wording.uploaded(PICTURES * len(LOCALES)) not in thread and wording.ALL_THERE not in thread:
            raise SystemExit(thread)
        calls = [call.kind for call in running_bot.apple.calls[before:]]
        named = f"{backend}{round_name}"
        yield Measurement(f"{named}: from message to verified", seconds, None, "s")
        yield Measurement(f"{named}: calls, with the PUTs", len(calls), limit, "calls")
        yield Measurement(f"{named}: PUTs", len(calls) - calls.count("api"), None, "calls")


def main() -> int:
    """Measure both; returns 1 if a limit is exceeded."""
    passed = True
    for backend in LIMITS:
        with start_bot(settings={"ASC_MEDIA": backend}) as running_bot:
            running_bot.apple.latency = running_bot.apple.upload_latency = 0.1
            running_bot.apple.processing = 3.0
            for measurement in measure(running_bot, backend):
                passed = passed and measurement.passed
                sys.stdout.write(f"{measurement}\n")
                sys.stdout.flush()
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
