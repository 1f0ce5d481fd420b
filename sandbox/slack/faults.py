"""Faults on demand: calls that are refused, dropped, slow, or run without a response."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """The effects that replace a normal response."""

    RATELIMITED = "ratelimited"  # 429 with Retry-After; the call does not run
    HTTP_500 = "http_500"  # the call does not run
    HTTP_403 = "http_403"  # of pages only, such as `files-pri`; the call does not run
    HTTP_404 = "http_404"  # of pages only
    ERROR = "error"  # 200 with ok=false and the fault's `error`; the call does not run
    HTML = "html"  # 200 with HTML instead of JSON; the call does not run
    SLOW = "slow"  # the call runs after `seconds`
    DROP_BEFORE = "drop_before"  # the connection is cut; the call does not run
    DROP_AFTER_DOING = "drop_after_doing"  # the call runs, then the connection is cut


@dataclass(frozen=True)
class Fault:
    """A fault that affects `times` consecutive calls of `method`, starting with the `nth`.

    `method` is a Web API method, `*` for all, or `files-pri`, `upload` or `response_url`.
    `seconds` is the delay, or the value of Retry-After.
    """

    method: str
    act: Act | str
    nth: int = 1
    times: int = 1
    seconds: int = 1
    error: str = "internal_error"


class Faults:
    """The active faults; each counts calls from the moment it was added."""

    def __init__(self) -> None:
        self._set: list[Fault] = []
        self._seen: Counter[int] = Counter()

    def add(self, fault: Fault) -> None:
        """Adds a fault; ValueError if its act is unknown."""
        Act(fault.act)
        self._set.append(fault)

    def clear(self) -> None:
        """Removes all faults."""
        self._set.clear()
        self._seen.clear()

    def next(self, method: str) -> Fault | None:
        """Returns the fault that affects this call of the method."""
        striking = None
        for index, fault in enumerate(self._set):
            if fault.method in {method, "*"}:
                self._seen[index] += 1
                if fault.nth <= self._seen[index] < fault.nth + fault.times:
                    striking = striking or fault
        return striking
