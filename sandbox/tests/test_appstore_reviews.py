"""Reviews and replies in the App Store Connect stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from sandbox.tests.appstore_visitor import BUNDLE_ID, Visitor, codes, token, visiting

NEW_YEAR = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def ada() -> Iterator[Visitor]:
    with visiting("ADMIN") as visitor:
        yield visitor


@pytest.fixture
def app_id(ada: Visitor) -> str:
    app_id = ada.apple.add_app(BUNDLE_ID, "Tide")
    ada.apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION")
    return app_id


def say(ada: Visitor, review_id: str, text: object) -> httpx.Response:
    return ada.post("customerReviewResponses", {"responseBody": text}, review=("customerReviews", review_id))


def listed(ada: Visitor, app_id: str, **parameters: str | int) -> list[str]:
    return [row["id"] for row in ada.data(f"/v1/apps/{app_id}/customerReviews", **parameters)]


def test_a_review_is_shown_as_it_was_written(ada: Visitor, app_id: str) -> None:
    review_id = ada.apple.add_review(
        app_id, 1, title="Leaks", body="Wet.", nickname="ebb", territory="DEU", created=NEW_YEAR
    )
    attributes = ada.data(f"/v1/customerReviews/{review_id}")["attributes"]
    assert datetime.fromisoformat(attributes.pop("createdDate")) == NEW_YEAR
    assert attributes == {
        "rating": 1,
        "title": "Leaks",
        "body": "Wet.",
        "reviewerNickname": "ebb",
        "territory": "DEU",
    }


def test_reviews_are_filtered_and_sorted(ada: Visitor, app_id: str) -> None:
    bad, good, fair = (
        ada.apple.add_review(app_id, rating, territory=territory, created=NEW_YEAR + timedelta(days=day))
        for rating, territory, day in ((1, "USA", 0), (5, "DEU", 2), (3, "USA", 1))
    )
    assert listed(ada, app_id, sort="-createdDate") == [good, fair, bad]
    assert listed(ada, app_id, sort="rating") == [bad, fair, good]
    assert listed(ada, app_id, filter__rating__="1,3") == [bad, fair]
    assert listed(ada, app_id, filter__territory__="DEU") == [good]
    assert ada.get(f"/v1/apps/{app_id}/customerReviews", filter__territory__="DE").status_code == 400
    assert ada.get(f"/v1/apps/{app_id}/customerReviews", filter__rating__="6").status_code == 400
    assert listed(ada, app_id, limit=2) == [bad, good]


def test_reviews_belong_to_the_version_they_were_written_for(ada: Visitor, app_id: str) -> None:
    (live,) = ada.data(f"/v1/apps/{app_id}/appStoreVersions")
    ahead = ada.apple.add_version(app_id, "1.1")
    of_live = ada.apple.add_review(app_id, 1)
    of_next = ada.apple.add_review(app_id, 2, version_id=ahead)
    assert [row["id"] for row in ada.data(f"/v1/appStoreVersions/{live['id']}/customerReviews")] == [of_live]
    assert [row["id"] for row in ada.data(f"/v1/appStoreVersions/{ahead}/customerReviews")] == [of_next]


def test_a_reply_is_published_after_a_while(ada: Visitor, app_id: str) -> None:
    moment = [NEW_YEAR.timestamp()]
    ada.apple.clock = lambda: moment[0]
    ada.apple.publish_delay = 60
    ada.client.headers["Authorization"] = f"Bearer {token(ada.key, issued=moment[0])}"
    review_id = ada.apple.add_review(app_id, 1)
    answer = say(ada, review_id, "Sorry")
    assert answer.status_code == 201
    assert answer.json()["data"]["attributes"]["state"] == "PENDING_PUBLISH"
    assert listed(ada, app_id, exists__publishedResponse__="false") == [review_id]
    moment[0] += 60
    reply = ada.apple.reply(review_id)
    assert reply is not None
    assert (reply.text, reply.state) == ("Sorry", "PUBLISHED")
    assert listed(ada, app_id, exists__publishedResponse__="true") == [review_id]
    assert listed(ada, app_id, exists__publishedResponse__="false") == []


def test_a_second_reply_silently_replaces_the_first(ada: Visitor, app_id: str) -> None:
    review_id = ada.apple.add_review(app_id, 1)
    first, second = say(ada, review_id, "One").json()["data"], say(ada, review_id, "Two")
    assert second.status_code == 201
    assert second.json()["data"]["id"] == first["id"]
    reply = ada.apple.reply(review_id)
    assert reply is not None
    assert (reply.text, reply.state) == ("Two", "PUBLISHED")


def test_a_reply_that_was_replaced_is_never_published(ada: Visitor, app_id: str) -> None:
    moment = [NEW_YEAR.timestamp()]
    ada.apple.clock = lambda: moment[0]
    ada.apple.publish_delay = 60
    ada.client.headers["Authorization"] = f"Bearer {token(ada.key, issued=moment[0])}"
    review_id = ada.apple.add_review(app_id, 1)
    say(ada, review_id, "One")
    moment[0] += 30
    say(ada, review_id, "Two")
    moment[0] += 30
    reply = ada.apple.reply(review_id)
    assert reply is not None
    assert reply.state == "PENDING_PUBLISH"


def test_a_reply_can_be_read_by_itself_with_its_review_and_taken_back(ada: Visitor, app_id: str) -> None:
    review_id = ada.apple.add_review(app_id, 1)
    assert ada.data(f"/v1/customerReviews/{review_id}/response") is None
    response_id = ada.apple.set_reply(review_id, "Sorry")
    assert ada.data(f"/v1/customerReviews/{review_id}/response")["id"] == response_id
    document = ada.get(f"/v1/customerReviewResponses/{response_id}", include="review").json()
    assert document["included"][0]["id"] == review_id
    shown = ada.get(f"/v1/apps/{app_id}/customerReviews", include="response,reviewTerritory").json()
    assert _kinds(shown) == ["customerReviewResponses", "territories"]
    assert ada.delete("customerReviewResponses", response_id).status_code == 204
    assert ada.apple.reply(review_id) is None
    assert ada.get(f"/v1/customerReviewResponses/{response_id}").status_code == 404


def test_a_reply_has_one_to_5970_characters(ada: Visitor, app_id: str) -> None:
    review_id = ada.apple.add_review(app_id, 1)
    pointer = "/data/attributes/responseBody"
    assert codes(say(ada, review_id, "x" * 5971)) == [("ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG", pointer)]
    assert codes(say(ada, review_id, "")) == [("ENTITY_ERROR.ATTRIBUTE.INVALID", pointer)]
    assert codes(say(ada, review_id, None))[0] == ("ENTITY_ERROR.ATTRIBUTE.REQUIRED", pointer)
    assert say(ada, review_id, "x" * 5970).status_code == 201
    assert say(ada, "gone", "x").status_code == 409


def test_a_key_of_customer_support_reads_and_may_not_reply(ada: Visitor, app_id: str) -> None:
    review_id = ada.apple.add_review(app_id, 1)
    response_id = ada.apple.set_reply(review_id, "Sorry")
    ada.become(ada.apple.add_key("CUSTOMER_SUPPORT"))
    assert listed(ada, app_id) == [review_id]
    assert codes(say(ada, review_id, "Sorry")) == [("FORBIDDEN_ERROR", "")]
    assert ada.delete("customerReviewResponses", response_id).status_code == 403


def test_a_review_keeps_its_id_when_it_is_edited_and_goes_with_its_reply(ada: Visitor, app_id: str) -> None:
    review_id = ada.apple.add_review(app_id, 1, body="Wet.", created=NEW_YEAR)
    response_id = ada.apple.set_reply(review_id, "Sorry")
    ada.apple.edit_review(review_id, rating=4, created=NEW_YEAR + timedelta(days=1))
    attributes = ada.data(f"/v1/customerReviews/{review_id}")["attributes"]
    assert (attributes["rating"], attributes["body"]) == (4, "Wet.")
    ada.apple.remove_review(review_id)
    assert listed(ada, app_id) == []
    assert ada.get(f"/v1/customerReviewResponses/{response_id}").status_code == 404


def test_summaries_need_a_platform(ada: Visitor, app_id: str) -> None:
    path = f"/v1/apps/{app_id}/customerReviewSummarizations"
    ada.apple.add_summarization(app_id, "People like the tides.")
    refused = ada.get(path)
    assert (refused.status_code, codes(refused)) == (400, [("PARAMETER_ERROR.REQUIRED", "filter[platform]")])
    (row,) = ada.data(path, filter__platform__="IOS")
    assert row["attributes"]["text"] == "People like the tides."
    assert ada.data(path, filter__platform__="MAC_OS") == []
    assert ada.data(path, filter__platform__="IOS", filter__territory__="DEU") == []


def test_a_territory_that_apple_does_not_have_writes_no_reviews(ada: Visitor, app_id: str) -> None:
    with pytest.raises(ValueError, match="ATL"):
        ada.apple.add_review(app_id, 5, territory="ATL")


def _kinds(document: Any) -> list[str]:  # noqa: ANN401 — whatever JSON Apple answers
    return [row["type"] for row in document["included"]]
