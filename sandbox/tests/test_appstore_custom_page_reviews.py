"""Custom product pages in review in the stand-in: submissions, approval and rejection."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from sandbox.tests.appstore_visitor import Visitor, codes
from sandbox.tests.custom_pages import (
    LOCALIZATIONS,
    PAGES,
    VERSIONS,
    create,
    localization,
    newest,
    only_page,
    review,
    words,
)
from sandbox.tests.submissions import IN_STATE, detail, draft

IPHONE = "APP_IPHONE_67"
STATE = "STATE_ERROR.INVALID_STATE"
INVALID = "ENTITY_ERROR.RELATIONSHIP.INVALID"


@pytest.fixture
def page(eddie: Visitor, app_id: str) -> str:
    live = eddie.apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION", locales=["en-US"])
    eddie.apple.set_text(live, "en-US", keywords="tide,surf")
    return str(create(eddie, app_id).json()["data"]["id"])


def test_a_page_in_review_and_an_approved_one_cannot_be_changed(eddie: Visitor, app_id: str, page: str) -> None:
    version_id, english = newest(eddie, page), localization(eddie, page)
    submission, added = review(eddie, app_id, version_id)
    assert added.status_code == 201
    link, wanted = (LOCALIZATIONS, english), {"screenshotDisplayType": IPHONE}
    keywords = f"/v1/{LOCALIZATIONS}/{english}/relationships/searchKeywords"
    attempts: tuple[Callable[[], httpx.Response], ...] = (
        lambda: eddie.patch(VERSIONS, version_id, deepLink="tide://surf"),
        lambda: eddie.patch(LOCALIZATIONS, english, promotionalText="Late."),
        lambda: eddie.delete(LOCALIZATIONS, english),
        lambda: eddie.post(LOCALIZATIONS, {"locale": "da"}, appCustomProductPageVersion=(VERSIONS, version_id)),
        lambda: eddie.post("appScreenshotSets", {**wanted}, appCustomProductPageLocalization=link),
        lambda: eddie.client.post(keywords, json=words("surf")),
        lambda: eddie.client.request("DELETE", keywords, json=words("surf")),
    )
    assert [codes(attempt()) for attempt in attempts] == [[(STATE, "")]] * len(attempts)
    assert eddie.patch("reviewSubmissions", submission, submitted=True).status_code == 200
    eddie.apple.start_review(version_id)
    eddie.apple.approve(version_id)
    error = attempts[1]().json()["errors"][0]
    assert error["title"].endswith("is not permitted in AppCustomProductPageVersion's current state")
    assert error["meta"] == {"state": "approved", "feature": "ASC_FEATURE_CUSTOM_PRODUCT_PAGES"}
    assert eddie.patch(PAGES, page, visible=False).status_code == 200


def test_a_page_goes_through_a_submission_of_its_own(eddie: Visitor, app_id: str, page: str) -> None:
    version_id = newest(eddie, page)
    submission, added = review(eddie, app_id, version_id)
    item = added.json()["data"]["id"]
    (row,) = eddie.data(f"/v1/reviewSubmissions/{submission}/items", include="appCustomProductPageVersion")
    assert row["relationships"]["appCustomProductPageVersion"]["data"] == {"type": VERSIONS, "id": version_id}
    shown = eddie.data(f"/v1/reviewSubmissions/{submission}", include="appStoreVersionForReview")
    assert shown["relationships"]["appStoreVersionForReview"]["data"] is None
    _, twice = review(eddie, app_id, version_id)
    assert codes(twice) == [("STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION", "")]
    assert detail(twice).startswith(f"{VERSIONS} with id {version_id} was already added")
    assert eddie.delete("reviewSubmissionItems", item).status_code == 204
    assert only_page(eddie, app_id).versions[0].state == "PREPARE_FOR_SUBMISSION"
    _, again = review(eddie, app_id, version_id)
    assert again.status_code == 201
    mac = {"reviewSubmission": ("reviewSubmissions", draft(eddie, app_id, "MAC_OS"))}
    wrong = eddie.post("reviewSubmissionItems", None, **mac, appCustomProductPageVersion=(VERSIONS, version_id))
    assert codes(wrong) == [(INVALID, "/data/relationships/appCustomProductPageVersion")]


def test_a_rejected_page_is_corrected_and_sent_again(eddie: Visitor, app_id: str, page: str) -> None:
    version_id = newest(eddie, page)
    submission, added = review(eddie, app_id, version_id)
    eddie.patch("reviewSubmissions", submission, submitted=True)
    assert only_page(eddie, app_id).versions[0].state == "WAITING_FOR_REVIEW"
    eddie.apple.start_review(version_id)
    eddie.apple.reject(version_id)
    assert only_page(eddie, app_id).versions[0].state == "REJECTED"
    assert eddie.patch(LOCALIZATIONS, localization(eddie, page), promotionalText="Better.").status_code == 200
    assert eddie.patch("reviewSubmissionItems", added.json()["data"]["id"], resolved=True).status_code == 200
    assert eddie.patch("reviewSubmissions", submission, submitted=True).status_code == 200
    assert eddie.patch("reviewSubmissions", submission, canceled=True).status_code == 200
    assert only_page(eddie, app_id).versions[0].state == "PREPARE_FOR_SUBMISSION"


def test_a_page_is_reviewed_together_with_another(eddie: Visitor, app_id: str, page: str) -> None:
    other = eddie.apple.add_custom_page(app_id, "Sailing")
    submission, _ = review(eddie, app_id, newest(eddie, page))
    links = {"reviewSubmission": ("reviewSubmissions", submission)}
    eddie.post("reviewSubmissionItems", None, **links, appCustomProductPageVersion=(VERSIONS, newest(eddie, other)))
    eddie.patch("reviewSubmissions", submission, submitted=True)
    eddie.apple.start_review(newest(eddie, page))
    eddie.apple.reject(newest(eddie, page))
    assert [each.versions[0].state for each in eddie.apple.custom_pages(app_id)] == ["REJECTED", "ACCEPTED"]
    (shown,) = eddie.apple.submissions(app_id)
    assert (shown.state, shown.items) == ("UNRESOLVED_ISSUES", ("REJECTED", "ACCEPTED"))
    assert codes(eddie.patch("reviewSubmissions", submission, submitted=True)) == [(IN_STATE, "")]
