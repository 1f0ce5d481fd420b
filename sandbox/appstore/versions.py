"""Routes for the versions of an app."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.appstore import builds, copies, version_rules
from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, found
from sandbox.appstore.errors import RefusedError, bad_relationship
from sandbox.appstore.lifecycle import newest_first, release_when_due, set_state
from sandbox.appstore.query import Query
from sandbox.appstore.states import PLATFORMS, RELEASED, STORE_STATES, VERSION_STATES
from sandbox.appstore.store import Row, Store, stamp

INCLUDE = ("app", "appStoreVersionLocalizations", "appStoreVersionPhasedRelease", "appStoreReviewDetail", "build")

_CHANGEABLE = {
    "copyright": Field(),
    "reviewType": Field(nullable=False, choices=frozenset({"APP_STORE", "NOTARIZATION"})),
    "releaseType": Field(nullable=False, choices=frozenset({"MANUAL", "AFTER_APPROVAL", "SCHEDULED"})),
    "earliestReleaseDate": Field(),
    "usesIdfa": Field(bool),
}


def _list(store: Store, call: ApiCall) -> Answer:
    names = ("platform", "versionString", "appStoreState", "appVersionState")
    rows = [
        row
        for row in newest_first(store.find("apps", call.id))
        if call.params.matches("id", row.id) and all(call.params.matches(name, row[name]) for name in names)
    ]
    return found(call.write.page(rows))


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find("appStoreVersions", call.id)))


def _create(store: Store, call: ApiCall) -> Answer:
    app = store.related("apps", call.wanted.links["app"], "app")
    name, platform = call.wanted.attributes["versionString"], call.wanted.attributes["platform"]
    problems = []
    if any(row["appVersionState"] not in RELEASED for row in newest_first(app, platform)):
        detail = "You cannot create a new version of the App in the current state."
        problems.append(bad_relationship("app", detail))
    problems += version_rules.number_problems(app, name, platform)
    problems += version_rules.release_problems(call.wanted.attributes)
    if problems:
        raise RefusedError(*problems)
    version = add(store, app, name, platform=platform, state="PREPARE_FOR_SUBMISSION", locales=None)
    version.attributes |= call.wanted.attributes
    try:
        _attach(store, version, call)
    except RefusedError:
        store.remove(version)
        raise
    return created(call.write.single(version))


def _update(store: Store, call: ApiCall) -> Answer:
    version, wanted = store.find("appStoreVersions", call.id), call.wanted.attributes
    if problems := version_rules.change_problems(version, wanted):
        raise RefusedError(*problems)
    _attach(store, version, call)
    version.attributes |= wanted
    store.changed("version.updated")
    if version_rules.RELEASE & wanted.keys():
        release_when_due(store, version)
    return found(call.write.single(version))


def _attach(store: Store, version: Row, call: ApiCall) -> None:
    if build_id := call.wanted.links.get("build"):
        builds.attach(store, version, store.related("builds", build_id, "build"))


def add(store: Store, app: Row, name: str, *, platform: str, state: str, locales: Iterable[str] | None) -> Row:
    """Adds a version. Without `locales` it is a copy of the previous one, as at Apple; with them it is empty."""
    before = next(iter(newest_first(app, platform)), None)
    attributes = {
        "platform": platform,
        "versionString": name,
        "reviewType": "APP_STORE",
        "releaseType": "AFTER_APPROVAL",
        "downloadable": True,
        "createdDate": stamp(store.now),
        "copyright": None if before is None else before["copyright"],
    }
    version = store.add("appStoreVersions", attributes, app=app)
    if locales is None and before is not None:
        copies.copy_page(store, before, version)
    else:
        for locale in locales or (app["primaryLocale"],):
            store.add("appStoreVersionLocalizations", {"locale": locale}, appStoreVersion=version)
    set_state(store, version, state)
    return version


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/apps/{id}/appStoreVersions",
        _list,
        Query(
            "appStoreVersions",
            filters={
                "platform": PLATFORMS,
                "versionString": None,
                "appStoreState": STORE_STATES,
                "appVersionState": VERSION_STATES,
                "id": None,
            },
            include=INCLUDE,
            paged=True,
        ),
    ),
    Endpoint("GET", "/v1/appStoreVersions/{id}", _get, Query("appStoreVersions", include=INCLUDE)),
    Endpoint(
        "POST",
        "/v1/appStoreVersions",
        _create,
        body=Body(
            "appStoreVersions",
            {
                "platform": Field(required=True, choices=PLATFORMS),
                "versionString": Field(required=True),
                **_CHANGEABLE,
            },
            {"app": "apps"},
            optional={"build": "builds"},
        ),
        roles=EDITORS,
    ),
    Endpoint(
        "PATCH",
        "/v1/appStoreVersions/{id}",
        _update,
        body=Body(
            "appStoreVersions",
            {"versionString": Field(), "downloadable": Field(bool), **_CHANGEABLE},
            creates=False,
            optional={"build": "builds"},
        ),
        roles=EDITORS,
    ),
)
