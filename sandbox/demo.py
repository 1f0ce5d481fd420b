"""`python -m sandbox.demo`: plays one upload against stand-ins of Slack and Apple; `--stay` keeps running."""

from __future__ import annotations

import signal
import sys
import time
from types import FrameType

from sandbox import pictures
from sandbox.page import Page
from sandbox.processes import Processes
from sandbox.show import Show, standing
from sandbox.transcript import Transcript

COMMAND = "@App Store Bot upload en-US APP_IPHONE_67"
LOCALE, DISPLAY_TYPE = "en-US", "APP_IPHONE_67"
NAMES = ["1.png", "2.png", "3.png"]
# Seconds within which the upload must finish; it takes a few.
SECONDS = 90.0


def main(arguments: list[str]) -> int:
    """Plays the upload; returns 0 if the screenshots are at Apple, otherwise 1 after printing what went wrong."""
    # A shell that starts this in the background makes it ignore SIGINT.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)
    started: list[Processes] = []
    try:
        with standing(started.append) as show:
            print_line("Slack and App Store Connect are stand-ins on this machine; the bot is the real one.")
            play(show)
            report(show)
            if "--stay" in arguments:
                stay(show)
    except KeyboardInterrupt:
        print_line("\nStopped.")
        return 0 if "--stay" in arguments else 1
    except Exception as error:  # noqa: BLE001 - any failure is printed with the processes' output
        print_line(f"\nFailed: {str(error) or type(error).__name__}")
        for name, tail in (pair for processes in started for pair in processes.remembered):
            print_line(f"\n--- last output of {name} ---\n{tail or '(nothing)'}")
        return 1
    return 0


def play(show: Show) -> None:
    """Eddie requests an upload; prints the thread until its three screenshots are uploaded."""
    world, transcript = show.world, Transcript(print_line)
    files = [(name, pictures.png(1290, 2796, seed=seed)) for seed, name in enumerate(NAMES, 1)]
    ts = world.cast.eddie.says(world.release, COMMAND, files=files)

    def arrived() -> bool:
        thread = show.slack.thread(world.release, ts)
        transcript.show(thread)
        shots = show.apple.screenshots(world.tide_next, LOCALE, DISPLAY_TYPE)
        complete = [screenshot.name for screenshot in shots if screenshot.state == "COMPLETE"]
        under_way = any(button.label == "Cancel" for message in thread for button in message.buttons)
        return complete == NAMES and len(thread) > 1 and not under_way

    show.wait(arrived, SECONDS)


def report(show: Show) -> None:
    """Prints what App Store Connect contains now."""
    apple, world = show.apple, show.world
    shots = apple.screenshots(world.tide_next, LOCALE, DISPLAY_TYPE)
    calls = [call for call in apple.calls if call.kind == "api"]
    print_line("\nApp Store Connect now holds")
    print_line(f"  Tide 1.2.0 · {LOCALE} · {DISPLAY_TYPE}")
    for number, image in enumerate(shots, 1):
        print_line(f"    {number}. {image.name:<8} {image.size:>9,} bytes   MD5 {image.checksum}   {image.state}")
    left = apple.calls_left(show.key.key_id)
    sent = len(apple.calls) - len(calls)
    print_line(f"  after {len(calls)} calls and {sent} transfers; {left:,} of 3,600 calls are left this hour.")


def stay(show: Show) -> None:
    """Serves the page until Ctrl-C."""

    def kill_worker() -> int:
        return show.processes.kill("worker")

    page = Page(show.slack, show.apple, show.world, show.key.key_id, kill_worker)
    with page.serve() as address:
        print_line(f"\nSlack on the left, App Store Connect on the right: {address}")
        print_line(f"Logs are in {show.folder}. Press Ctrl-C to stop.")
        while True:
            show.processes.check()
            time.sleep(1)


def print_line(line: str) -> None:
    """Prints a line and flushes it."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
