"""How many calls a key has left in the hour that rolls along with it."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field


@dataclass(eq=False)
class Allowance:
    """At most `limit` calls per key in the last `window` seconds; a refusal suggests `retry_after`, if that is set."""

    limit: int = 3600
    window: float = 3600.0
    retry_after: int | None = None
    _calls: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def take(self, key_id: str, now: float) -> bool:
        """Count a call made at `now` (seconds); False when the key has none left, which is not counted."""
        if self.left(key_id, now) == 0:
            return False
        self._calls[key_id].append(now)
        return True

    def left(self, key_id: str, now: float) -> int:
        """How many calls the key could still make at `now`."""
        calls = self._calls[key_id]
        while calls and calls[0] <= now - self.window:
            calls.popleft()
        return max(0, self.limit - len(calls))

    def headers(self, key_id: str, now: float) -> dict[str, str]:
        """The header that goes with every answer to that key."""
        return {"X-Rate-Limit": f"user-hour-lim:{self.limit};user-hour-rem:{self.left(key_id, now)};"}
