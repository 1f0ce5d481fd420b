"""Routes for the items of a review submission."""

from __future__ import annotations

from functools import partial

from sandbox.appstore import reviewed
from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, bad_relationship, wrong_state
from sandbox.appstore.query import Query
from sandbox.appstore.review_states import not_valid, taken
from sandbox.appstore.reviewed import REVIEWED, holder
from sandbox.appstore.store import Row, Store

KIND = "reviewSubmissionItems"
PARENT = "reviewSubmission"
VERSION = "appStoreVersion"


def _list(store: Store, call: ApiCall) -> Answer:
    return found(call.write.page(store.find("reviewSubmissions", call.id).to_many["items"]))


def _create(store: Store, call: ApiCall) -> Answer:
    submission = store.related("reviewSubmissions", call.wanted.links[PARENT], PARENT)
    named = call.wanted.links.keys() & REVIEWED.keys()
    if len(named) != 1:
        detail = "You must provide exactly one item to be reviewed with this request"
        raise RefusedError(bad_relationship(min(named, default=VERSION), detail))
    (name,) = named
    version = store.related(REVIEWED[name].kind, call.wanted.links[name], name)
    _require_fit(submission, version, name)
    return created(call.write.single(add(store, submission, version)))


def _require_fit(submission: Row, version: Row, name: str) -> None:
    rules = REVIEWED[name]
    same_app = submission.parent("app") is rules.app(version)
    if not same_app or submission["platform"] not in rules.platforms(version):
        detail = "The app and platform of the item are not those of the reviewSubmission"
        raise RefusedError(bad_relationship(name, detail))
    if submission["state"] != "READY_FOR_REVIEW":
        raise RefusedError(not_valid(submission, "Items cannot be added to the reviewSubmission in its current state"))
    other = holder(version)
    if other is not None:
        raise RefusedError(taken(version, other))
    reviewed.require_changeable(version)
    unfinished = rules.uploading(version)
    if unfinished is not None:
        raise RefusedError(unfinished)
    reviewed.require_reviewable(version)


def add(store: Store, submission: Row, version: Row | None) -> Row:
    """Adds an item, of a kind that is not modelled without a version, which takes a while to be ready for review."""
    links = {
        name: version for name, rules in REVIEWED.items() if version is not None and version.kind.type == rules.kind
    }
    item = store.add(KIND, {"state": "READY_FOR_REVIEW"}, row_id=None, reviewSubmission=submission, **links)
    if version is not None:
        if VERSION in links:
            submission.to_one["appStoreVersionForReview"] = version
        store.timers.at(store.now + store.settings.settling, partial(_settle, store, item, version))
    store.changed("submission.item.added")
    return item


def _settle(store: Store, item: Row, version: Row) -> None:
    if item.id in store.rows[KIND] and item.parent(PARENT)["state"] == "READY_FOR_REVIEW":
        reviewed.move(store, version, "READY_FOR_REVIEW")


def _update(store: Store, call: ApiCall) -> Answer:
    item, wanted = store.find(KIND, call.id), call.wanted.attributes
    if wanted.get("resolved") or wanted.get("removed"):
        if item["state"] != "REJECTED":
            raise RefusedError(not_valid(item, "Only a rejected item can be resolved or removed"))
        item.attributes["state"] = "REMOVED" if wanted.get("removed") else "READY_FOR_REVIEW"
        store.changed("submission.item.state")
    return found(call.write.single(item))


def _delete(store: Store, call: ApiCall) -> Answer:
    remove(store, store.find(KIND, call.id))
    return done()


def remove(store: Store, item: Row) -> None:
    """Takes an item out of a draft; RefusedError (409) once it was sent."""
    submission, version = item.parent(PARENT), reviewed.named(item)
    if submission["state"] != "READY_FOR_REVIEW":
        raise RefusedError(wrong_state("Item was already submitted", code="ENTITY_STATE_INVALID"))
    store.remove(item)
    if version is not None:
        if item.to_one[VERSION] is not None:
            submission.to_one["appStoreVersionForReview"] = None
        if reviewed.state(version) == "READY_FOR_REVIEW":
            reviewed.move(store, version, "PREPARE_FOR_SUBMISSION")
    store.changed("submission.item.removed")


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/reviewSubmissions/{id}/items",
        _list,
        Query(KIND, include=tuple(REVIEWED), paged=True),
    ),
    Endpoint(
        "POST",
        "/v1/reviewSubmissionItems",
        _create,
        body=Body(
            KIND,
            links={PARENT: "reviewSubmissions"},
            optional={name: rules.kind for name, rules in REVIEWED.items()},
        ),
        roles=EDITORS,
    ),
    Endpoint(
        "PATCH",
        "/v1/reviewSubmissionItems/{id}",
        _update,
        body=Body(KIND, {"resolved": Field(bool), "removed": Field(bool)}, creates=False),
        roles=EDITORS,
    ),
    Endpoint("DELETE", "/v1/reviewSubmissionItems/{id}", _delete, roles=EDITORS),
)
