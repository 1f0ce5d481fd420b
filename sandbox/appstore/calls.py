"""The diary of everything that was asked of the stand-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
