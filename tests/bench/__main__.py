"""Measures speed and cost of an upload on the stand-ins: seconds, calls to Apple, peak memory of the worker.

`python -m tests.bench` prints one line a measurement with its limit, and exits with 1 if a limit is exceeded.
"""

from __future__ import annotations

import io
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from sandbox import pictures
from tests.bench.acknowledgement import measure_acknowledgement
from tests.bench.measurement import Measurement
from tests.bench.plain_uploader import PlainUploader
from tests.bench.worker_memory import Peak
from tests.support import wording
from tests.support.processes import RunningBot, start_bot

LOCALES = ["en-US", "de-DE", "fr-FR"]
IPHONE = {"APP_IPHONE_67": (1290, 2796)}


def zipped(locales: Sequence[str], kinds: dict[str, tuple[int, int]], count: int) -> bytes:
    """A zip with `count` pictures in each LOCALE/DISPLAY_TYPE."""
    out = io.BytesIO()
    seed = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for locale in locales:
            for kind, (width, height) in kinds.items():
                for number in range(1, count + 1):
                    seed += 1
                    archive.writestr(f"{locale}/{kind}/{number}.png", pictures.png(width, height, seed=seed))
    return out.getvalue()


def upload(running_bot: RunningBot, archive: bytes, more: str = "") -> tuple[float, int, int, str]:
    """Upload the zip; returns the seconds from the message to ✅, all calls, the writes among them, the thread."""
    before = len(running_bot.apple.calls)
    began = time.monotonic()
    ts = running_bot.eddie.says(running_bot.release, f"@App Store Bot upload {more}", files=(("shots.zip", archive),))
    thread = running_bot.finished(ts, 300)
    seconds = time.monotonic() - began
    calls = running_bot.apple.calls[before:]
    return seconds, len(calls), sum(call.method != "GET" for call in calls), thread


def three_locales(running_bot: RunningBot) -> Iterator[Measurement]:
    """15 files in 3 locales at 100 ms a call and 3 s of processing, and the same once more."""
    running_bot.apple.latency = running_bot.apple.upload_latency = 0.1
    running_bot.apple.processing = 3.0
    archive = zipped(LOCALES, IPHONE, 5)
    seconds, calls, _, thread = upload(running_bot, archive)
    if wording.uploaded(15) not in thread:
        raise SystemExit(thread)
    yield Measurement("15 files, 3 locales: from message to verified", seconds, 4.5, "s")
    yield Measurement("15 files, 3 locales: calls, PUTs included", calls, 55, "calls")
    yield Measurement(
        "15 files, 3 locales: calls and PUTs in flight at once", running_bot.apple.in_flight.most, 10, "calls"
    )
    seconds, calls, writes, thread = upload(running_bot, archive)
    if wording.ALL_THERE not in thread:
        raise SystemExit(thread)
    yield Measurement("the same once more: from message to verified", seconds, None, "s")
    yield Measurement("the same once more: calls", calls, 3, "calls")
    yield Measurement("the same once more: writes", writes, 0, "calls")


def plain_script(running_bot: RunningBot, seconds: float, calls: float) -> Iterator[Measurement]:
    """The same files sent by a plain script, compared with the `seconds` and `calls` of the bot."""
    running_bot.apple.latency = running_bot.apple.upload_latency = 0.1
    running_bot.apple.processing = 3.0
    with zipfile.ZipFile(io.BytesIO(zipped(LOCALES, IPHONE, 5))) as files:
        pictures_of = {
            locale: [(Path(name).name, files.read(name)) for name in files.namelist() if name.startswith(locale)]
            for locale in LOCALES
        }
    given = running_bot.environment
    plain = PlainUploader(given["ASC_API_URL"], given["ASC_KEY_ID"], given["ASC_ISSUER_ID"], given["ASC_PRIVATE_KEY"])
    began = time.monotonic()
    plain.upload("com.example.tide", "1.2.0", "APP_IPHONE_67", pictures_of)
    script_seconds = time.monotonic() - began
    yield Measurement("15 files, 3 locales, one after the other by a plain script", script_seconds, None, "s")
    yield Measurement("15 files, 3 locales, by a plain script: calls, PUTs included", plain.calls, None, "calls")
    yield Measurement("files a minute by the bot", 15 * 60 / seconds, None, "files")
    yield Measurement("files a minute by the plain script", 15 * 60 / script_seconds, None, "files")
    yield Measurement("the bot is so many times faster", script_seconds / seconds, None, "x")
    yield Measurement("the plain script calls so many times as often", plain.calls / calls, None, "x")


def whole_page(running_bot: RunningBot) -> Iterator[Measurement]:
    """150 files (5 locales x 3 display types x 10) in one zip, at 100 ms a call and 3 s of processing."""
    running_bot.apple.latency = running_bot.apple.upload_latency = 0.1
    running_bot.apple.processing = 3.0
    locales = ["en-US", "de-DE", "fr-FR", "ja", "es-ES"]
    kinds = {"APP_IPHONE_67": (1290, 2796), "APP_IPHONE_65": (1284, 2778), "APP_IPAD_PRO_3GEN_129": (2064, 2752)}
    archive = zipped(locales, kinds, 10)
    running_bot.version_id = running_bot.apple.add_version(running_bot.app_id, "1.3.0", locales=locales)
    peak = Peak(running_bot)
    peak.start()
    before = len(running_bot.apple.calls)
    running_bot.apple.in_flight.most = 0
    seconds, _, _, thread = upload(running_bot, archive, "--version 1.3.0")
    if wording.uploaded(150) not in thread:
        raise SystemExit(thread)
    besides = sum(call.kind == "api" for call in running_bot.apple.calls[before:])
    yield Measurement("150 files, 15 sets: from message to verified", seconds, 9, "s")
    yield Measurement(
        "150 files, 15 sets: calls and PUTs in flight at once", running_bot.apple.in_flight.most, 10, "calls"
    )
    yield Measurement("150 files, 15 sets: calls besides the PUTs, a file", besides / 150, 2.25, "calls")
    yield Measurement("150 files, 15 sets: peak memory of one worker process", peak.stop() / 1024, 100, "MB")


def first_reply(running_bot: RunningBot) -> Iterator[Measurement]:
    """From the mention to the first reply in the thread."""
    running_bot.apple.latency = running_bot.apple.upload_latency = 0.0
    running_bot.apple.processing = 0.2
    waits = []
    for number in range(5):
        picture = pictures.png(312, 390, seed=9000 + number)
        began = time.monotonic()
        ts = running_bot.eddie.says(
            running_bot.release,
            "@App Store Bot upload en-US watch series 3 --append",
            files=((f"{number}.png", picture),),
        )
        running_bot.slack.wait(lambda at=ts: running_bot.replies(at), 20)  # type: ignore[misc]  # mypy wants no default
        waits.append(time.monotonic() - began)
        running_bot.finished(ts)
    yield Measurement("from the mention to the first reply in the thread, worst of 5", max(waits), 1, "s")


def all_measurements() -> Iterator[Measurement]:
    """Yield all measurements, each as soon as it is made."""
    with start_bot(cold=True) as running_bot:
        measured = []
        for measurement in three_locales(running_bot):
            measured.append(measurement.measured)
            yield measurement
        yield from whole_page(running_bot)
        yield from first_reply(running_bot)
    with start_bot(start=(), cold=True) as running_bot:
        yield from plain_script(running_bot, *measured[:2])
    with start_bot(start=("web",), cold=True) as running_bot:
        yield from measure_acknowledgement(running_bot)


def main() -> int:
    """Measure everything; returns 1 if a limit is exceeded."""
    passed = True
    for measurement in all_measurements():
        passed = passed and measurement.passed
        sys.stdout.write(f"{measurement}\n")
        sys.stdout.flush()
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
