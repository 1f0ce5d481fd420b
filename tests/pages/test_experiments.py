"""`experiments`: where each stands, who sees what, and how long it runs on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from appstore.pages.experiments import Experiment, ExperimentState, Treatment
from appstore.versions import Platform
from cards.pages.experiments import wording as words
from sandbox.appstore import Fault
from tests.pages.experimenting import add, asks, calls, go_live
from tests.support import wording
from tests.support.env import Env

START = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def live(env: Env) -> Env:
    go_live(env)
    return env


def test_an_app_without_experiments_is_told_how_to_create_one(env: Env) -> None:
    assert wording.EXPERIMENTS_NONE in asks(env, "experiments")
    assert calls(env) == [f"GET /v1/apps/{env.app_id}/appStoreVersionExperimentsV2"]


def test_experiments_are_listed_with_their_states_traffic_and_treatments_in_a_call(live: Env) -> None:
    icons, colours = add(live, "Icons", treatments="ABC"), add(live, "Colours & <more>", 25, treatments="A")
    add(live, "Draft", 100, treatments="")
    for experiment in (icons, colours):
        live.apple.set_experiment_state(experiment, "APPROVED")
    live.apple.start_experiment(icons)
    shown = asks(live, "experiments")
    for expected in (
        wording.EXPERIMENTS_COUNT,
        wording.EXPERIMENT_RUNNING,
        wording.EXPERIMENT_TRAFFIC_OF_THREE,
        "Treatments: A, B and C",
        "Colours & <more> (iOS)",
        wording.EXPERIMENT_STARTABLE,
        wording.EXPERIMENT_TRAFFIC_OF_SOLE,
        wording.EXPERIMENT_WITHOUT_TREATMENTS,
        wording.EXPERIMENT_RESULTS,
        f"https://appstoreconnect.apple.com/apps/{live.app_id}/distribution",
    ):
        assert expected in shown
    assert shown.index("Icons (iOS)") < shown.index("Colours")
    assert len(calls(live)) == 1


def test_an_experiment_that_ended_says_from_when_to_when_it_ran_and_comes_last(live: Env) -> None:
    stopped, rejected = add(live, "Icons"), add(live, "Summer")
    live.apple.set_experiment_state(stopped, "APPROVED")
    live.apple.start_experiment(stopped)
    live.apple.stop_experiment(stopped)
    live.apple.set_experiment_state(rejected, "REJECTED")
    shown = asks(live, "experiments")
    assert wording.EXPERIMENT_STOPPED in shown
    assert wording.EXPERIMENT_REJECTED in shown
    assert shown.index("Summer (iOS)") < shown.index("Icons (iOS)")


def test_experiments_of_a_platform_alone_are_listed(live: Env) -> None:
    go_live(live, "MAC_OS")
    add(live, "Icons")
    add(live, "Desk", platform="MAC_OS")
    shown = asks(live, "experiments --platform mac")
    assert "Desk (macOS)" in shown
    assert "Icons" not in shown


@pytest.mark.parametrize("left_out", ["included", "data"])
def test_treatments_that_apple_leaves_out_are_read(live: Env, left_out: str) -> None:
    add(live, "Icons", treatments="ABC")
    live.apple.omits = frozenset({left_out})
    assert wording.EXPERIMENT_TRAFFIC_OF_THREE in asks(live, "experiments")
    assert len(calls(live)) == 2


def test_apples_silence_is_reported(live: Env) -> None:
    live.retry_at_once()
    live.apple.faults.add(Fault.status(503, method="GET", path="appStoreVersionExperimentsV2"))
    assert wording.EXPERIMENTS_NOT_READ in asks(live, "experiments")


def experiment(state: str, *, started: bool = False, ended: bool = False, review: bool = True) -> Experiment:
    """An experiment in a state, with a treatment."""
    return Experiment(
        id="1",
        name="Icons",
        platform=Platform.IOS,
        traffic=30,
        state=ExperimentState(state),
        review_required=review,
        started=START if started else None,
        ended=START + timedelta(days=30) if ended else None,
        treatments=(Treatment(id="2", name="A"),),
    )


@pytest.mark.parametrize(
    ("found", "startable"),
    [
        (experiment("PREPARE_FOR_SUBMISSION"), False),
        (experiment("PREPARE_FOR_SUBMISSION", review=False), True),
        (experiment("READY_FOR_REVIEW", review=False), False),
        (experiment("WAITING_FOR_REVIEW"), False),
        (experiment("IN_REVIEW"), False),
        (experiment("REJECTED"), False),
        (experiment("ACCEPTED"), True),
        (experiment("APPROVED"), True),
        (replace(experiment("APPROVED"), treatments=()), False),
        (experiment("APPROVED", started=True), False),
        (experiment("STOPPED", started=True, ended=True), False),
        (experiment("COMPLETED", started=True, ended=True), False),
        (experiment("SOMETHING_NEW"), False),
    ],
)
def test_what_can_be_started_is_told_by_state_review_and_treatments(found: Experiment, startable: bool) -> None:  # noqa: FBT001
    assert found.is_startable == startable


def test_an_experiment_runs_whatever_apple_calls_the_state_it_was_started_in() -> None:
    for state in ("PREPARE_FOR_SUBMISSION", "ACCEPTED", "APPROVED", "SOMETHING_NEW"):
        running = experiment(state, started=True)
        assert (running.is_running, words.state(running)) == (True, "Running")
    assert words.state(experiment("APPROVED", started=True, ended=True)) == "Stopped"


@pytest.mark.parametrize(
    ("passed", "left"),
    [
        (timedelta(0), 90),
        (timedelta(hours=1), 90),
        (timedelta(days=1), 89),
        (timedelta(days=89, hours=1), 1),
        (timedelta(days=90), 0),
        (timedelta(days=200), 0),
    ],
)
def test_the_days_that_are_left_count_the_one_that_has_begun(passed: timedelta, left: int) -> None:
    assert experiment("APPROVED", started=True).days_left(START + passed) == left


@pytest.mark.parametrize(
    ("traffic", "treatments", "expected"),
    [
        (30, 3, "30 % of people: 10 % see each of 3 treatments, 70 % the original"),
        (100, 3, "100 % of people: 33.3 % see each of 3 treatments, 0 % the original"),
        (1, 2, "1 % of people: 0.5 % see each of 2 treatments, 99 % the original"),
        (50, 1, "50 % of people: 50 % see the treatment, 50 % the original"),
    ],
)
def test_traffic_is_split_evenly(traffic: int, treatments: int, expected: str) -> None:
    assert words.traffic(traffic, treatments) == expected
