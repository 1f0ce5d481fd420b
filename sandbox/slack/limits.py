"""Slack's rate limits per method and minute."""

from __future__ import annotations

import math
from collections import defaultdict, deque

from sandbox.slack.clock import Clock

WINDOW_SECONDS = 60.0
# chat.postMessage has its own rule: about one per second and channel, several hundred per minute in total
# (docs.slack.dev/apis/web-api/rate-limits); methods without a tier get this many.
POSTS_PER_CHANNEL = 60
POSTS = 300
SPECIAL = 300


class Limits:
    """Counts calls per method in the last minute; off until `on` is set; `scale` 0.1 allows a tenth."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)
        self.on = False
        self.scale = 1.0
        self.per_minute: dict[str, int] = {}

    def wait(self, method: str, per_minute: int | None, channel: str = "") -> int:
        """Returns the seconds until this call may be repeated; 0, after counting it, if it is allowed now."""
        if not self.on:
            return 0
        buckets = {method: self.per_minute.get(method, per_minute or SPECIAL)}
        if method == "chat.postMessage":
            buckets = {method: self.per_minute.get(method, POSTS), f"{method} {channel}": POSTS_PER_CHANNEL}
        now = self._clock.now()
        waits = [
            self._until_free(bucket, max(1, int(allowed * self.scale)), now) for bucket, allowed in buckets.items()
        ]
        if longest := max(waits):
            return math.ceil(longest)
        for bucket in buckets:
            self._calls[bucket].append(now)
        return 0

    def _until_free(self, bucket: str, allowed: int, now: float) -> float:
        calls = self._calls[bucket]
        while calls and calls[0] <= now - WINDOW_SECONDS:
            calls.popleft()
        return 0.0 if len(calls) < allowed else calls[len(calls) - allowed] + WINDOW_SECONDS - now
