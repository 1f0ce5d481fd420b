"""Customer reviews are read page by page and answered."""

from __future__ import annotations

from itertools import islice
from typing import Any

import httpx
import pytest

from appstore import reviews
from appstore.errors import Refused, Unauthorized
from appstore.reviews import ResponseState
from appstore.versions import Platform
from tests.appstore.scripted_apple import ScriptedApple, answer, refusal, resource

LINK = {"type": "customerReviewResponses", "id": "r1"}


def review(identity: str, **related: Any) -> dict[str, Any]:  # noqa: ANN401
    attributes = {
        "rating": 2,
        "title": "Meh",
        "body": "Crashes at night.",
        "reviewerNickname": "owl",
        "territory": "USA",
        "createdDate": f"2026-11-{int(identity):02}T09:00:00-07:00",
    }
    return resource("customerReviews", identity, attributes, **related)


def response(text: str = "Fixed in 1.2.", state: str = "PUBLISHED") -> dict[str, Any]:
    attributes = {"responseBody": text, "state": state, "lastModifiedDate": "2026-11-20T10:00:00Z"}
    return resource("customerReviewResponses", "r1", attributes)


def test_reviews_come_newest_first_with_their_answers() -> None:
    scripted = ScriptedApple(
        answer([review("3", response=LINK), review("2", response=None), review("1")], included=[response()])
    )
    answered, unanswered, unsaid = reviews.newest(scripted.apple, "1447")
    assert (answered.rating, answered.territory, answered.nickname) == (2, "USA", "owl")
    assert answered.created.isoformat() == "2026-11-03T09:00:00-07:00"
    assert answered.response
    assert (answered.response.body, answered.response.state) == ("Fixed in 1.2.", ResponseState.PUBLISHED)
    assert unanswered.response is None
    assert unsaid.response is None
    params = scripted.script.requests[0].url.params
    assert (params["sort"], params["include"], params["limit"]) == ("-createdDate", "response", "200")


def test_reviews_are_filtered_by_apple() -> None:
    scripted = ScriptedApple(answer([]))
    assert not list(reviews.newest(scripted.apple, "1", ratings={2, 1}, territory="USA", unanswered=True, page=20))
    params = scripted.script.requests[0].url.params
    assert params["filter[rating]"] == "1,2"
    assert params["filter[territory]"] == "USA"
    assert params["exists[publishedResponse]"] == "false"
    assert params["limit"] == "20"


def test_the_next_page_is_only_asked_for_when_it_is_read() -> None:
    links = {"next": "https://apple.test/v1/apps/1447/customerReviews?cursor=2"}
    scripted = ScriptedApple(answer([review("3"), review("2")], links=links), answer([review("1")]))
    found = reviews.newest(scripted.apple, "1447")
    assert [item.id for item in islice(found, 2)] == ["3", "2"]
    assert scripted.apple.calls == 1
    assert [item.id for item in found] == ["1"]


def test_reading_stops_at_what_is_known() -> None:
    links = {"next": "https://apple.test/v1/apps/1447/customerReviews?cursor=2"}
    scripted = ScriptedApple(answer([review("3"), review("2")], links=links))
    assert [item.id for item in reviews.newest(scripted.apple, "1447", stop_at=lambda item: item.id == "2")] == ["3"]


def test_one_review_is_read_as_it_is_now() -> None:
    found = reviews.get(ScriptedApple(answer(review("3", response=LINK), included=[response()])).apple, "3")
    assert found
    assert found.response
    assert found.response.id == "r1"


@pytest.mark.parametrize(
    "back", [{"review": {"type": "customerReviews", "id": "3"}}, {}], ids=["at the answer", "at none"]
)
def test_an_answer_is_seen_where_apple_does_not_name_it_at_its_review(back: dict[str, Any]) -> None:
    included = [resource("customerReviewResponses", "r1", response()["attributes"], **back)]
    found = reviews.get(ScriptedApple(answer(review("3"), included=included)).apple, "3")
    assert found
    assert found.response
    assert found.response.body == "Fixed in 1.2."


def test_answers_are_paired_by_what_they_answer_where_reviews_do_not_name_them() -> None:
    about = {"type": "customerReviews", "id": "2"}
    included = [resource("customerReviewResponses", "r1", response()["attributes"], review=about)]
    scripted = ScriptedApple(answer([review("3"), review("2"), review("1")], included=included))
    assert [bool(review.response) for review in reviews.newest(scripted.apple, "1447")] == [False, True, False]


def test_an_answer_that_is_named_and_not_included_exists() -> None:
    pages = answer([review("3", response=LINK), review("2", response=None)]), answer(response())
    listed = reviews.newest(ScriptedApple(*pages).apple, "1447")
    assert [bool(found.response) for found in listed] == [True, False]
    scripted = ScriptedApple(answer(review("3", response=LINK)), answer(response()))
    found = reviews.get(scripted.apple, "3")
    assert found
    assert found.response
    assert found.response.body == "Fixed in 1.2."
    assert scripted.script.requested[1] == "GET /v1/customerReviews/3/response"


@pytest.mark.parametrize("nothing", [answer(None), refusal(404, "NOT_FOUND")])
def test_where_a_review_does_not_say_whether_it_has_an_answer_it_is_asked_for(nothing: httpx.Response) -> None:
    scripted = ScriptedApple(answer(review("3")), nothing)
    found = reviews.get(scripted.apple, "3")
    assert found
    assert found.response is None


def test_a_review_that_is_gone_is_none() -> None:
    assert reviews.get(ScriptedApple(refusal(404, "NOT_FOUND")).apple, "3") is None


def test_an_id_that_somebody_typed_stays_an_id() -> None:
    scripted = ScriptedApple(refusal(404, "NOT_FOUND"))
    reviews.get(scripted.apple, "3/../../apps?x=")
    assert scripted.script.requests[0].url.raw_path == b"/v1/customerReviews/3%2F..%2F..%2Fapps%3Fx%3D?include=response"


def test_another_refusal_is_told() -> None:
    with pytest.raises(Refused):
        reviews.get(ScriptedApple(refusal(400)).apple, "3")


def test_an_answer_is_published() -> None:
    scripted = ScriptedApple(answer(response("Thanks!", "PENDING_PUBLISH"), status=201))
    published = reviews.reply(scripted.apple, "3", "Thanks!")
    assert (published.body, published.state) == ("Thanks!", ResponseState.PENDING_PUBLISH)
    assert scripted.script.sent(0)["data"] == {
        "type": "customerReviewResponses",
        "attributes": {"responseBody": "Thanks!"},
        "relationships": {"review": {"data": {"type": "customerReviews", "id": "3"}}},
    }


def test_an_answer_that_was_published_without_a_word_is_found() -> None:
    scripted = ScriptedApple(httpx.Response(500), answer(review("3", response=LINK), included=[response("Thanks!")]))
    assert reviews.reply(scripted.apple, "3", "Thanks!\n").id == "r1"
    assert scripted.apple.calls == 2


def test_an_older_answer_is_not_taken_for_ours() -> None:
    scripted = ScriptedApple(
        httpx.Response(500),
        answer(review("3", response=LINK), included=[response("Old.")]),
        answer(response("Thanks!"), status=201),
    )
    assert reviews.reply(scripted.apple, "3", "Thanks!").body == "Thanks!"


def test_a_key_that_may_not_answer_is_told() -> None:
    with pytest.raises(Unauthorized):
        reviews.reply(ScriptedApple(refusal(403, "FORBIDDEN_ERROR")).apple, "3", "Thanks!")


def test_an_answer_is_taken_back() -> None:
    scripted = ScriptedApple(httpx.Response(204))
    reviews.withdraw(scripted.apple, "r1")
    assert scripted.script.requested == ["DELETE /v1/customerReviewResponses/r1"]


def test_apples_summaries_are_asked_for_by_platform() -> None:
    attributes = {
        "locale": "en-US",
        "text": "People like the stars.",
        "platform": "IOS",
        "createdDate": "2026-11-01T00:00:00Z",
    }
    scripted = ScriptedApple(answer([resource("customerReviewSummarizations", "9", attributes)]))
    (summary,) = reviews.summaries(scripted.apple, "1447", Platform.IOS)
    assert (summary.locale, summary.text) == ("en-US", "People like the stars.")
    assert scripted.script.requests[0].url.params["filter[platform]"] == "IOS"
