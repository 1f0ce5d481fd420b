"""The log of calls to the stand-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Call:
    """One request: when it ended (seconds) and its status, or 0 if the connection was cut."""

    at: float
    method: str
    path: str
    query: Mapping[str, str]
    status: int
    key_id: str | None
    # The JSON body of the request, or None.
    body: Any
    kind: Literal["api", "upload"] = "api"


@dataclass
class InFlight:
    """Counts requests from their first byte to the start of their response: now, and the maximum so far."""

    most: int = 0
    _now: set[int] = field(default_factory=set)

    def enter(self, request: int) -> None:
        """Counts an arriving request."""
        self._now.add(request)
        self.most = max(self.most, len(self._now))

    def leave(self, request: int) -> None:
        """Counts a request that is about to be answered or has lost its connection."""
        self._now.discard(request)
