"""Apple's reviewer in the stand-in: approves and rejects versions, which may then be submitted again."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from sandbox.submittable import make_submittable
from sandbox.tests.appstore_visitor import BUNDLE_ID, Visitor, codes
from sandbox.tests.submissions import IN_STATE, add, draft, pass_time, state, submit


@pytest.fixture
def app_id(eddie: Visitor) -> str:
    app_id = eddie.apple.add_app(BUNDLE_ID, "Tide")
    eddie.apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION")
    return app_id


@pytest.fixture
def version(eddie: Visitor, app_id: str) -> str:
    version = eddie.apple.add_version(app_id, "1.1")
    make_submittable(eddie.apple, version)
    return version


def test_a_rejected_version_is_submitted_again_through_its_submission(
    eddie: Visitor, app_id: str, version: str
) -> None:
    submission, item = submit(eddie, app_id, version)
    eddie.apple.start_review(version)
    assert state(eddie, submission, version) == ("IN_REVIEW", "IN_REVIEW")
    eddie.apple.reject(version, "METADATA_REJECTED")
    assert state(eddie, submission, version) == ("UNRESOLVED_ISSUES", "METADATA_REJECTED")
    assert codes(eddie.patch("reviewSubmissions", submission, submitted=True)) == [(IN_STATE, "")]
    assert eddie.patch("reviewSubmissionItems", item, resolved=True).status_code == 200
    assert eddie.patch("reviewSubmissions", submission, submitted=True).status_code == 200
    assert state(eddie, submission, version) == ("WAITING_FOR_REVIEW", "WAITING_FOR_REVIEW")
    assert codes(eddie.patch("reviewSubmissionItems", item, removed=True)) == [(IN_STATE, "")]


def test_a_rejected_version_is_free_once_its_submission_is_canceled(eddie: Visitor, app_id: str, version: str) -> None:
    submission, _ = submit(eddie, app_id, version)
    eddie.apple.start_review(version)
    eddie.apple.reject(version)
    eddie.patch("reviewSubmissions", submission, canceled=True)
    assert state(eddie, submission, version) == ("COMPLETE", "REJECTED")
    assert add(eddie, draft(eddie, app_id), version).status_code == 201


@pytest.mark.parametrize(
    ("release_type", "expected"),
    [("MANUAL", "PENDING_DEVELOPER_RELEASE"), ("AFTER_APPROVAL", "READY_FOR_DISTRIBUTION")],
)
def test_an_approved_version_goes_where_its_release_type_says(
    eddie: Visitor, app_id: str, version: str, release_type: str, expected: str
) -> None:
    eddie.apple.set_version(version, releaseType=release_type)
    submission, _ = submit(eddie, app_id, version)
    eddie.apple.start_review(version)
    eddie.apple.approve(version)
    assert state(eddie, submission, version) == ("COMPLETE", expected)
    (stored,) = eddie.apple.submissions(app_id)
    assert (stored.items, stored.versions, stored.sent) == (("APPROVED",), (version,), True)


def test_a_scheduled_version_is_released_at_its_time(eddie: Visitor, app_id: str, version: str) -> None:
    later = datetime.fromtimestamp(time.time() + 60, UTC).isoformat()
    eddie.apple.set_version(version, releaseType="SCHEDULED", earliestReleaseDate=later)
    submission, _ = submit(eddie, app_id, version)
    eddie.apple.start_review(version)
    eddie.apple.approve(version)
    assert state(eddie, submission, version) == ("COMPLETE", "PENDING_DEVELOPER_RELEASE")
    pass_time(eddie, 61)
    assert state(eddie, submission, version) == ("COMPLETE", "READY_FOR_DISTRIBUTION")


def test_a_reviewer_decides_only_what_is_in_review(eddie: Visitor, version: str) -> None:
    for decide in (eddie.apple.start_review, eddie.apple.approve, eddie.apple.reject):
        with pytest.raises(ValueError, match="PREPARE_FOR_SUBMISSION"):
            decide(version)
    with pytest.raises(ValueError, match="no rejection"):
        eddie.apple.reject(version, "ACCEPTED")
