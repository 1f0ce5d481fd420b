"""The diary of everything that was asked of the stand-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Call:
    """One request: when it ended (seconds), and with which status; 0 where the connection was cut instead."""

    at: float
    method: str
    path: str
    query: Mapping[str, str]
    status: int
    key_id: str | None
    body: Any
    """The JSON of the request, None where it carried none."""
    kind: Literal["api", "upload"] = "api"


@dataclass
class InFlight:
    """The requests between their first byte and the beginning of their answer: those of now, and the most at once."""

    most: int = 0
    _now: set[int] = field(default_factory=set)

    def enter(self, request: int) -> None:
        """A request has arrived."""
        self._now.add(request)
        self.most = max(self.most, len(self._now))

    def leave(self, request: int) -> None:
        """A request is about to be answered, or its connection is gone."""
        self._now.discard(request)
