"""The stand-in's clock, ids and timestamps."""

from __future__ import annotations

import random
import string
import time


class Clock:
    """A clock that a test can move forward instead of waiting."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """The current time in epoch seconds."""
        return time.time() + self._ahead

    def later(self, seconds: float) -> None:
        """Moves the time forward by this many seconds."""
        self._ahead += seconds


class Ids:
    """Unique ids in Slack's format; the same order of events gives the same ids."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._dice = random.Random(1)
        self._given: set[str] = set()
        self._newest = 0

    def new(self, prefix: str, length: int = 9) -> str:
        """Returns an id such as `U0K3V9QW2X`: the prefix, a zero, capitals and digits."""
        return self._fresh(f"{prefix}0", string.ascii_uppercase + string.digits, length)

    def secret(self, length: int = 24) -> str:
        """Returns a random string for one-time URLs and trigger ids."""
        return self._fresh("", string.ascii_letters + string.digits, length)

    def block(self) -> str:
        """Returns a block id of five characters, as Slack generates for blocks without one."""
        return self._fresh("", string.ascii_letters + string.digits, 5)

    def stamp(self) -> str:
        """Returns a message timestamp: seconds and six more digits, unique and increasing."""
        self._newest = max(int(self._clock.now() * 1_000_000), self._newest + 1)
        return f"{self._newest // 1_000_000}.{self._newest % 1_000_000:06d}"

    def _fresh(self, prefix: str, alphabet: str, length: int) -> str:
        while True:
            made = prefix + "".join(self._dice.choices(alphabet, k=length))
            if made not in self._given:
                self._given.add(made)
                return made
