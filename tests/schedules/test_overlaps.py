"""Schedules whose times overlap: what comes back is never a text whose time is over."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from records.schedules import schedules
from records.schedules.schedules import Schedule
from sandbox.appstore import Fault
from sandbox.slack.rendering import as_text
from tasks import clock
from tests.support import wording
from tests.support.env import Env

pytestmark = pytest.mark.timeout(120)

BASE = "As always"
FIRST_DAY = datetime(2035, 7, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Plan:
    """A text from one day to another, counted from 1 July."""

    text: str
    start: int
    end: int


def moment(day: float) -> str:
    return f"{FIRST_DAY + timedelta(days=day):%Y-%m-%dT%H:%M}"


@pytest.fixture
def on(env: Env) -> Callable[[float], str]:
    """Make it a certain day; returns the text that is shown then."""
    env.apple.set_text(env.version_id, "de-DE", promotionalText=BASE)

    def shown(day: float) -> str:
        now = (FIRST_DAY + timedelta(days=day)).timestamp()
        env.kit = replace(env.kit, clock=lambda: now)
        clock.tick(env.kit)
        env.work()
        return promo(env)

    return shown


On = Callable[[float], str]


def promo(env: Env) -> str:
    return str(env.apple.texts(env.version_id)["de-DE"]["promotionalText"])


def plan(env: Env, *plans: Plan) -> list[Schedule]:
    """Schedule texts, in this order."""
    found = []
    for wanted in plans:
        known = {schedule.id for schedule in schedules.all_open(env.kit.redis)}
        line = f"{moment(wanted.start)} until {moment(wanted.end)} --tz UTC {wanted.text}"
        env.says(env.eddie, f"@App Store Bot schedule promo de-DE {line}")
        env.work()
        found += [schedule for schedule in schedules.all_open(env.kit.redis) if schedule.id not in known]
    return found


def expected(plans: list[Plan], day: float) -> str:
    """The text of the plan that began last among those that are on."""
    shown = [wanted for wanted in plans if wanted.start <= day < wanted.end]
    return max(shown, key=lambda wanted: (wanted.start, plans.index(wanted))).text if shown else BASE


def reported(env: Env) -> list[str]:
    posts = env.slack.messages(env.release)
    return [as_text(post) for post in posts if post.user == env.slack.bot.id and post.thread_ts in {"", post.ts}]


def press(env: Env, schedule: Schedule, label: str) -> None:
    """Press a button of this schedule in the calendar."""
    ts = env.says(env.eddie, "@App Store Bot schedule list")
    env.work()
    calendar = env.replies(ts)[-1]
    pressed = [button for button in calendar.buttons if button.label == label and button.value.startswith(schedule.id)]
    env.eddie.clicks(env.release, calendar, label, pressed[0].value)
    env.work()


FIRST, LATER, THIRD = Plan("First", 1, 10), Plan("Later", 5, 20), Plan("Third", 7, 30)
# Random plans of each size; `PLANS=8` for more.
PLANS = int(os.environ.get("PLANS", "3"))
STORIES = {
    "crossing": [FIRST, LATER],
    "nested": [Plan("Outer", 1, 20), Plan("Inner", 5, 10)],
    "one after the other": [FIRST, Plan("Next", 10, 20)],
    "scheduled in the other order": [Plan("Next", 10, 20), FIRST],
    "the same end": [FIRST, Plan("Short", 5, 10)],
    "the same start": [FIRST, Plan("Longer", 1, 20)],
    "three that cross": [FIRST, LATER, THIRD],
    "three, the last ends first": [FIRST, Plan("Later", 5, 30), Plan("Third", 7, 20)],
    "three, the middle ends first": [Plan("First", 1, 30), Plan("Later", 5, 10), Plan("Third", 7, 20)],
    "three, nested": [Plan("First", 1, 30), Plan("Later", 5, 20), Plan("Third", 7, 10)],
    "a text that is extended": [Plan("Sale", 1, 10), Plan("Sale", 5, 20)],
    "a text within itself": [Plan("Sale", 1, 20), Plan("Sale", 5, 10)],
    "a text over itself and another": [Plan("Sale", 1, 10), Plan("Other", 5, 20), Plan("Sale", 7, 30)],
    "a text twice below another": [Plan("Sale", 1, 10), Plan("Sale", 3, 20), Plan("Other", 5, 15)],
}
ANY = [
    [Plan(random.choice("ABC"), start := random.randint(1, 9), random.randint(start + 1, 12)) for _ in range(count)]
    for count in (2, 3, 4)
    for random in (Random(f"{count}.{number}") for number in range(PLANS))  # noqa: S311 - not a secret
]


@pytest.mark.parametrize("plans", [*STORIES.values(), *ANY])
def test_every_day_shows_the_text_that_began_last_and_is_not_over(env: Env, on: On, plans: list[Plan]) -> None:
    plan(env, *plans)
    for day in sorted({day for wanted in plans for day in (wanted.start, wanted.end)}):
        assert on(day) == expected(plans, day), (day, plans)
    assert promo(env) == BASE
    assert schedules.all_open(env.kit.redis) == []
    assert wording.CHANGED_MEANWHILE not in "\n".join(reported(env))


def test_the_end_of_a_covered_text_is_explained(env: Env, on: On) -> None:
    _, later = plan(env, FIRST, LATER)
    on(1)
    on(5)
    assert on(10) == "Later"
    assert wording.ANOTHER_IS_SHOWN in reported(env)[-1]
    assert later.id in reported(env)[-1]


@pytest.mark.parametrize("day", [2, 6])
@pytest.mark.parametrize("number", [0, 1])
def test_a_cancelled_text_does_not_come_back(env: Env, on: On, day: int, number: int) -> None:
    both = plan(env, FIRST, LATER)
    on(1)
    if day > LATER.start:
        on(5)
    on(day)
    press(env, both[number], "Cancel")
    shown = promo(env)
    on(5)
    on(10)
    # Whoever cancels the only one that is shown keeps its text: the message says so.
    assert on(20) == ("First" if (day, number) == (2, 0) else BASE)
    assert shown == ("First" if day == 2 else "Later")


def test_a_cancelled_text_stays_until_the_one_below_ends(env: Env, on: On) -> None:
    plan(env, Plan("First", 1, 15))
    _, third = plan(env, LATER, Plan("Third", 7, 18))
    for day in (1, 5, 7):
        on(day)
    press(env, third, "Cancel")
    assert wording.STAYS_UNTIL_THE_END in as_text(env.slack.messages(env.release)[-1]) + env.ephemeral_text(env.eddie)
    assert promo(env) == on(15) == "Third"
    assert on(20) == BASE


def test_a_failed_end_within_another_ends_with_that_one(env: Env, on: On) -> None:
    plan(env, Plan("Outer", 1, 20), Plan("Inner", 5, 10))
    on(1)
    on(5)
    env.apple.faults.add(Fault.status(403, path="appStoreVersions"))
    on(10)
    env.apple.faults.clear()
    assert on(20) == BASE


def test_run_now_ends_a_covered_text_early(env: Env, on: On) -> None:
    first, _ = plan(env, FIRST, LATER)
    on(1)
    on(5)
    on(6)
    press(env, first, "Run now")
    assert promo(env) == "Later"
    assert on(10) == "Later"
    assert on(20) == BASE


def test_run_now_begins_a_text_early_below_another(env: Env, on: On) -> None:
    first, later = plan(env, FIRST, LATER)
    on(0.5)
    press(env, later, "Run now")
    assert promo(env) == "Later"
    assert on(1) == "First"
    assert on(10) == "Later"
    press(env, later, "Run now")
    assert promo(env) == BASE
    assert on(20) == BASE
    assert schedules.get(env.kit.redis, first.id) is not None


def test_a_text_written_by_hand_in_between_comes_back(env: Env, on: On) -> None:
    plan(env, FIRST, LATER)
    on(1)
    env.apple.set_text(env.version_id, "de-DE", promotionalText="By hand")
    assert on(5) == "Later"
    assert on(10) == "Later"
    assert on(20) == "By hand"


def test_a_text_written_by_hand_on_top_stays(env: Env, on: On) -> None:
    plan(env, FIRST, LATER)
    on(1)
    on(5)
    env.apple.set_text(env.version_id, "de-DE", promotionalText="By hand")
    assert on(10) == on(20) == "By hand"


def test_a_text_without_an_end_stays_below_and_above(env: Env, on: On) -> None:
    plan(env, FIRST)
    for day, text in ((3, "For good"), (12, "For ever")):
        env.says(env.eddie, f"@App Store Bot schedule promo de-DE {moment(day)} --tz UTC {text}")
    plan(env, LATER)
    on(1)
    assert on(3) == "For good"
    assert on(5) == "Later"
    assert on(10) == "Later"
    assert on(12) == on(20) == "For ever"


def test_a_rotation_over_and_below_another_ends_with_what_was_there_before(env: Env, on: On) -> None:
    line = f'"0 0 * * *" until {moment(8)} --tz UTC A | B'
    on(0.5)
    env.says(env.eddie, f"@App Store Bot schedule promo de-DE {line}")
    env.work()
    plan(env, Plan("Later", 5, 12))
    seen = [on(day) for day in (1, 2, 3, 4, 4.5)]
    assert seen == ["A", "B", "A", "B", "B"]
    for day in (5, 6, 7, 8):
        on(day)
    assert on(12) == BASE


def test_an_end_that_failed_does_not_bring_its_text_back(env: Env, on: On) -> None:
    plan(env, Plan("First", 1, 6), Plan("Later", 5, 20))
    on(1)
    on(5)
    env.apple.faults.add(Fault.status(403, path="appStoreVersions"))
    on(6)
    env.apple.faults.clear()
    assert on(20) == BASE


def test_each_version_gets_its_own_text_back(env: Env, on: On) -> None:
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    following = env.apple.add_version(env.app_id, "1.3.0")
    env.apple.set_text(following, "de-DE", promotionalText="Next")
    plan(env, FIRST, LATER)
    for day in (1, 5, 10, 20):
        on(day)
    assert promo(env) == BASE
    assert env.apple.texts(following)["de-DE"]["promotionalText"] == "Next"


def test_undo_does_not_bring_a_text_back_whose_time_is_over(env: Env, on: On) -> None:
    plan(env, FIRST, LATER)
    on(1)
    on(5)
    later = env.slack.messages(env.release)[-1]
    on(10)
    env.eddie.clicks(env.release, later.ts, "Undo")
    env.work()
    assert promo(env) == BASE
    assert on(20) == BASE
