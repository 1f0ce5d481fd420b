"""Misfortune on demand: answers that get lost, connections that break, pictures that are never processed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TypedDict, Unpack


class When(TypedDict, total=False):
    """Which calls a fault meets: all of them where nothing is said.

    `path` is a regular expression searched for in the path, or in the file name for a picture's fault. Of the calls
    that match, `nth` picks one (from 1), `times` the first few, `probability` some of them.
    """

    method: str
    path: str
    nth: int
    times: int
    probability: float


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer from the fault: instead of doing the call, or after it was done."""

    status: int
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    done: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection is closed without an answer; `early` cuts it while the request is still being sent."""

    done: bool = False
    early: bool = False


@dataclass(frozen=True, slots=True)
class Slow:
    """The call waits that many seconds more."""

    seconds: float


@dataclass(frozen=True, slots=True)
class PictureFault:
    """What goes wrong with a committed picture: refused with a code, never processed, or its checksum shown late."""

    code: str | None = None
    stuck: bool = False
    late: float | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One misfortune and the calls that it meets; made by the functions below."""

    action: Reply | Cut | Slow | PictureFault
    method: str = ""
    path: str = ""
    nth: int | None = None
    times: int | None = None
    probability: float = 1.0

    @classmethod
    def status(
        cls, code: int, body: bytes | None = None, headers: Mapping[str, str] | None = None, **when: Unpack[When]
    ) -> Fault:
        """Answer with `code` and do nothing; without a body Apple's own for that status is sent."""
        return cls(Reply(code, body, headers or {}), **when)

    @classmethod
    def lost(cls, code: int = 504, body: bytes | None = None, **when: Unpack[When]) -> Fault:
        """Do the call, then answer with `code` as if it had failed."""
        return cls(Reply(code, body, done=True), **when)

    @classmethod
    def drop(cls, *, done: bool = True, **when: Unpack[When]) -> Fault:
        """Do the call (or not), then close the connection without an answer."""
        return cls(Cut(done=done), **when)

    @classmethod
    def reset(cls, **when: Unpack[When]) -> Fault:
        """Reset the connection in the middle of the request's body; nothing is done."""
        return cls(Cut(early=True), **when)

    @classmethod
    def slow(cls, seconds: float, **when: Unpack[When]) -> Fault:
        """Wait before the call is done; another fault may meet it as well."""
        return cls(Slow(seconds), **when)

    @classmethod
    def processing_fails(cls, code: str = "IMAGE_TOOL_FAILURE", **when: Unpack[When]) -> Fault:
        """A committed picture ends as FAILED with `code`."""
        return cls(PictureFault(code=code), **when)

    @classmethod
    def stuck(cls, **when: Unpack[When]) -> Fault:
        """A committed picture stays in UPLOAD_COMPLETE for ever."""
        return cls(PictureFault(stuck=True), **when)

    @classmethod
    def late_checksum(cls, seconds: float, **when: Unpack[When]) -> Fault:
        """A picture shows its `sourceFileChecksum` only that long after COMPLETE."""
        return cls(PictureFault(late=seconds), **when)


@dataclass(eq=False, slots=True)
class Rule:
    """A fault that is in force: how many calls it has `seen` that match, and how often it `fired`."""

    fault: Fault
    seen: int = 0
    fired: int = 0

    def sees(self, method: str, path: str) -> bool:
        """Whether the fault is about this call, which counts it."""
        fault = self.fault
        if (fault.method and fault.method != method) or re.search(fault.path, path) is None:
            return False
        self.seen += 1
        return True

    def fires(self, random: Random) -> bool:
        """Whether the call that was seen last is met, which counts it."""
        fault = self.fault
        if fault.nth is not None and self.seen != fault.nth:
            return False
        if fault.times is not None and self.fired >= fault.times:
            return False
        if fault.probability < 1.0 and random.random() >= fault.probability:
            return False
        self.fired += 1
        return True


class Faults:
    """The faults in force. Each counts every call that it is about; the first one that fires decides."""

    def __init__(self, random: Random | None = None) -> None:
        self._random = random or Random(0)
        self._rules: list[Rule] = []

    def add(self, fault: Fault) -> Rule:
        """Put a fault in force; the rule tells how often it has fired."""
        rule = Rule(fault)
        self._rules.append(rule)
        return rule

    def clear(self) -> None:
        """End all faults."""
        self._rules = []

    def for_call(self, method: str, path: str) -> tuple[float, Reply | Cut | None]:
        """The seconds that a call has to wait, and what becomes of it then."""
        wait, decided = 0.0, None
        for rule in tuple(self._rules):
            action = rule.fault.action
            if isinstance(action, PictureFault) or not rule.sees(method, path) or decided is not None:
                continue
            if not rule.fires(self._random):
                continue
            if isinstance(action, Slow):
                wait += action.seconds
            else:
                decided = action
        return wait, decided

    def for_picture(self, name: str) -> PictureFault | None:
        """What goes wrong with a picture of that file name."""
        decided = None
        for rule in tuple(self._rules):
            action = rule.fault.action
            if not isinstance(action, PictureFault) or not rule.sees(rule.fault.method, name):
                continue
            if decided is None and rule.fires(self._random):
                decided = action
        return decided
