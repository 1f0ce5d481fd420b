"""Routes for replies to reviews; a review has at most one, and a new reply silently replaces it."""

from __future__ import annotations

from functools import partial
from typing import Any

from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.query import Query
from sandbox.appstore.store import Row, Store, stamp

KIND = "customerReviewResponses"
LONGEST = 5970


def _create(store: Store, call: ApiCall) -> Answer:
    review = store.related("customerReviews", call.wanted.links["review"], "review")
    response = write(store, review, call.wanted.attributes["responseBody"])
    attributes = response.attributes
    due = store.now + store.settings.publish_delay
    store.timers.at(due, partial(_publish, store, response, attributes))
    return created(call.write.single(response))


def write(store: Store, review: Row, text: str) -> Row:
    """Sets the reply to a review, replacing an existing one; it is published later."""
    attributes = {"responseBody": text, "state": "PENDING_PUBLISH", "lastModifiedDate": stamp(store.now)}
    response = review.to_one["response"]
    if response is None:
        response = store.add(KIND, attributes, review=review)
        review.to_one["response"] = response
    else:
        response.attributes = attributes
    store.changed("response.written")
    return response


def _publish(store: Store, response: Row, attributes: dict[str, Any]) -> None:
    was_replaced = response.attributes is not attributes
    if not was_replaced and response.id in store.rows[KIND]:
        attributes["state"] = "PUBLISHED"
        store.changed("response.published")


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _of_review(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find("customerReviews", call.id).to_one["response"]))


def _delete(store: Store, call: ApiCall) -> Answer:
    response = store.find(KIND, call.id)
    response.parent("review").to_one["response"] = None
    store.remove(response)
    store.changed("response.removed")
    return done()


ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/customerReviewResponses",
        _create,
        body=Body(
            KIND,
            {"responseBody": Field(label="Response", required=True, longest=LONGEST)},
            {"review": "customerReviews"},
        ),
        roles=EDITORS,
    ),
    Endpoint("GET", "/v1/customerReviewResponses/{id}", _get, Query(KIND, include=("review",))),
    Endpoint("DELETE", "/v1/customerReviewResponses/{id}", _delete, roles=EDITORS),
    Endpoint("GET", "/v1/customerReviews/{id}/response", _of_review, Query(KIND, include=("review",))),
)
