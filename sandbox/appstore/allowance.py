"""Counts the calls of each key in a rolling hour."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field


@dataclass(eq=False)
class Allowance:
    """At most `limit` calls per key in the last `window` seconds; a refusal suggests `retry_after`, if set."""

    limit: int = 3600
    window: float = 3600.0
    retry_after: int | None = None
    _calls: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def take(self, key_id: str, now: float) -> bool:
        """Counts a call at `now` (seconds); returns False, without counting it, if the key has none left."""
        if self.left(key_id, now) == 0:
            return False
        self._calls[key_id].append(now)
        return True

    def left(self, key_id: str, now: float) -> int:
        """Returns how many calls the key has left at `now`."""
        calls = self._calls[key_id]
        while calls and calls[0] <= now - self.window:
            calls.popleft()
        return max(0, self.limit - len(calls))

    def headers(self, key_id: str, now: float) -> dict[str, str]:
        """Returns the `X-Rate-Limit` header for a response to this key."""
        return {"X-Rate-Limit": f"user-hour-lim:{self.limit};user-hour-rem:{self.left(key_id, now)};"}
