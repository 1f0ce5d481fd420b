"""Review submissions in the stand-in: drafts, items, and what Apple checks."""

from __future__ import annotations

import pytest

from sandbox.submittable import make_submittable
from sandbox.tests.appstore_visitor import BUNDLE_ID, Visitor, codes
from sandbox.tests.preview_calls import new_preview_set, upload_preview
from sandbox.tests.submissions import IN_STATE, REQUIRED, add, associated, detail, draft, pass_time, state, submit
from sandbox.videos import video


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


def test_a_version_is_sent_for_review_with_its_submission(eddie: Visitor, app_id: str, version: str) -> None:
    submission = draft(eddie, app_id)
    answer = add(eddie, submission, version)
    assert (answer.status_code, answer.json()["data"]["attributes"]) == (201, {"state": "READY_FOR_REVIEW"})
    assert state(eddie, submission, version) == ("READY_FOR_REVIEW", "READY_FOR_REVIEW")
    sent = eddie.patch("reviewSubmissions", submission, submitted=True).json()["data"]["attributes"]
    assert sent["submittedDate"] is not None
    assert state(eddie, submission, version) == ("WAITING_FOR_REVIEW", "WAITING_FOR_REVIEW")
    path = f"/v1/apps/{app_id}/reviewSubmissions"
    (row,) = eddie.data(path, include="items,appStoreVersionForReview", filter__state__="WAITING_FOR_REVIEW")
    assert row["relationships"]["appStoreVersionForReview"]["data"]["id"] == version
    assert eddie.data(path, filter__platform__="MAC_OS") == []
    assert [found["id"] for found in eddie.data("/v1/reviewSubmissions", filter__app__=app_id)] == [submission]
    assert codes(eddie.get("/v1/reviewSubmissions"))[0][0] == "PARAMETER_ERROR.REQUIRED"
    (item,) = eddie.data(f"/v1/reviewSubmissions/{submission}/items", include="appStoreVersion")
    assert item["relationships"]["appStoreVersion"]["data"]["id"] == version
    assert eddie.get(f"/v1/reviewSubmissionItems/{item['id']}").status_code == 405


def test_an_incomplete_version_is_refused_with_the_errors_of_what_belongs_to_it(eddie: Visitor, app_id: str) -> None:
    version = eddie.apple.add_version(app_id, "1.1", locales=["en-US", "de-DE"])
    german = eddie.locale(version, "de-DE")
    eddie.apple.set_version(version, copyright=None)
    answer = add(eddie, draft(eddie, app_id), version)
    assert (answer.status_code, codes(answer)) == (409, [(IN_STATE, "")])
    found = associated(answer)
    names = {
        error["source"]["pointer"].rpartition("/")[2] for error in found[f"/v1/appStoreVersionLocalizations/{german}"]
    }
    assert names == {"description", "keywords", "supportUrl", "whatsNew"}
    assert [error["code"] for error in found["/v1/appScreenshots/"]] == [
        "STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPHONE_67"
    ]
    assert REQUIRED in {error["code"] for error in found[f"/v1/appStoreVersions/{version}"]}
    assert eddie.data(f"/v1/appStoreVersions/{version}")["attributes"]["appVersionState"] == "PREPARE_FOR_SUBMISSION"


def test_a_version_is_reviewed_with_a_build_whose_encryption_is_known(
    eddie: Visitor, app_id: str, version: str
) -> None:
    submission = draft(eddie, app_id)
    eddie.apple.set_build(version, None)
    (error,) = associated(add(eddie, submission, version))[f"/v1/appStoreVersions/{version}"]
    assert (error["code"], error["source"]["pointer"]) == (
        "ENTITY_ERROR.RELATIONSHIP.REQUIRED",
        "/data/relationships/build",
    )
    build = eddie.apple.add_build(app_id, "1.1", "2", encryption=None)
    eddie.apple.set_build(version, build)
    (error,) = associated(add(eddie, submission, version))[f"/v1/builds/{build}"]
    assert (error["code"], error["source"]["pointer"]) == (REQUIRED, "/data/attributes/usesNonExemptEncryption")
    eddie.apple.answer_encryption(build, encryption=True)
    (error,) = associated(add(eddie, submission, version))[f"/v1/builds/{build}"]
    assert error["source"]["pointer"] == "/data/relationships/appEncryptionDeclaration"
    eddie.apple.expire_build(build)
    assert IN_STATE in {error["code"] for error in associated(add(eddie, submission, version))[f"/v1/builds/{build}"]}


def test_screenshots_of_the_larger_ipad_are_required_if_the_live_version_has_them(eddie: Visitor, app_id: str) -> None:
    (live,) = eddie.data(f"/v1/apps/{app_id}/appStoreVersions")
    eddie.apple.fill_set(live["id"], "en-US", "APP_IPAD_PRO_3GEN_129", [("1.png", b"")])
    version = eddie.apple.add_version(app_id, "1.1", locales=["en-US"])
    make_submittable(eddie.apple, version)
    found = associated(add(eddie, draft(eddie, app_id), version))
    assert [error["title"] for error in found["/v1/appScreenshots/"]] == [
        "App screenshot missing (APP_IPAD_PRO_3GEN_129)."
    ]


def test_a_screenshot_in_processing_holds_a_submission_up(eddie: Visitor, app_id: str, version: str) -> None:
    eddie.apple.processing = 60.0
    data = b"not looked at"
    eddie.upload(eddie.new_set(version), "a.png", data)
    submission = draft(eddie, app_id)
    assert codes(add(eddie, submission, version)) == [("STATE_ERROR.SCREENSHOT_UPLOADS_IN_PROGRESS", "")]


def test_an_app_preview_in_processing_holds_a_submission_up_and_is_named(
    eddie: Visitor, app_id: str, version: str
) -> None:
    eddie.apple.video_processing = 60.0
    set_id = new_preview_set(eddie, eddie.locale(version)).json()["data"]["id"]
    preview_id = upload_preview(eddie, set_id, "a.mp4", video())
    answer = add(eddie, draft(eddie, app_id), version)
    assert codes(answer) == [("STATE_ERROR.PREVIEW_UPLOADS_IN_PROGRESS", "")]
    assert set(associated(answer)) == {f"/v1/appPreviews/{preview_id}"}
    assert eddie.delete("appPreviews", preview_id).status_code == 204
    assert add(eddie, draft(eddie, app_id), version).status_code == 201


def test_an_item_names_exactly_one_thing_of_the_submissions_app_and_platform(
    eddie: Visitor, app_id: str, version: str
) -> None:
    submission = draft(eddie, app_id)
    alone = eddie.post("reviewSubmissionItems", reviewSubmission=("reviewSubmissions", submission))
    assert codes(alone) == [("ENTITY_ERROR.RELATIONSHIP.INVALID", "/data/relationships/appStoreVersion")]
    assert add(eddie, draft(eddie, app_id, "MAC_OS"), version).status_code == 409
    unknown = eddie.post("reviewSubmissions", app=("apps", app_id))
    assert codes(unknown) == [(REQUIRED, "/data/attributes/platform")]


def test_a_version_belongs_to_one_submission(eddie: Visitor, app_id: str, version: str) -> None:
    first, _ = submit(eddie, app_id, version)
    answer = add(eddie, draft(eddie, app_id), version)
    assert codes(answer) == [("STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION", "")]
    expected = f"appStoreVersions with id {version} was already added to another reviewSubmission with id {first}"
    assert detail(answer) == expected


def test_a_second_draft_may_be_refused(eddie: Visitor, app_id: str) -> None:
    draft(eddie, app_id)
    draft(eddie, app_id)
    eddie.apple.refuses_second_draft = True
    assert eddie.post("reviewSubmissions", {"platform": "IOS"}, app=("apps", app_id)).status_code == 409


def test_an_item_is_removed_before_the_submission_is_sent(eddie: Visitor, app_id: str, version: str) -> None:
    submission = draft(eddie, app_id)
    item = add(eddie, submission, version).json()["data"]["id"]
    assert eddie.delete("reviewSubmissionItems", item).status_code == 204
    assert state(eddie, submission, version) == ("READY_FOR_REVIEW", "PREPARE_FOR_SUBMISSION")
    empty = eddie.patch("reviewSubmissions", submission, submitted=True)
    assert codes(empty) == [(IN_STATE, "")]
    item = add(eddie, submission, version).json()["data"]["id"]
    eddie.patch("reviewSubmissions", submission, submitted=True)
    late = eddie.delete("reviewSubmissionItems", item)
    assert (codes(late), detail(late)) == ([(IN_STATE, "")], "Item was already submitted")


def test_a_version_that_has_not_settled_is_to_be_sent_later(eddie: Visitor, app_id: str, version: str) -> None:
    eddie.apple.settling = 30.0
    submission = draft(eddie, app_id)
    add(eddie, submission, version)
    early = eddie.patch("reviewSubmissions", submission, submitted=True)
    assert detail(early) == "Version is not ready to be submitted yet, please try again later"
    assert state(eddie, submission, version) == ("READY_FOR_REVIEW", "PREPARE_FOR_SUBMISSION")
    pass_time(eddie, 31)
    assert eddie.patch("reviewSubmissions", submission, submitted=True).status_code == 200


def test_a_canceled_submission_holds_its_version_for_a_while(eddie: Visitor, app_id: str, version: str) -> None:
    eddie.apple.canceling = 30.0
    submission, _ = submit(eddie, app_id, version)
    assert eddie.patch("reviewSubmissions", submission, canceled=True).status_code == 200
    assert state(eddie, submission, version) == ("CANCELING", "DEVELOPER_REJECTED")
    again = draft(eddie, app_id)
    assert codes(add(eddie, again, version)) == [("STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION", "")]
    pass_time(eddie, 31)
    assert add(eddie, again, version).status_code == 201
    assert state(eddie, submission, version) == ("COMPLETE", "READY_FOR_REVIEW")
    late = eddie.patch("reviewSubmissions", submission, canceled=True)
    assert (codes(late), detail(late)) == ([(IN_STATE, "")], "Resource is not in cancellable state")


def test_one_submission_of_a_platform_is_in_progress_at_a_time(eddie: Visitor, app_id: str, version: str) -> None:
    submission, _ = submit(eddie, app_id, version)
    other = eddie.apple.add_submission(app_id, other=True)
    refused = eddie.patch("reviewSubmissions", other, submitted=True)
    assert detail(refused) == f"reviewSubmission with id {submission} is still in progress"
