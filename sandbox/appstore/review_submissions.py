"""Routes for review submissions: what is sent to Apple's reviewers together."""

from __future__ import annotations

from functools import partial

from sandbox.appstore import product_review, reviewed
from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, found
from sandbox.appstore.errors import RefusedError, bad_attribute, bad_relationship, wrong_state
from sandbox.appstore.query import Query
from sandbox.appstore.review_states import CANCELABLE, OPEN, SENDABLE, SENT, STATES, not_valid
from sandbox.appstore.states import PLATFORMS
from sandbox.appstore.store import Row, Store, stamp

KIND = "reviewSubmissions"
INCLUDE = ("app", "items", "appStoreVersionForReview")


def _of_app(store: Store, call: ApiCall) -> Answer:
    return _page(call, store.find("apps", call.id).to_many[KIND])


def _list(store: Store, call: ApiCall) -> Answer:
    return _page(call, [row for row in store.rows[KIND].values() if call.params.matches("app", row.parent("app").id)])


def _page(call: ApiCall, rows: list[Row]) -> Answer:
    shown = [row for row in rows if all(call.params.matches(name, row[name]) for name in ("platform", "state"))]
    return found(call.write.page(shown))


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _create(store: Store, call: ApiCall) -> Answer:
    app = store.related("apps", call.wanted.links["app"], "app")
    platform = call.wanted.attributes.get("platform")
    if platform is None:
        detail = "You must provide a value for the attribute 'platform' with this request"
        raise RefusedError(bad_attribute("platform", detail, code="REQUIRED"))
    drafts = [row for row in app.to_many[KIND] if row["platform"] == platform and row["state"] == "READY_FOR_REVIEW"]
    if drafts and store.settings.refuses_second_draft:
        detail = f"There is already a reviewSubmission with id {drafts[0].id} that is ready for review"
        raise RefusedError(bad_relationship("app", detail))
    return created(call.write.single(add(store, app, platform)))


def add(store: Store, app: Row, platform: str) -> Row:
    """Adds a draft."""
    row = store.add(KIND, {"platform": platform, "state": "READY_FOR_REVIEW"}, app=app)
    store.changed("submission.added")
    return row


def _update(store: Store, call: ApiCall) -> Answer:
    row, wanted = store.find(KIND, call.id), call.wanted.attributes
    if wanted.get("canceled"):
        cancel(store, row)
    elif wanted.get("submitted"):
        send(store, row)
    elif wanted.get("platform") is not None:
        if row["state"] != "READY_FOR_REVIEW" or row.to_many["items"]:
            raise RefusedError(bad_attribute("platform", "The platform cannot be changed", code="INVALID.UNMODIFIABLE"))
        row.attributes["platform"] = wanted["platform"]
    return found(call.write.single(row))


def send(store: Store, row: Row) -> None:
    """Sends a draft, or again what was rejected; RefusedError (409) says what is not ready."""
    items = [item for item in row.to_many["items"] if item["state"] != "REMOVED"]
    if row["state"] not in SENDABLE or not items or any(item["state"] == "REJECTED" for item in items):
        raise RefusedError(not_valid(row, "Resource is not in a state in which it can be submitted"))
    for other in row.parent("app").to_many[KIND]:
        if other is not row and other["platform"] == row["platform"] and other["state"] in OPEN - {"READY_FOR_REVIEW"}:
            raise RefusedError(not_valid(row, f"reviewSubmission with id {other.id} is still in progress"))
    product_review.require_with_version(row, items)
    waiting = [item for item in items if item["state"] == "READY_FOR_REVIEW"]
    for item in waiting:
        version = reviewed.named(item)
        if version is not None:
            _require_settled(row, version)
            reviewed.require_reviewable(version)
    row.attributes |= {"state": "WAITING_FOR_REVIEW", "submittedDate": stamp(store.now)}
    for item in waiting:
        version = reviewed.named(item)
        if version is not None:
            reviewed.move(store, version, "WAITING_FOR_REVIEW")
    store.changed("submission.state")


def _require_settled(row: Row, version: Row) -> None:
    was_rejected = row["state"] == "UNRESOLVED_ISSUES"
    if reviewed.state(version) != "READY_FOR_REVIEW" and not was_rejected:
        raise RefusedError(wrong_state("Version is not ready to be submitted yet, please try again later"))


def cancel(store: Store, row: Row) -> None:
    """Takes a submission back: it is CANCELING for a while, and until then holds its items."""
    if row["state"] not in CANCELABLE:
        raise RefusedError(wrong_state("Resource is not in cancellable state", code="ENTITY_STATE_INVALID"))
    was_sent = row["state"] in SENT
    row.attributes["state"] = "CANCELING"
    for item in row.to_many["items"]:
        version = reviewed.named(item)
        if version is None:
            continue
        if (was_sent and item["state"] != "REMOVED") or reviewed.state(version) == "ACCEPTED":
            reviewed.move(store, version, reviewed.rules_of(version).taken_back)
        elif reviewed.state(version) == "READY_FOR_REVIEW":
            reviewed.move(store, version, "PREPARE_FOR_SUBMISSION")
    store.timers.at(store.now + store.settings.canceling, partial(complete, store, row))
    store.changed("submission.state")


def complete(store: Store, row: Row) -> None:
    """Ends a submission: its items can be part of another one."""
    row.attributes["state"] = "COMPLETE"
    store.changed("submission.state")


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/apps/{id}/reviewSubmissions",
        _of_app,
        Query(KIND, filters={"platform": PLATFORMS, "state": STATES}, include=INCLUDE, paged=True),
    ),
    Endpoint(
        "GET",
        "/v1/reviewSubmissions",
        _list,
        Query(
            KIND,
            filters={"platform": PLATFORMS, "state": STATES, "app": None},
            required=frozenset({"app"}),
            include=INCLUDE,
            paged=True,
        ),
    ),
    Endpoint("GET", "/v1/reviewSubmissions/{id}", _get, Query(KIND, include=INCLUDE)),
    Endpoint(
        "POST",
        "/v1/reviewSubmissions",
        _create,
        body=Body(KIND, {"platform": Field(choices=PLATFORMS)}, {"app": "apps"}),
        roles=EDITORS,
    ),
    Endpoint(
        "PATCH",
        "/v1/reviewSubmissions/{id}",
        _update,
        body=Body(
            KIND,
            {"platform": Field(choices=PLATFORMS), "submitted": Field(bool), "canceled": Field(bool)},
            creates=False,
        ),
        roles=EDITORS,
    ),
)
