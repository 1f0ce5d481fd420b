"""Prints a Slack thread in the terminal as it grows: each message once, and only the new parts of edits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from sandbox.slack import Message
from sandbox.slack.rendering import as_text


class Transcript:
    """Prints what is new each time `show` is called; `print_line` prints one line."""

    def __init__(self, print_line: Callable[[str], None]) -> None:
        self._print_line = print_line
        self._began = time.monotonic()
        self._seen: dict[str, str] = {}

    def show(self, thread: Iterable[Message]) -> None:
        """Prints what has changed since the last call."""
        for message in thread:
            now, before = as_text(message), self._seen.get(message.ts)
            if now == before:
                continue
            known = set() if before is None else set(before.splitlines())
            lines = [line for line in now.splitlines() if line not in known and not line.startswith("[ ")]
            if before is None:
                self._print_line("")
                self._print_line(f"{self._clock()}  {message.names.get(message.user, message.user).removeprefix('@')}")
            for number, line in enumerate(lines):
                self._print_line(f"{self._clock() if before is not None and not number else ' ' * 7}  │ {line}")
            self._seen[message.ts] = now

    def _clock(self) -> str:
        return f"{time.monotonic() - self._began:5.1f} s"
