"""Routes for what Apple's reviewer needs to know about a version: the contact, a demo account, notes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, found, of_one
from sandbox.appstore.errors import RefusedError, bad_attribute, bad_relationship, required_attribute, wrong_state
from sandbox.appstore.query import Query
from sandbox.appstore.states import CHANGEABLE
from sandbox.appstore.store import Row, Store

KIND = "appStoreReviewDetails"
PARENT = "appStoreVersion"
# Without these, there is no review detail; Apple names one of them per attempt.
REQUIRED = ("contactFirstName", "contactPhone")
CONTACT = ("contactFirstName", "contactLastName", "contactPhone", "contactEmail")
LONGEST_NOTES = 4000
# Enough for any country's numbers; Apple knows each country's rules.
_PHONE = re.compile(r"\+?\d[\d .()/-]{5,24}")

_FIELDS = {
    **{name: Field() for name in CONTACT},
    "demoAccountName": Field(),
    "demoAccountPassword": Field(),
    "demoAccountRequired": Field(bool),
    "notes": Field(label="Notes", longest=LONGEST_NOTES),
}


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _create(store: Store, call: ApiCall) -> Answer:
    version = store.related("appStoreVersions", call.wanted.links[PARENT], PARENT)
    if version.to_one["appStoreReviewDetail"] is not None:
        raise RefusedError(bad_relationship(PARENT, "The version already has a review detail"))
    _require_complete(version, call.wanted.attributes)
    return created(call.write.single(set_detail(store, version, call.wanted.attributes)))


def _update(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    _require_complete(row.parent(PARENT), {**row.attributes, **call.wanted.attributes})
    row.attributes |= call.wanted.attributes
    store.changed("review.detail")
    return found(call.write.single(row))


def _require_complete(version: Row, detail: Mapping[str, Any]) -> None:
    if version["appVersionState"] not in CHANGEABLE:
        raise RefusedError(wrong_state("The review detail cannot be edited at this time"))
    for name in REQUIRED:
        if not detail.get(name):
            raise RefusedError(required_attribute(name))
    if not _PHONE.fullmatch(detail["contactPhone"]):
        raise RefusedError(bad_attribute("contactPhone", "The phone number is not valid."))


def set_detail(store: Store, version: Row, attributes: Mapping[str, Any]) -> Row:
    """Sets the review detail of a version, complete or not."""
    row = version.to_one["appStoreReviewDetail"]
    if row is None:
        row = store.add(KIND, {"demoAccountRequired": False}, appStoreVersion=version)
        version.to_one["appStoreReviewDetail"] = row
    row.attributes |= attributes
    store.changed("review.detail")
    return row


ENDPOINTS = (
    of_one("appStoreVersions", "appStoreReviewDetail", Query(KIND, include=(PARENT,))),
    Endpoint("GET", "/v1/appStoreReviewDetails/{id}", _get, Query(KIND, include=(PARENT,))),
    Endpoint(
        "POST",
        "/v1/appStoreReviewDetails",
        _create,
        body=Body(KIND, _FIELDS, {PARENT: "appStoreVersions"}),
        roles=EDITORS,
    ),
    Endpoint(
        "PATCH",
        "/v1/appStoreReviewDetails/{id}",
        _update,
        body=Body(KIND, _FIELDS, creates=False),
        roles=EDITORS,
    ),
)
