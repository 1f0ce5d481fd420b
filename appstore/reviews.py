"""What customers write about an app, and what is answered."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from appstore.calls.jsonapi import OpenEnum, body
from appstore.client import AppStore, Document, Resource
from appstore.errors import Refused
from appstore.versions import Platform

# Characters; App Store Connect's own form counts to it, the API's documentation names no limit.
REPLY_LIMIT = 5970

KIND = "customerReviewResponses"
EARLIEST = datetime.min.replace(tzinfo=UTC)


class ResponseState(OpenEnum):
    """Whether an answer is on the App Store yet."""

    PENDING_PUBLISH = "PENDING_PUBLISH"
    PUBLISHED = "PUBLISHED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Response:
    """The developer's answer to a review; there is at most one."""

    id: str
    body: str
    state: ResponseState
    modified: datetime | None


@dataclass(frozen=True)
class Review:
    """A customer review. `rating`: 1 to 5 stars. `territory`: a country in three letters; Apple gives no language."""

    id: str
    rating: int
    title: str
    body: str
    nickname: str
    territory: str
    created: datetime
    response: Response | None = None


@dataclass(frozen=True)
class Summary:
    """Apple's own summary of the reviews in one language."""

    locale: str
    text: str
    created: datetime | None


def newest(
    apple: AppStore,
    app_id: str,
    *,
    stop_at: Callable[[Review], bool] | None = None,
    ratings: Collection[int] = (),
    territory: str = "",
    unanswered: bool = False,
    page: int = 200,
) -> Iterator[Review]:
    """The reviews of an app with their answers, the newest first, up to but without one of which `stop_at` is true.

    Further pages of `page` reviews (at most 200), and answers that Apple names and does not include, are only asked for
    when they are read. `territory`: USA, DEU, ...
    https://developer.apple.com/documentation/appstoreconnectapi/get-v1-apps-_id_-customerreviews
    """
    params: dict[str, str | int] = {"sort": "-createdDate", "include": "response", "limit": page}
    if ratings:
        params["filter[rating]"] = ",".join(str(rating) for rating in sorted(ratings))
    if territory:
        params["filter[territory]"] = territory
    if unanswered:
        params["exists[publishedResponse]"] = "false"
    for answer in apple.iter_pages(f"/v1/apps/{app_id}/customerReviews", params):
        responses = _responses(answer)
        for resource in answer.data:
            response = responses.get(resource.id)
            if response is None and resource.related("response"):
                response = _response_of(apple, resource.id)
            review = _read(resource, response)
            if stop_at and stop_at(review):
                return
            yield review


def ids_of_version(apple: AppStore, version_id: str) -> frozenset[str]:
    """The ids of the newest 200 reviews of a version: one call. A review itself does not tell its version.

    https://developer.apple.com/documentation/appstoreconnectapi/get-v1-appstoreversions-_id_-customerreviews
    """
    params: dict[str, str | int] = {"sort": "-createdDate", "limit": 200}
    answer = apple.get(f"/v1/appStoreVersions/{version_id}/customerReviews", params)
    return frozenset(resource.id for resource in answer.data)


def get(apple: AppStore, review_id: str) -> Review | None:
    """A review with its answer as they are now, None when there is no such review (any more)."""
    try:
        answer = apple.get(f"/v1/customerReviews/{quote(review_id, safe='')}", {"include": "response"})
    except Refused as refused:
        if refused.gone:
            return None
        raise
    if not answer.data:
        return None
    found, response = answer.first, _responses(answer).get(answer.first.id)
    if response is None and found.related("response") != ():
        # Apple names a response that it does not include, or says nothing about one.
        response = _response_of(apple, found.id)
    return _read(found, response)


def _response_of(apple: AppStore, review_id: str) -> Resource | None:
    try:
        found = apple.get(f"/v1/customerReviews/{review_id}/response").data
        return next((resource for resource in found if resource.type == KIND), None)
    except Refused as refused:
        if refused.gone:
            return None
        raise


def reply(apple: AppStore, review_id: str, text: str) -> Response:
    """Publish an answer for all to see. An answer that is there already is replaced by Apple without a word."""

    def find() -> Resource | None:
        answer = apple.get(f"/v1/customerReviews/{review_id}", {"include": "response"})
        found = answer.included_by_id(KIND).values()
        return next((resource for resource in found if resource.text("responseBody").strip() == text.strip()), None)

    invocation = body(KIND, {"responseBody": text}, parents={"review": ("customerReviews", review_id)})
    return _read_response(apple.post(f"/v1/{KIND}", invocation, find=find).first)


def withdraw(apple: AppStore, response_id: str) -> None:
    """Take an answer back. Refused (404) when there is none."""
    apple.delete(f"/v1/{KIND}/{response_id}")


def response(apple: AppStore, response_id: str) -> Response | None:
    """An answer as it is now, None when it was taken back. It is there also while its review does not show it yet."""
    try:
        return _read_response(apple.get(f"/v1/{KIND}/{response_id}").first)
    except Refused as refused:
        if refused.gone:
            return None
        raise


def summaries(apple: AppStore, app_id: str, platform: Platform) -> tuple[Summary, ...]:
    """Return Apple's summaries of the reviews; the platform is a required filter."""
    answer = apple.pages(f"/v1/apps/{app_id}/customerReviewSummarizations", {"filter[platform]": platform})
    return tuple(
        Summary(locale=item.text("locale"), text=item.text("text"), created=item.date("createdDate"))
        for item in answer.data
    )


def _responses(answer: Document) -> dict[str, Resource]:
    """The answers by the id of their review. Apple may name the pair at the review, at the answer, or at neither."""
    included = answer.included_by_id(KIND)
    pairs = [(review_id, resource) for resource in included.values() for review_id in resource.related("review") or ()]
    pairs += [
        (resource.id, included[key])
        for resource in answer.data
        for key in resource.related("response") or ()
        if key in included
    ]
    if not pairs and len(answer.data) == 1:
        pairs = [(answer.first.id, resource) for resource in included.values()]
    return dict(pairs)


def _read(resource: Resource, response: Resource | None) -> Review:
    return Review(
        id=resource.id,
        rating=resource.number("rating"),
        title=resource.text("title"),
        body=resource.text("body"),
        nickname=resource.text("reviewerNickname"),
        territory=resource.text("territory"),
        created=resource.date("createdDate") or EARLIEST,
        response=_read_response(response) if response else None,
    )


def _read_response(resource: Resource) -> Response:
    return Response(
        id=resource.id,
        body=resource.text("responseBody"),
        state=ResponseState(resource.text("state")),
        modified=resource.date("lastModifiedDate"),
    )
