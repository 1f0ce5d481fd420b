"""Small files and helpers shared by the tests of uploads."""

from __future__ import annotations

import struct
import zlib

from sandbox import pictures
from sandbox.slack.files import External
from sandbox.slack.people import Person
from sandbox.slack.rendering import as_text
from tests.support.env import Env

Sent = tuple[tuple[str, bytes] | External, ...]
WATCH = "APP_WATCH_SERIES_3"
BOT = "@App Store Bot"
UPLOAD = f"{BOT} upload en-US {WATCH}"


def watch(number: int, alpha: pictures.Alpha | None = None) -> tuple[str, bytes]:
    """A screenshot for the smallest watch: quick to make."""
    return f"{number}.png", pictures.png(312, 390, seed=number, alpha=alpha)


def bomb() -> bytes:
    """A PNG of a few bytes that claims 2.5 thousand million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")
    )


def send(env: Env, files: Sent, text: str = UPLOAD, who: Person | None = None) -> str:
    """Post in #release as this person and run the jobs; returns the message's ts."""
    ts = (who or env.eddie).says(env.release, text, files=files)
    env.slack.settled()
    env.work()
    return ts


def press(env: Env, ts: str, label: str, who: Person | None = None) -> None:
    """Press a button of the newest message in the thread as this person."""
    (who or env.eddie).clicks(env.release, env.replies(ts)[-1], label)
    env.slack.settled()
    env.work()


def held(env: Env) -> list[str]:
    """The names in the set of the smallest watch in English."""
    return env.screenshots("en-US", WATCH)


def requested(env: Env, line: str) -> str:
    """Return the reply that Eddie sees to a slash command, wherever it is posted."""
    before = len(env.slack.ephemerals(env.eddie))
    assert env.eddie.types(line, env.release).status == 200
    env.work()
    return "\n".join(as_text(ephemeral) for ephemeral in env.slack.ephemerals(env.eddie)[before:])
