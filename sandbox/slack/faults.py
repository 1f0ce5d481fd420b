"""Things that go wrong on purpose: a call refused, dropped, slow, or done without an answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What happens instead of an ordinary answer."""

    RATELIMITED = "ratelimited"  # 429 with Retry-After; nothing is done
    HTTP_500 = "http_500"  # nothing is done
    ERROR = "error"  # 200 with ok=false and the `error` of the fault; nothing is done
    HTML = "html"  # 200 with a page instead of JSON; nothing is done
    SLOW = "slow"  # done and answered, after `seconds`
    DROP_BEFORE = "drop_before"  # the connection is cut; nothing is done
    DROP_AFTER_DOING = "drop_after_doing"  # done, then the connection is cut


@dataclass(frozen=True)
class Fault:
    """One fault: from the `nth` call of `method` on, `times` times in a row.

    `method` is a Web API method, `*` for all of them, or `files-pri`, `upload` or `response_url`.
    `seconds` is how slow, or what Retry-After says.
    """

    method: str
    act: Act | str
    nth: int = 1
    times: int = 1
    seconds: int = 1
    error: str = "internal_error"


class Faults:
    """The faults that are set; each counts calls from the moment it was added."""

    def __init__(self) -> None:
        self._set: list[Fault] = []
        self._seen: Counter[int] = Counter()

    def add(self, fault: Fault) -> None:
        """Set a fault; ValueError where its act is unknown."""
        Act(fault.act)
        self._set.append(fault)

    def clear(self) -> None:
        """Take all faults away."""
        self._set.clear()
        self._seen.clear()

    def next(self, method: str) -> Fault | None:
        """The fault that strikes this call of the method."""
        striking = None
        for index, fault in enumerate(self._set):
            if fault.method in {method, "*"}:
                self._seen[index] += 1
                if fault.nth <= self._seen[index] < fault.nth + fault.times:
                    striking = striking or fault
        return striking
