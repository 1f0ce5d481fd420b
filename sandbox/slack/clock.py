"""The time in the stand-in, and the ids and timestamps that it gives out."""

from __future__ import annotations

import random
import string
import time


class Clock:
    """The time of day, which a test may move forward instead of waiting."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._ahead

    def later(self, seconds: float) -> None:
        """Move the time forward by so many seconds."""
        self._ahead += seconds


class Ids:
    """Ids that look like Slack's and never repeat; the same order of events gives the same ids."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._dice = random.Random(1)
        self._given: set[str] = set()
        self._newest = 0

    def new(self, prefix: str, length: int = 9) -> str:
        """An id such as `U0K3V9QW2X`: the prefix, a zero, capitals and digits."""
        return self._fresh(f"{prefix}0", string.ascii_uppercase + string.digits, length)

    def secret(self, length: int = 24) -> str:
        """Letters and digits that nobody guesses, for one-time addresses and trigger ids."""
        return self._fresh("", string.ascii_letters + string.digits, length)

    def block(self) -> str:
        """A block id as Slack makes one for a block without: five characters."""
        return self._fresh("", string.ascii_letters + string.digits, 5)

    def stamp(self) -> str:
        """A message timestamp: seconds and six more digits; unique and later than every one before."""
        self._newest = max(int(self._clock.now() * 1_000_000), self._newest + 1)
        return f"{self._newest // 1_000_000}.{self._newest % 1_000_000:06d}"

    def _fresh(self, prefix: str, alphabet: str, length: int) -> str:
        while True:
            made = prefix + "".join(self._dice.choices(alphabet, k=length))
            if made not in self._given:
                self._given.add(made)
                return made
