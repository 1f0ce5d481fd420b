"""`experiment promote NAME/B`: the pictures of a treatment go to the version in preparation, once, and to no other."""

from __future__ import annotations

import pytest

from records.dispatch.decisions import DECISIONS
from sandbox.appstore import Fault
from tasks.pages.experiments.promotion import PROMOTE_TREATMENT
from tests.pages.experimenting import IPHONE, add, go_live
from tests.releases.submitting import posted, press
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import requested

LABEL = "Put on version"
PATH = "/v1/appStoreVersionPromotions"


@pytest.fixture
def next_version(env: Env) -> str:
    """The id of a version in preparation, of an app with a live one and an experiment that has ended."""
    go_live(env)
    found = add(env, "Icons")
    env.apple.set_experiment_state(found, "APPROVED")
    env.apple.start_experiment(found)
    env.apple.stop_experiment(found)
    return env.apple.add_version(env.app_id, "1.3.0")


def promotions(env: Env) -> int:
    """How often a treatment was put on a version with the bot."""
    return env.writes().count(f"POST {PATH}")


def promoted(env: Env) -> list[bool]:
    """Whether each treatment was put on a version, at Apple."""
    (found,) = env.apple.experiments(env.app_id)
    return [treatment.promoted is not None for treatment in found.treatments]


def test_a_treatment_is_put_on_the_version_in_preparation_once_its_button_is_pressed(
    env: Env, next_version: str
) -> None:
    offer = requested(env, "/asc experiment promote icons/b")
    assert wording.PROMOTION_OFFERED in offer
    assert wording.PROMOTION_PICTURES in offer
    assert promotions(env) == 0
    assert wording.PROMOTED_BY_EDDIE in press(env, LABEL)
    assert promoted(env) == [False, True]
    assert [each.name for each in env.apple.screenshots(next_version, "en-US", IPHONE)] == ["1.png"]
    assert env.screenshots("en-US", IPHONE) == []
    assert wording.PROMOTED_IN_TRAIL in requested(env, "/asc audit")


def test_what_another_has_changed_since_is_reported_and_nothing_is_done(env: Env, next_version: str) -> None:
    requested(env, "/asc experiment promote Icons/B")
    env.apple.set_version_state(next_version, "WAITING_FOR_REVIEW")
    assert "its state was Prepare for Submission and is now Waiting for Review" in press(env, LABEL)
    assert promotions(env) == 0


@pytest.mark.usefixtures("next_version")
def test_of_two_offers_the_first_counts(env: Env) -> None:
    requested(env, "/asc experiment promote Icons/B")
    requested(env, "/asc experiment promote Icons/B")
    first, second = env.slack.ephemerals(env.eddie)[-2:]
    for offer in (first, second):
        env.eddie.clicks(env.release, offer, LABEL)
        env.slack.settled()
        env.work()
    assert promotions(env) == 1
    assert wording.PROMOTED_BY_OTHERS in posted(env)


@pytest.mark.usefixtures("next_version")
@pytest.mark.parametrize("code", [500, 504])
def test_an_answer_that_is_lost_is_looked_up_and_not_repeated(env: Env, code: int) -> None:
    env.retry_at_once()
    env.apple.faults.add(Fault.lost(code, method="POST", path=PATH, times=1))
    requested(env, "/asc experiment promote Icons/B")
    assert wording.PROMOTED_BY_EDDIE in press(env, LABEL)
    assert promotions(env) == 1


@pytest.mark.usefixtures("next_version")
def test_a_decision_that_is_carried_out_again_does_nothing_more(env: Env) -> None:
    requested(env, "/asc experiment promote Icons/B")
    press(env, LABEL)
    (stored,) = env.kit.redis.scan_iter("asc:decision:*")
    decision = DECISIONS.get(env.kit.redis, str(stored, "ascii").rpartition(":")[2])
    assert decision is not None
    PROMOTE_TREATMENT.act(env.kit, env.kit.apple_of(decision.account), decision)
    assert promotions(env) == 1


@pytest.mark.usefixtures("next_version")
def test_what_apple_refuses_is_reported(env: Env) -> None:
    env.apple.faults.add(Fault.status(409, method="POST", path=PATH, times=1))
    requested(env, "/asc experiment promote Icons/B")
    assert wording.PROMOTION_REFUSED in press(env, LABEL)
    assert promoted(env) == [False, False]


def test_an_experiment_that_was_not_started_has_no_winner(env: Env) -> None:
    go_live(env)
    add(env, "Icons")
    env.apple.add_version(env.app_id, "1.3.0")
    assert wording.PROMOTION_NEEDS_START in requested(env, "/asc experiment promote Icons/B")


def test_an_app_without_a_version_in_preparation_is_told_to_create_one(env: Env) -> None:
    go_live(env)
    found = add(env, "Icons")
    env.apple.set_experiment_state(found, "APPROVED")
    env.apple.start_experiment(found)
    assert wording.PROMOTION_NEEDS_VERSION in requested(env, "/asc experiment promote Icons/B")


def test_a_treatment_without_screenshots_is_named(env: Env) -> None:
    go_live(env)
    found = env.apple.add_experiment(env.app_id, "Icons", treatments="AB")
    env.apple.set_experiment(found, reviewRequired=False)
    env.apple.start_experiment(found)
    env.apple.add_version(env.app_id, "1.3.0")
    assert wording.PROMOTION_WITHOUT_PICTURES in requested(env, "/asc experiment promote Icons/B")


@pytest.mark.usefixtures("next_version")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("promote", wording.PROMOTION_NAME_MISSING),
        ("promote Icons", wording.PROMOTION_WHICH_TREATMENT),
        ("promote Icons/D", wording.PROMOTION_WHICH_TREATMENT),
        ("promote Icon/B", wording.EXPERIMENT_DID_YOU_MEAN),
    ],
)
def test_what_names_no_treatment_is_explained(env: Env, line: str, expected: str) -> None:
    assert expected in requested(env, f"/asc experiment {line}")
    assert env.writes() == []


@pytest.mark.usefixtures("next_version")
def test_the_calls_are_few(env: Env) -> None:
    """docs/experiments.md states them."""
    before = len(env.apple.calls)
    requested(env, "/asc experiment promote Icons/B")
    offered = len(env.apple.calls)
    press(env, LABEL)
    assert (offered - before, len(env.apple.calls) - offered) == (3, 4)
