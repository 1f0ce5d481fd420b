"""`experiment start` and `experiment stop`: offered to a releaser, checked again when pressed, and done once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from records import audit
from records.analytics.statistics import Span
from records.dispatch.app_cache import KnownApp
from records.dispatch.decisions import DECISIONS, DecisionState
from sandbox.appstore import Fault
from tasks.analytics.marks import marks
from tasks.dispatch.decisions import jobs
from tests.pages.experimenting import add, go_live
from tests.releases.submitting import posted, press
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import requested


@pytest.fixture
def live(env: Env) -> Env:
    go_live(env)
    return env


@pytest.fixture
def icons(live: Env) -> str:
    """An approved experiment with two treatments."""
    found = add(live, "Icons")
    live.apple.set_experiment_state(found, "APPROVED")
    return found


def patches(env: Env) -> int:
    """How often an experiment was started or stopped with the bot."""
    return sum(call.startswith("PATCH /v2/appStoreVersionExperiments/") for call in env.writes())


def state(env: Env, name: str = "Icons") -> tuple[str, bool, bool]:
    """State of the experiment at Apple, and whether it was started and has ended."""
    found = next(each for each in env.apple.experiments(env.app_id) if each.name == name)
    return found.state, found.started is not None, found.ended is not None


@pytest.mark.usefixtures("icons")
def test_an_experiment_is_started_once_its_button_is_pressed(live: Env) -> None:
    offer = requested(live, "/asc experiment start icons")
    for expected in (wording.EXPERIMENT_START_OFFERED, wording.EXPERIMENT_TRAFFIC_OF_TWO, "Treatments: A and B"):
        assert expected in offer
    assert patches(live) == 0
    text = press(live, "Start")
    assert wording.EXPERIMENT_STARTED in text
    assert wording.EXPERIMENT_TRAFFIC_SHARED in text
    assert state(live) == ("APPROVED", True, False)
    assert patches(live) == 1


@pytest.mark.usefixtures("icons")
def test_an_experiment_is_stopped_for_good(live: Env) -> None:
    requested(live, "/asc experiment start Icons")
    press(live, "Start")
    assert wording.EXPERIMENT_STOP_OFFERED in requested(live, "/asc experiment stop Icons")
    text = press(live, "Stop")
    assert wording.EXPERIMENT_STOPPED_BY_EDDIE in text
    assert wording.EXPERIMENT_RESULTS in text
    assert state(live) == ("STOPPED", True, True)
    assert wording.EXPERIMENT_NOT_TWICE in requested(live, "/asc experiment start Icons")
    assert patches(live) == 2


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        ("PREPARE_FOR_SUBMISSION", wording.EXPERIMENT_SUBMIT_FIRST),
        ("READY_FOR_REVIEW", wording.EXPERIMENT_SEND_FIRST),
        ("WAITING_FOR_REVIEW", wording.EXPERIMENT_WAITS),
        ("IN_REVIEW", wording.EXPERIMENT_IN_REVIEW),
        ("REJECTED", wording.EXPERIMENT_CHANGE_FIRST),
    ],
)
def test_a_state_that_allows_no_start_is_explained(live: Env, icons: str, standing: str, expected: str) -> None:
    live.apple.set_experiment_state(icons, standing)
    answer = requested(live, "/asc experiment start Icons")
    assert wording.EXPERIMENT_NOT_STARTABLE in answer
    assert expected in answer
    assert not any(each.buttons for each in live.slack.ephemerals(live.eddie))


def test_what_needs_no_review_can_be_started_at_once(live: Env) -> None:
    live.apple.set_experiment(add(live, "Icons"), reviewRequired=False)
    requested(live, "/asc experiment start Icons")
    assert wording.EXPERIMENT_STARTED in press(live, "Start")


def test_one_experiment_runs_at_a_time_on_each_platform(live: Env, icons: str) -> None:
    go_live(live, "MAC_OS")
    summer, laptop = add(live, "Summer"), add(live, "Laptop", platform="MAC_OS")
    for found in (summer, laptop):
        live.apple.set_experiment_state(found, "APPROVED")
    live.apple.start_experiment(icons)
    assert wording.EXPERIMENT_ANOTHER_RUNS in requested(live, "/asc experiment start Summer")
    assert wording.EXPERIMENT_RUNS_ALREADY in requested(live, "/asc experiment start Icons")
    requested(live, "/asc experiment start Laptop")
    press(live, "Start")
    assert state(live, "Laptop") == ("APPROVED", True, False)


@pytest.mark.usefixtures("icons")
def test_what_does_not_run_is_not_stopped(live: Env) -> None:
    assert wording.EXPERIMENT_DOES_NOT_RUN in requested(live, "/asc experiment stop Icons")


def test_what_changed_after_it_was_shown_is_reported_and_nothing_is_done(live: Env, icons: str) -> None:
    requested(live, "/asc experiment start Icons")
    live.apple.set_experiment(icons, trafficProportion=90)
    assert wording.EXPERIMENT_TRAFFIC_HAS_CHANGED in press(live, "Start")
    requested(live, "/asc experiment start Icons")
    live.apple.start_experiment(icons)
    assert wording.EXPERIMENT_HAS_BEEN_STARTED in press(live, "Start")
    requested(live, "/asc experiment stop Icons")
    live.apple.set_experiment_state(icons, "COMPLETED")
    assert wording.EXPERIMENT_HAS_COMPLETED in press(live, "Stop")
    assert patches(live) == 0


def test_another_that_was_started_meanwhile_is_named(live: Env, icons: str) -> None:
    del icons
    summer = add(live, "Summer")
    live.apple.set_experiment_state(summer, "APPROVED")
    requested(live, "/asc experiment start Icons")
    live.apple.start_experiment(summer)
    assert wording.EXPERIMENT_OTHER_SINCE in press(live, "Start")
    assert patches(live) == 0


def test_an_experiment_that_was_deleted_is_reported(live: Env, icons: str) -> None:
    requested(live, "/asc experiment start Icons")
    live.apple.delete_experiment(icons)
    assert wording.PAGE_GONE in press(live, "Start")


@pytest.mark.usefixtures("icons")
@pytest.mark.parametrize("code", [500, 504])
def test_a_start_whose_response_is_lost_is_looked_up_and_not_repeated(live: Env, code: int) -> None:
    live.retry_at_once()
    live.apple.faults.add(Fault.lost(code, method="PATCH", path="appStoreVersionExperiments", times=1))
    requested(live, "/asc experiment start Icons")
    assert wording.EXPERIMENT_STARTED in press(live, "Start")
    assert patches(live) == 1


@pytest.mark.usefixtures("icons")
def test_a_worker_that_dies_after_it_has_started_it_is_followed_by_one_that_only_reports(live: Env) -> None:
    requested(live, "/asc experiment start Icons")
    press(live, "Start")
    found = next(live.kit.redis.scan_iter("asc:decision:*"))
    decision = DECISIONS.get(live.kit.redis, str(found, "ascii").rpartition(":")[2])
    assert decision is not None
    DECISIONS.change(live.kit.redis, decision.id, lambda newest: replace(newest, state=DecisionState.RUNNING))
    jobs.decide.run(live.kit, decision.decision, decision.id, decision.target_id, jobs.ACCEPT)
    assert patches(live) == 1
    assert posted(live).count(wording.EXPERIMENT_STARTED) == 1
    assert len(list(audit.everything(live.kit.redis))) == 1


@pytest.mark.usefixtures("icons")
def test_two_presses_start_it_once(live: Env) -> None:
    requested(live, "/asc experiment start Icons")
    offer = live.slack.ephemerals(live.eddie)[-1]
    for _ in range(2):
        live.eddie.clicks(live.release, offer, "Start")
    live.slack.settled()
    live.work()
    assert patches(live) == 1
    assert wording.decided_first("Eddie") in live.ephemeral_text(live.eddie)


@pytest.mark.usefixtures("icons")
def test_a_refusal_of_apple_is_reported(live: Env) -> None:
    live.apple.faults.add(Fault.status(409, method="PATCH", path="appStoreVersionExperiments"))
    requested(live, "/asc experiment start Icons")
    assert wording.EXPERIMENT_START_REFUSED in press(live, "Start")
    assert state(live) == ("APPROVED", False, False)


@pytest.mark.usefixtures("icons")
def test_a_dry_run_has_no_buttons_and_viewers_see_no_offer(live: Env) -> None:
    shown = requested(live, "/asc experiment start Icons --dry-run")
    assert wording.EXPERIMENT_START_OFFERED in shown
    assert not any(each.buttons for each in live.slack.ephemerals(live.eddie))
    live.says(live.vera, "<@BOT> experiment start Icons")
    live.work()
    assert wording.TAKES_ROLE in live.ephemeral_text(live.vera)


@pytest.mark.usefixtures("icons")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("start", wording.EXPERIMENT_NAME_MISSING),
        ("stop", wording.EXPERIMENT_WHICH_TO_STOP),
        ("start Icon", wording.EXPERIMENT_DID_YOU_MEAN),
        ("stop Xylophone", wording.EXPERIMENT_HAS_THESE),
        ("start Icons --traffic 30", wording.EXPERIMENT_TRAFFIC_OF_NEW),
        ("start Icons --platform mac", wording.EXPERIMENT_HAS_NONE),
    ],
)
def test_a_name_that_is_missing_or_wrong_is_explained(live: Env, line: str, expected: str) -> None:
    assert expected in requested(live, f"/asc experiment {line}")
    assert live.writes() == []


def test_a_name_on_two_platforms_asks_for_which(live: Env, icons: str) -> None:
    go_live(live, "MAC_OS")
    live.apple.set_experiment_state(add(live, "Icons", platform="MAC_OS"), "APPROVED")
    assert wording.EXPERIMENT_SEVERAL in requested(live, "/asc experiment start Icons")
    live.eddie.clicks(live.release, live.slack.ephemerals(live.eddie)[-1], "iOS")
    live.slack.settled()
    live.work()
    press(live, "Start")
    assert [found.id for found in live.apple.experiments(live.app_id) if found.started] == [icons]


@pytest.mark.usefixtures("icons")
def test_the_trail_and_the_chart_of_analytics_have_start_and_stop(live: Env) -> None:
    requested(live, "/asc experiment start Icons")
    press(live, "Start")
    requested(live, "/asc experiment stop Icons")
    press(live, "Stop")
    trail = requested(live, "/asc audit")
    assert wording.EXPERIMENT_START_IN_TRAIL in trail
    assert wording.EXPERIMENT_STOP_IN_TRAIL in trail
    today = datetime.fromtimestamp(live.kit.clock(), UTC).date()
    app = KnownApp(id=live.app_id, bundle_id="com.example.tide", name="Tide", primary_locale="en-US")
    found = marks(live.kit, app, span(today))
    assert [name for names in found.values() for name in names] == ["experiment started", "experiment stopped"]


def span(today: date) -> Span:
    """Two days, since midnight may pass."""
    return Span(start=today - timedelta(days=1), end=today + timedelta(days=1))


@pytest.mark.usefixtures("icons")
def test_the_calls_of_an_offer_and_of_its_button_are_few(live: Env) -> None:
    """docs/experiments.md states them."""
    requested(live, "/asc experiments")
    counts = []
    for verb, label in (("start", "Start"), ("stop", "Stop")):
        before = len(live.apple.calls)
        requested(live, f"/asc experiment {verb} Icons")
        offered = len(live.apple.calls)
        press(live, label)
        counts.append((offered - before, len(live.apple.calls) - offered))
    assert counts == [(1, 4), (1, 4)]
