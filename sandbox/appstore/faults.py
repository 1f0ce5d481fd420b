"""Faults on demand: lost responses, broken connections, images that are never processed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TypedDict, Unpack


class When(TypedDict, total=False):
    """The calls that a fault affects; by default all.

    `path` is a regular expression searched for in the path, or in the file name for an image fault. Of the matching
    calls, `nth` selects one (from 1), `times` the first few, and `probability` a random share.
    """

    method: str
    path: str
    nth: int
    times: int
    probability: float


@dataclass(frozen=True, slots=True)
class Reply:
    """A response sent instead of running the call, or after running it."""

    status: int
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    done: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """Closes the connection without a response; `early` cuts it while the request is still being sent."""

    done: bool = False
    early: bool = False


@dataclass(frozen=True, slots=True)
class Slow:
    """Delays the call by this many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class PictureFault:
    """A fault of a committed image: refused with a code, never processed, or its checksum shown late."""

    code: str | None = None
    stuck: bool = False
    late: float | None = None


@dataclass(frozen=True, slots=True)
class TextFault:
    """Rejects attributes that contain `text`; the error points at `pointer`, "" for none, None for the attribute."""

    text: str
    pointer: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault and the calls it affects; created by the functions below."""

    action: Reply | Cut | Slow | PictureFault | TextFault
    method: str = ""
    path: str = ""
    nth: int | None = None
    times: int | None = None
    probability: float = 1.0

    @classmethod
    def status(
        cls, code: int, body: bytes | None = None, headers: Mapping[str, str] | None = None, **when: Unpack[When]
    ) -> Fault:
        """Responds with `code` without running the call; without a body, Apple's body for that status is sent."""
        return cls(Reply(code, body, headers or {}), **when)

    @classmethod
    def lost(cls, code: int = 504, body: bytes | None = None, **when: Unpack[When]) -> Fault:
        """Runs the call, then responds with `code` as if it had failed."""
        return cls(Reply(code, body, done=True), **when)

    @classmethod
    def drop(cls, *, done: bool = True, **when: Unpack[When]) -> Fault:
        """Runs the call (or not), then closes the connection without a response."""
        return cls(Cut(done=done), **when)

    @classmethod
    def reset(cls, **when: Unpack[When]) -> Fault:
        """Resets the connection in the middle of the request body; the call does not run."""
        return cls(Cut(early=True), **when)

    @classmethod
    def slow(cls, seconds: float, **when: Unpack[When]) -> Fault:
        """Delays the call; another fault may affect it too."""
        return cls(Slow(seconds), **when)

    @classmethod
    def processing_fails(cls, code: str = "IMAGE_TOOL_FAILURE", **when: Unpack[When]) -> Fault:
        """A committed image ends as FAILED with `code`."""
        return cls(PictureFault(code=code), **when)

    @classmethod
    def stuck(cls, **when: Unpack[When]) -> Fault:
        """A committed image stays in UPLOAD_COMPLETE forever."""
        return cls(PictureFault(stuck=True), **when)

    @classmethod
    def rejects(cls, text: str, *, pointer: str | None = None, **when: Unpack[When]) -> Fault:
        """Rejects every write (409) of an attribute that contains `text`, as Apple does with certain emoji."""
        return cls(TextFault(text, pointer), **when)

    @classmethod
    def late_checksum(cls, seconds: float, **when: Unpack[When]) -> Fault:
        """An image shows its `sourceFileChecksum` only this many seconds after COMPLETE."""
        return cls(PictureFault(late=seconds), **when)


@dataclass(eq=False, slots=True)
class Rule:
    """An active fault: how many matching calls it has `seen`, and how often it `fired`."""

    fault: Fault
    seen: int = 0
    fired: int = 0

    def sees(self, method: str, path: str) -> bool:
        """Returns whether this call matches, and counts it if so."""
        fault = self.fault
        if (fault.method and fault.method != method) or re.search(fault.path, path) is None:
            return False
        self.seen += 1
        return True

    def fires(self, random: Random) -> bool:
        """Returns whether the last matching call is affected, and counts it if so."""
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
    """The active faults. Each counts every matching call; the first one that fires applies."""

    def __init__(self, random: Random | None = None) -> None:
        self._random = random or Random(0)
        self._rules: list[Rule] = []

    def add(self, fault: Fault) -> Rule:
        """Activates a fault; the returned rule counts how often it fired."""
        rule = Rule(fault)
        self._rules.append(rule)
        return rule

    def clear(self) -> None:
        """Removes all faults."""
        self._rules = []

    def for_call(self, method: str, path: str) -> tuple[float, Reply | Cut | None]:
        """Returns how many seconds a call waits, and the fault that applies then."""
        wait, decided = 0.0, None
        for rule in tuple(self._rules):
            action = rule.fault.action
            if isinstance(action, PictureFault | TextFault) or not rule.sees(method, path) or decided is not None:
                continue
            if not rule.fires(self._random):
                continue
            if isinstance(action, Slow):
                wait += action.seconds
            else:
                decided = action
        return wait, decided

    def for_text(self, method: str, path: str, text: object) -> list[TextFault]:
        """Returns the faults that reject an attribute in the body of a call."""
        return [
            rule.fault.action
            for rule in tuple(self._rules)
            if isinstance(rule.fault.action, TextFault)
            and rule.fault.action.text in str(text)
            and rule.sees(method, path)
            and rule.fires(self._random)
        ]

    def for_picture(self, name: str) -> PictureFault | None:
        """Returns the fault that applies to an image with this file name."""
        decided = None
        for rule in tuple(self._rules):
            action = rule.fault.action
            if not isinstance(action, PictureFault) or not rule.sees(rule.fault.method, name):
                continue
            if decided is None and rule.fires(self._random):
                decided = action
        return decided
