"""`experiment submit`: an experiment goes to review in a submission of its own, once."""

from __future__ import annotations

import pytest

from sandbox.appstore import Fault
from sandbox.submittable import make_submittable
from tests.pages.experimenting import add, go_live, only
from tests.releases.submitting import SUBMIT, later, posted, press, submissions
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import requested


@pytest.fixture
def live(env: Env) -> Env:
    go_live(env)
    return env


@pytest.fixture
def icons(live: Env) -> str:
    """An experiment with two treatments with screenshots."""
    return add(live, "Icons")


def submit(env: Env) -> str:
    requested(env, "/asc experiment submit Icons")
    return press(env, SUBMIT)


@pytest.mark.usefixtures("icons")
def test_an_experiment_is_submitted_by_itself_and_started_once_it_is_approved(live: Env) -> None:
    assert wording.EXPERIMENT_SUBMIT_OFFERED in requested(live, "/asc experiment submit Icons")
    assert live.writes() == []
    text = press(live, SUBMIT)
    assert wording.EXPERIMENT_SUBMITTED_BY_EDDIE in text
    assert submissions(live) == ["WAITING_FOR_REVIEW"]
    assert wording.EXPERIMENT_CAN_NOT_BE_SUBMITTED in requested(live, "/asc experiment submit Icons")
    live.apple.start_review(only(live).id)
    live.apple.approve(only(live).id)
    requested(live, "/asc experiment start Icons")
    assert wording.EXPERIMENT_STARTED in press(live, "Start")
    assert wording.EXPERIMENT_SUBMIT_IN_TRAIL in requested(live, "/asc audit")


def test_treatments_like_the_original_are_named_and_apples_refusal_leaves_nothing_behind(live: Env) -> None:
    live.apple.add_experiment(live.app_id, "Icons", treatments="AB")
    assert wording.EXPERIMENT_LIKE_ORIGINAL in requested(live, "/asc experiment submit Icons")
    assert wording.EXPERIMENT_NOT_ACCEPTED in press(live, SUBMIT)
    assert submissions(live) == ["COMPLETE"]
    assert only(live).state == "PREPARE_FOR_SUBMISSION"


def test_the_library_tells_which_treatments_are_like_the_original(live: Env, icons: str) -> None:
    live.use_media("library")
    assert wording.EXPERIMENT_LIKE_ORIGINAL not in requested(live, "/asc experiment submit Icons")
    assert wording.EXPERIMENT_SUBMITTED_BY_EDDIE in press(live, SUBMIT)
    live.apple.set_experiment_state(icons, "STOPPED")
    live.apple.add_experiment(live.app_id, "Summer", treatments="AB")
    assert wording.EXPERIMENT_LIKE_ORIGINAL.replace("Icons", "Summer") in requested(
        live, "/asc experiment submit Summer"
    )


def test_a_rejected_experiment_goes_back_into_its_submission(live: Env, icons: str) -> None:
    submit(live)
    live.apple.start_review(icons)
    live.apple.reject(icons)
    assert wording.EXPERIMENT_SUBMITTED_BY_EDDIE in submit(live)
    assert submissions(live) == ["WAITING_FOR_REVIEW"]


def test_an_empty_draft_is_used_and_one_with_the_experiment_alone_is_sent(live: Env, icons: str) -> None:
    empty = live.apple.add_submission(live.app_id)
    submit(live)
    assert submissions(live) == ["WAITING_FOR_REVIEW"]
    live.apple.cancel_submission(empty)
    live.apple.add_submission(live.app_id, version_id=icons)
    assert wording.EXPERIMENT_SUBMITTED_BY_EDDIE in submit(live)
    assert submissions(live) == ["COMPLETE", "WAITING_FOR_REVIEW"]


def test_a_draft_with_other_things_is_not_sent(live: Env, icons: str) -> None:
    draft = live.apple.add_submission(live.app_id, version_id=icons, other=True)
    assert wording.EXPERIMENT_WITH_OTHERS in submit(live)
    (found,) = live.apple.submissions(live.app_id)
    assert (found.id, found.sent) == (draft, False)


def test_a_draft_of_others_stays_as_it_is(live: Env, icons: str) -> None:
    del icons
    live.apple.add_submission(live.app_id, other=True)
    assert wording.EXPERIMENT_SUBMITTED_BY_EDDIE in submit(live)
    assert submissions(live) == ["READY_FOR_REVIEW", "WAITING_FOR_REVIEW"]
    assert [len(found.items) for found in live.apple.submissions(live.app_id)] == [1, 1]


def test_apples_refusal_of_a_second_draft_names_the_first(live: Env, icons: str) -> None:
    del icons
    live.apple.add_submission(live.app_id, other=True)
    live.apple.refuses_second_draft = True
    assert wording.EXPERIMENT_DRAFT_IN_THE_WAY in submit(live)
    assert submissions(live) == ["READY_FOR_REVIEW"]


def test_another_submission_in_review_must_end_first(live: Env, icons: str) -> None:
    del icons
    version = live.apple.add_version(live.app_id, "1.3.0")
    make_submittable(live.apple, version)
    live.apple.send_submission(live.apple.add_submission(live.app_id, version_id=version))
    assert wording.EXPERIMENT_OTHER_IN_PROGRESS in submit(live)
    assert submissions(live) == ["WAITING_FOR_REVIEW", "COMPLETE"]
    assert only(live).state == "PREPARE_FOR_SUBMISSION"


def test_it_waits_while_apple_prepares_the_experiment(live: Env, icons: str) -> None:
    del icons
    live.apple.settling = 5.0
    assert wording.EXPERIMENT_SETTLING in submit(live)
    for _ in range(4):
        later(live, 3.0)
    assert wording.EXPERIMENT_SUBMITTED_BY_EDDIE in posted(live)
    assert submissions(live) == ["WAITING_FOR_REVIEW"]


def test_it_waits_while_an_earlier_submission_is_being_withdrawn(live: Env, icons: str) -> None:
    del icons
    submit(live)
    (sent,) = live.apple.submissions(live.app_id)
    live.apple.canceling = 5.0
    live.apple.cancel_submission(sent.id)
    assert wording.EXPERIMENT_ENDING in submit(live)
    for _ in range(4):
        later(live, 3.0)
    assert submissions(live) == ["COMPLETE", "WAITING_FOR_REVIEW"]


@pytest.mark.parametrize("path", ["reviewSubmissions$", "reviewSubmissionItems$"])
@pytest.mark.parametrize("code", [500, 504])
def test_what_apple_did_without_responding_is_not_repeated(live: Env, icons: str, path: str, code: int) -> None:
    del icons
    live.retry_at_once()
    live.apple.faults.add(Fault.lost(code, method="POST", path=path, times=1))
    live.apple.faults.add(Fault.lost(code, method="PATCH", path="reviewSubmissions/", times=1))
    assert wording.EXPERIMENT_SUBMITTED_BY_EDDIE in submit(live)
    assert [call.partition("/v1/")[2].split("/")[0] for call in live.writes()] == [
        "reviewSubmissions",
        "reviewSubmissionItems",
        "reviewSubmissions",
    ]


def test_what_changed_after_it_was_shown_is_not_sent(live: Env, icons: str) -> None:
    requested(live, "/asc experiment submit Icons")
    live.apple.set_experiment(icons, trafficProportion=90)
    assert wording.EXPERIMENT_TRAFFIC_HAS_CHANGED in press(live, SUBMIT)
    assert live.writes() == []


@pytest.mark.usefixtures("icons")
def test_the_calls_are_few(live: Env) -> None:
    """docs/experiments.md states them; there is one more for each treatment, twice."""
    requested(live, "/asc experiments")
    before = len(live.apple.calls)
    requested(live, "/asc experiment submit Icons")
    offered = len(live.apple.calls)
    press(live, SUBMIT)
    assert (offered - before, len(live.apple.calls) - offered) == (1 + 2, 1 + 2 + 4)
