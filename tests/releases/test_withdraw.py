"""`withdraw`: takes a version out of review, once, and explains what Apple does not allow."""

from __future__ import annotations

import pytest

from sandbox.appstore import Fault
from tests.releases.submitting import WITHDRAW, later, posted, press, ready, state, submissions, submit
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import requested


def test_a_version_is_withdrawn_from_apples_queue(env: Env) -> None:
    ready(env)
    submit(env)
    assert wording.LOSES_ITS_PLACE in requested(env, "/asc withdraw")
    assert wording.WITHDRAWN_BY_EDDIE in press(env, WITHDRAW)
    assert (state(env), submissions(env)) == ("DEVELOPER_REJECTED", ["COMPLETE"])
    assert wording.AUDIT_OF_WITHDRAWAL in requested(env, "/asc audit")


def test_a_version_is_withdrawn_while_it_is_reviewed(env: Env) -> None:
    ready(env)
    submit(env)
    env.apple.start_review(env.version_id)
    assert wording.REVIEW_BEGINS_ANEW in requested(env, "/asc withdraw")
    press(env, WITHDRAW)
    assert (state(env), submissions(env)) == ("DEVELOPER_REJECTED", ["COMPLETE"])


@pytest.mark.parametrize("moved_to", ["REJECTED", "PREPARE_FOR_SUBMISSION"])
def test_a_rejected_version_is_withdrawn_with_its_submission(env: Env, moved_to: str) -> None:
    ready(env)
    submit(env)
    env.apple.start_review(env.version_id)
    env.apple.reject(env.version_id)
    env.apple.set_version_state(env.version_id, moved_to)
    requested(env, "/asc withdraw")
    press(env, WITHDRAW)
    assert (state(env), submissions(env)) == (moved_to, ["COMPLETE"])


def test_a_platform_with_nothing_to_withdraw_is_no_choice(env: Env) -> None:
    ready(env)
    submit(env)
    other = env.apple.add_version(env.app_id, "1.2.0", platform="MAC_OS", locales=["en-US"])
    env.apple.set_version_state(other, "REJECTED")
    assert wording.LOSES_ITS_PLACE in requested(env, "/asc withdraw")


def test_a_version_that_went_into_review_meanwhile_stays_there(env: Env) -> None:
    ready(env)
    submit(env)
    requested(env, "/asc withdraw")
    env.apple.start_review(env.version_id)
    assert wording.NOW_IN_REVIEW in press(env, WITHDRAW)
    assert submissions(env) == ["IN_REVIEW"]


def test_a_withdrawn_version_can_be_submitted_again_at_once(env: Env) -> None:
    ready(env)
    submit(env)
    env.apple.canceling = 5.0
    requested(env, "/asc withdraw")
    press(env, WITHDRAW)
    submit(env)
    later(env, 6)
    assert wording.SUBMITTED_AGAIN in posted(env)
    assert submissions(env) == ["COMPLETE", "WAITING_FOR_REVIEW"]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ("PREPARE_FOR_SUBMISSION", wording.NOT_SUBMITTED_YET),
        ("PENDING_DEVELOPER_RELEASE", wording.NOBODY_WITHDRAWS_APPROVED),
        ("READY_FOR_DISTRIBUTION", wording.LIVE_CANNOT_BE_WITHDRAWN),
        ("DEVELOPER_REJECTED", wording.WITHDRAWN_ALREADY),
        ("REJECTED", wording.NOTHING_TO_WITHDRAW),
    ],
)
def test_what_cannot_be_withdrawn_is_explained(env: Env, held: str, expected: str) -> None:
    env.apple.set_version_state(env.version_id, held)
    text = requested(env, "/asc withdraw")
    assert expected in text
    assert WITHDRAW not in text
    assert env.writes() == []


def test_a_version_that_apple_still_takes_back_is_not_said_to_be_changeable(env: Env) -> None:
    ready(env)
    submit(env)
    requested(env, "/asc withdraw")
    env.apple.faults.add(Fault.status(200, STILL_WAITING % env.version_id.encode(), path="appStoreVersions/[^/]+$"))
    assert wording.IS_TAKING_IT_BACK in press(env, WITHDRAW)
    assert submissions(env) == ["COMPLETE"]


STILL_WAITING = b"""{"data": {"type": "appStoreVersions", "id": "%s", "attributes":
{"versionString": "1.2.0", "platform": "IOS", "appVersionState": "WAITING_FOR_REVIEW"}}}"""


@pytest.mark.parametrize("command", ["submit", "withdraw"])
def test_a_version_that_apple_still_takes_back_is_neither_submitted_nor_withdrawn(env: Env, command: str) -> None:
    ready(env)
    submit(env)
    env.apple.canceling = 100.0
    env.apple.cancel_submission(env.apple.submissions(env.app_id)[0].id)
    env.apple.set_version_state(env.version_id, "WAITING_FOR_REVIEW")
    assert wording.BEING_WITHDRAWN_ALREADY in requested(env, f"/asc {command}")


def test_a_version_that_apple_approves_while_it_is_withdrawn_is_not_said_to_be_withdrawn(env: Env) -> None:
    ready(env)
    submit(env)
    requested(env, "/asc withdraw")
    env.apple.start_review(env.version_id)
    env.apple.approve(env.version_id)
    env.apple.faults.add(
        Fault.status(200, STILL_WAITING % env.version_id.encode(), path="appStoreVersions/[^/]+$", nth=1)
    )
    still_sent = STILL_SENT % (env.apple.submissions(env.app_id)[0].id.encode(), env.version_id.encode())
    env.apple.faults.add(Fault.status(200, still_sent, path="apps/.*/reviewSubmissions$"))
    press(env, WITHDRAW)
    assert wording.NOTHING_LEFT_TO_WITHDRAW in posted(env)
    assert state(env) == "READY_FOR_DISTRIBUTION"


STILL_SENT = b"""{"data": [{"type": "reviewSubmissions", "id": "%s", "attributes": {"state": "IN_REVIEW"},
"relationships": {"appStoreVersionForReview": {"data": {"type": "appStoreVersions", "id": "%s"}}}}]}"""


def test_a_withdrawal_whose_response_is_lost_is_looked_up(env: Env) -> None:
    ready(env)
    submit(env)
    env.retry_at_once()
    env.apple.faults.add(Fault.lost(method="PATCH", path="/v1/reviewSubmissions/", times=1))
    requested(env, "/asc withdraw")
    before = len(env.writes())
    press(env, WITHDRAW)
    assert (state(env), submissions(env), len(env.writes()) - before) == ("DEVELOPER_REJECTED", ["COMPLETE"], 1)
