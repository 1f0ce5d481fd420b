"""Routes for the phased release of a version."""

from __future__ import annotations

from sandbox.appstore import phased
from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, bad_attribute, bad_relationship, wrong_state
from sandbox.appstore.query import Query
from sandbox.appstore.states import RELEASED
from sandbox.appstore.store import Row, Store
from sandbox.appstore.version_rules import is_first

KIND = "appStoreVersionPhasedReleases"
VERSION = "appStoreVersion"
STATE = "phasedReleaseState"
# Platforms whose devices update apps by themselves.
PLATFORMS = frozenset({"IOS", "MAC_OS"})
# What each state can be changed to; the release starts by itself.
ALLOWED = {"INACTIVE": "", "ACTIVE": ("PAUSED", "COMPLETE"), "PAUSED": ("ACTIVE", "COMPLETE"), "COMPLETE": ""}

_FIELDS = {STATE: Field(nullable=True, choices=frozenset(ALLOWED))}


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find("appStoreVersions", call.id).to_one[phased.LINK]))


def _create(store: Store, call: ApiCall) -> Answer:
    version = store.related("appStoreVersions", call.wanted.links[VERSION], VERSION)
    if version.to_one[phased.LINK] is not None:
        raise RefusedError(bad_relationship(VERSION, "The version already has a phased release", code="INVALID"))
    if version["platform"] not in PLATFORMS or is_first(version):
        detail = "A phased release is only available for updates of iOS and macOS apps"
        raise RefusedError(bad_relationship(VERSION, detail))
    if version["appVersionState"] in RELEASED:
        raise RefusedError(wrong_state("The version has already been released", code="ENTITY_STATE_INVALID"))
    state = call.wanted.attributes.get(STATE) or "INACTIVE"
    if state != "INACTIVE":
        raise RefusedError(bad_attribute(STATE, f"The phased release cannot be {state} before the version is released"))
    return created(call.write.single(add(store, version, state)))


def add(store: Store, version: Row, state: str, day: int | None = None) -> Row:
    """Adds a phased release to a version."""
    row = store.add(KIND, {STATE: state, "currentDayNumber": day, "totalPauseDuration": 0})
    version.to_one[phased.LINK] = row
    phased.move(store, row, state)
    return row


def _update(store: Store, call: ApiCall) -> Answer:
    row, state = store.find(KIND, call.id), call.wanted.attributes.get(STATE)
    if state is not None:
        if state == row[STATE]:
            raise RefusedError(bad_attribute(STATE, "The phased release already has this value"))
        if state not in ALLOWED[row[STATE]]:
            raise RefusedError(bad_attribute(STATE, f"The phased release cannot change from {row[STATE]} to {state}"))
        phased.move(store, row, state)
    return found(call.write.single(row))


def _delete(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    if row[STATE] != "INACTIVE":
        raise RefusedError(wrong_state("The phased release has already started", code="ENTITY_STATE_INVALID"))
    for version in store.rows["appStoreVersions"].values():
        if version.to_one[phased.LINK] is row:
            version.to_one[phased.LINK] = None
    store.remove(row)
    store.changed("version.phased")
    return done()


ENDPOINTS = (
    Endpoint("GET", "/v1/appStoreVersions/{id}/appStoreVersionPhasedRelease", _get, Query(KIND)),
    Endpoint(
        "POST",
        f"/v1/{KIND}",
        _create,
        body=Body(KIND, _FIELDS, {VERSION: "appStoreVersions"}),
        roles=EDITORS,
    ),
    Endpoint("PATCH", f"/v1/{KIND}/{{id}}", _update, body=Body(KIND, _FIELDS, creates=False), roles=EDITORS),
    Endpoint("DELETE", f"/v1/{KIND}/{{id}}", _delete, roles=EDITORS),
)
