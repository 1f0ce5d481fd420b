"""Routes for the items of a review submission."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sandbox.appstore import lifecycle, product_review
from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, bad_relationship, wrong_state
from sandbox.appstore.product_families import REVIEWED as PRODUCTS
from sandbox.appstore.product_families import set_state
from sandbox.appstore.query import Query
from sandbox.appstore.review_states import not_valid, taken
from sandbox.appstore.review_submissions import holder, require_reviewable, require_submittable
from sandbox.appstore.store import Row, Store
from sandbox.appstore.submission_checks import uploads_in_progress

KIND = "reviewSubmissionItems"
PARENT = "reviewSubmission"
# What can be reviewed, of which an item names exactly one.
REVIEWED: Mapping[str, str] = {
    "appStoreVersion": "appStoreVersions",
    **{name: family.version for name, family in PRODUCTS.items()},
}


def _list(store: Store, call: ApiCall) -> Answer:
    return found(call.write.page(store.find("reviewSubmissions", call.id).to_many["items"]))


def _create(store: Store, call: ApiCall) -> Answer:
    submission = store.related("reviewSubmissions", call.wanted.links[PARENT], PARENT)
    named = call.wanted.links.keys() & REVIEWED.keys()
    if len(named) != 1:
        detail = "You must provide exactly one item to be reviewed with this request"
        raise RefusedError(bad_relationship(min(named, default="appStoreVersion"), detail))
    (name,) = named
    if name in PRODUCTS:
        version = store.related(PRODUCTS[name].version, call.wanted.links[name], name)
        product_review.require_fit(submission, version, name)
        return created(call.write.single(_add_product(store, submission, version, name)))
    version = store.related("appStoreVersions", call.wanted.links["appStoreVersion"], "appStoreVersion")
    _require_fit(submission, version)
    return created(call.write.single(add(store, submission, version)))


def _require_fit(submission: Row, version: Row) -> None:
    same_app = submission.parent("app") is version.parent("app")
    if not same_app or submission["platform"] != version["platform"]:
        detail = "The app and platform of the item are not those of the reviewSubmission"
        raise RefusedError(bad_relationship("appStoreVersion", detail))
    if submission["state"] != "READY_FOR_REVIEW":
        raise RefusedError(not_valid(submission, "Items cannot be added to the reviewSubmission in its current state"))
    other = holder(version)
    if other is not None:
        raise RefusedError(taken(version, other))
    require_submittable(version)
    if uploads_in_progress(version):
        raise RefusedError(wrong_state("Screenshots are still being uploaded", code="SCREENSHOT_UPLOADS_IN_PROGRESS"))
    require_reviewable(version)


def _add_product(store: Store, submission: Row, version: Row, name: str) -> Row:
    links = {PARENT: submission, name: version}
    item = store.add(KIND, {"state": "READY_FOR_REVIEW"}, row_id=None, **links)
    set_state(store, version, "READY_FOR_REVIEW")
    store.changed("submission.item.added")
    return item


def add(store: Store, submission: Row, version: Row | None) -> Row:
    """Adds an item, without a version as another kind of item; a version takes a while to be ready for review."""
    item = store.add(KIND, {"state": "READY_FOR_REVIEW"}, reviewSubmission=submission, appStoreVersion=version)
    if version is not None:
        submission.to_one["appStoreVersionForReview"] = version
        store.timers.at(store.now + store.settings.settling, partial(_settle, store, item, version))
    store.changed("submission.item.added")
    return item


def _settle(store: Store, item: Row, version: Row) -> None:
    if item.id in store.rows[KIND] and item.parent(PARENT)["state"] == "READY_FOR_REVIEW":
        lifecycle.set_state(store, version, "READY_FOR_REVIEW")


def _update(store: Store, call: ApiCall) -> Answer:
    item, wanted = store.find(KIND, call.id), call.wanted.attributes
    if wanted.get("resolved") or wanted.get("removed"):
        if item["state"] != "REJECTED":
            raise RefusedError(not_valid(item, "Only a rejected item can be resolved or removed"))
        item.attributes["state"] = "REMOVED" if wanted.get("removed") else "READY_FOR_REVIEW"
        store.changed("submission.item.state")
    return found(call.write.single(item))


def _delete(store: Store, call: ApiCall) -> Answer:
    item = store.find(KIND, call.id)
    submission, version = item.parent(PARENT), item.to_one["appStoreVersion"]
    if submission["state"] != "READY_FOR_REVIEW":
        raise RefusedError(wrong_state("Item was already submitted", code="ENTITY_STATE_INVALID"))
    store.remove(item)
    product = product_review.version_in(item)
    if product is not None:
        set_state(store, product, "PREPARE_FOR_SUBMISSION")
    if version is not None:
        submission.to_one["appStoreVersionForReview"] = None
        if version["appVersionState"] == "READY_FOR_REVIEW":
            lifecycle.set_state(store, version, "PREPARE_FOR_SUBMISSION")
    store.changed("submission.item.removed")
    return done()


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
        body=Body(KIND, links={PARENT: "reviewSubmissions"}, optional=REVIEWED),
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
