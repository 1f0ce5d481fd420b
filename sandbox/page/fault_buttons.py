"""The buttons that inject faults: slow, refused and lost responses, failed images, reviews, a killed worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox import seed
from sandbox.appstore import AppStoreConnect, Fault, Rule
from sandbox.sample_reviews import BAD
from sandbox.seed import World
from sandbox.slack.state import Json

API = "^/v1/"
SLOW = 2.0
IN_REVIEW, EDITABLE = "WAITING_FOR_REVIEW", "PREPARE_FOR_SUBMISSION"


@dataclass(frozen=True)
class _Button:
    label: str
    explained: str
    press: Callable[[], str]


class FaultButtons:
    """The faults a user can inject, and how many are still pending."""

    def __init__(self, apple: AppStoreConnect, world: World, kill_worker: Callable[[], int]) -> None:
        self._apple = apple
        self._world = world
        self._app = world.tide
        self._version = world.tide_next
        self._runs = 0
        self._kill_worker = kill_worker
        self._normal_latency = (apple.latency, apple.upload_latency)
        self._set: list[tuple[str, Rule]] = []
        self._buttons: Mapping[str, _Button] = {
            "slow": _Button("Slow answers", "every call to Apple takes two seconds more", self._slow),
            "429": _Button("429, twice", "the next two calls get 429 and must wait two seconds", self._too_many),
            "500": _Button("500, three times", "the next three calls fail at Apple's end", self._broken),
            "lost": _Button("Lost answer", "the next screenshot is reserved, but the response is lost", self._lost),
            "failed": _Button("FAILED image", "Apple cannot process the next image", self._failed),
            "review": _Button("In review", "1.2.0 goes into review, and back again", self._in_review),
            "bad": _Button("Bad review", "a customer gives one star", self._bad_review),
            "ci": _Button("CI run", "CI sends two screenshots, once it has a role: `access grant`", self._run_ci),
            "kill": _Button("Kill the worker", "kill -9; another one starts at once", self._kill),
        }

    def press(self, name: str) -> str:
        """Presses a button; returns a sentence that says what it did. KeyError if there is no such button."""
        return "All faults are cleared." if name == "calm" and self._clear_all() else self._buttons[name].press()

    def as_json(self) -> Json:
        """Returns the buttons, whether each is on, and the pending faults."""
        on = {"slow": self._is_slow(), "review": self._is_in_review()}
        left = [(label, (rule.fault.times or 1) - rule.fired) for label, rule in self._set]
        waiting = [f"{count} × {label}" for label, count in left if count > 0]
        return {
            "buttons": [
                {"name": name, "label": each.label, "explained": each.explained, "on": on.get(name)}
                for name, each in self._buttons.items()
            ],
            "waiting": waiting,
        }

    def _add(self, label: str, fault: Fault) -> None:
        self._set.append((label, self._apple.faults.add(fault)))

    def _slow(self) -> str:
        if self._is_slow():
            self._apple.latency, self._apple.upload_latency = self._normal_latency
            return "Apple answers as usual."
        self._apple.latency = self._apple.upload_latency = SLOW
        return "Apple takes two seconds for each call now."

    def _too_many(self) -> str:
        self._add("429", Fault.status(429, headers={"Retry-After": "2"}, path=API, times=2))
        return "The next two calls are answered with 429."

    def _broken(self) -> str:
        self._add("500", Fault.status(500, path=API, times=3))
        return "The next three calls are answered with 500."

    def _lost(self) -> str:
        self._add("lost answer", Fault.lost(504, method="POST", path="^/v1/appScreenshots$", times=1))
        return "The next reservation is made, and its answer lost."

    def _failed(self) -> str:
        self._add("FAILED image", Fault.processing_fails(times=1))
        return "The next image will end as FAILED."

    def _in_review(self) -> str:
        state = EDITABLE if self._is_in_review() else IN_REVIEW
        self._apple.set_version_state(self._version, state)
        return f"1.2.0 is {state} now."

    def _bad_review(self) -> str:
        seed.write(self._apple, self._app, BAD)
        return "A review with one star has arrived."

    def _run_ci(self) -> str:
        self._runs += 1
        return seed.run_ci(self._world, self._runs)

    def _kill(self) -> str:
        return f"The worker was killed; the new one has process id {self._kill_worker()}."

    def _clear_all(self) -> bool:
        self._apple.faults.clear()
        self._set.clear()
        self._apple.latency, self._apple.upload_latency = self._normal_latency
        if self._is_in_review():
            self._apple.set_version_state(self._version, EDITABLE)
        return True

    def _is_slow(self) -> bool:
        return self._apple.latency >= SLOW

    def _is_in_review(self) -> bool:
        versions = (version for app in self._apple.look() for version in app.versions)
        return any(each.id == self._version and each.state == IN_REVIEW for each in versions)
