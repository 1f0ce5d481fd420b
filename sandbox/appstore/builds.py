"""Routes for builds: which exist, which a version has, and their export compliance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from sandbox.appstore import pre_release_versions, webhook_events
from sandbox.appstore.bodies import Body, Field, Reference
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, done, found, of_many, of_one
from sandbox.appstore.errors import Problem, RefusedError, bad_attribute, bad_relationship, not_found
from sandbox.appstore.query import Query
from sandbox.appstore.states import AUDIENCES, CHANGEABLE, PLATFORMS, PROCESSING_STATES, TRUTH
from sandbox.appstore.store import Row, Store, stamp

KIND = "builds"
INCLUDE = ("app", "appEncryptionDeclaration", "appStoreVersion", "preReleaseVersion")
# How long TestFlight, and with it a version, can use a build.
LIFE = timedelta(days=90).total_seconds()

_UPLOAD_STATES = {"PROCESSING": "PROCESSING", "VALID": "COMPLETE", "INVALID": "FAILED", "FAILED": "FAILED"}


def _list(store: Store, call: ApiCall) -> Answer:
    rows = [row for row in store.rows[KIND].values() if _passes(row, call)]
    for name in reversed(call.params.sort):
        rows.sort(key=partial(_sort_key, name.lstrip("-")), reverse=name.startswith("-"))
    return found(call.write.page(rows))


def _passes(row: Row, call: ApiCall) -> bool:
    params, group, version = call.params, row.parent("preReleaseVersion"), row.to_one["appStoreVersion"]
    answered = row["usesNonExemptEncryption"]
    return (
        params.matches("id", row.id)
        and params.matches("app", row.parent("app").id)
        and params.matches("version", row["version"])
        and params.matches("processingState", row["processingState"])
        and params.matches("buildAudienceType", row["buildAudienceType"])
        and params.matches("expired", str(row["expired"]).lower())
        and params.matches("usesNonExemptEncryption", str(answered).lower())
        and params.matches("preReleaseVersion", group.id)
        and params.matches("preReleaseVersion.version", group["version"])
        and params.matches("preReleaseVersion.platform", group["platform"])
        and params.matches("appStoreVersion", "" if version is None else version.id)
        and params.exists.get("usesNonExemptEncryption", answered is not None) is (answered is not None)
    )


def _sort_key(name: str, row: Row) -> str:
    return str(row.parent(name)["version"] if name == "preReleaseVersion" else row[name])


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _of_version(store: Store, call: ApiCall) -> Answer:
    build = store.find("appStoreVersions", call.id).to_one["build"]
    if build is None:
        raise RefusedError(not_found(KIND, "null"))
    return found(call.write.single(build))


def _attach(store: Store, call: ApiCall) -> Answer:
    version = store.find("appStoreVersions", call.id)
    attach(store, version, next((store.related(KIND, build_id, "build") for build_id in call.wanted.ids), None))
    return done()


def attach(store: Store, version: Row, build: Row | None) -> None:
    """Attaches a build to a version, or detaches its build; RefusedError (409) if it does not fit."""
    if problems := [*attach_problems(version, build)]:
        raise RefusedError(*problems)
    set_build(store, version, build)


def attach_problems(version: Row, build: Row | None) -> Iterator[Problem]:
    """Returns why a build cannot be attached to a version, nothing if it can."""
    if version["appVersionState"] not in CHANGEABLE or (build is not None and not _fits(version, build)):
        yield bad_relationship("build", "The specified pre-release build could not be added.")
    elif build is not None and build["processingState"] != "VALID":
        yield bad_relationship("build", "The build is not in a valid processing state for this operation")


def _fits(version: Row, build: Row) -> bool:
    group = build.parent("preReleaseVersion")
    return (
        build.parent("app") is version.parent("app")
        and (group["version"], group["platform"]) == (version["versionString"], version["platform"])
        and build["buildAudienceType"] == "APP_STORE_ELIGIBLE"
        and not build["expired"]
    )


def set_build(store: Store, version: Row, build: Row | None) -> None:
    """Sets or removes the build of a version, whether it fits or not."""
    before = version.to_one["build"]
    if before is not None:
        before.to_one["appStoreVersion"] = None
    version.to_one["build"] = build
    if build is not None:
        build.to_one["appStoreVersion"] = version
    store.changed("version.build")


def _update(store: Store, call: ApiCall) -> Answer:
    build, wanted = store.find(KIND, call.id), call.wanted.attributes
    given = {name: value for name, value in wanted.items() if value is not None}
    problems = []
    if "usesNonExemptEncryption" in given and build["usesNonExemptEncryption"] is not None:
        detail = "You cannot update when the value is already set."
        problems.append(bad_attribute("usesNonExemptEncryption", detail))
    if build["expired"] and given.get("expired") is False:
        problems.append(bad_attribute("expired", "An expired build cannot be made valid again."))
    declaration_id = call.wanted.links.get("appEncryptionDeclaration")
    declaration = None if declaration_id is None else _declaration(store, build, declaration_id)
    if problems:
        raise RefusedError(*problems)
    build.attributes |= given
    if declaration is not None:
        set_declaration(build, declaration)
    store.changed("build.updated")
    return found(call.write.single(build))


def _declare(store: Store, call: ApiCall) -> Answer:
    build = store.find(KIND, call.id)
    set_declaration(build, _declaration(store, build, call.wanted.ids[0]))
    store.changed("build.updated")
    return done()


def _declaration(store: Store, build: Row, row_id: str) -> Row:
    declaration = store.related("appEncryptionDeclarations", row_id, "appEncryptionDeclaration")
    if declaration.parent("app") is not build.parent("app"):
        raise RefusedError(bad_relationship("appEncryptionDeclaration", "The declaration belongs to another app"))
    return declaration


def set_declaration(build: Row, declaration: Row) -> None:
    """Sets the encryption declaration of a build."""
    before = build.to_one["appEncryptionDeclaration"]
    if before is not None:
        before.to_many["builds"].remove(build)
    build.to_one["appEncryptionDeclaration"] = declaration
    declaration.to_many["builds"].append(build)


def add(store: Store, app: Row, version: str, number: str, *, platform: str, state: str, uploaded: float) -> Row:
    """Adds an uploaded build; it expires 90 days after its upload."""
    expires = uploaded + LIFE
    attributes = {
        "version": number,
        "uploadedDate": stamp(uploaded),
        "expirationDate": stamp(expires),
        "expired": expires <= store.now,
        "minOsVersion": "17.0",
        "processingState": state,
        "buildAudienceType": "APP_STORE_ELIGIBLE",
    }
    group = pre_release_versions.of_number(store, app, version, platform)
    build = store.add(KIND, attributes, app=app, preReleaseVersion=group)
    if not build["expired"]:
        store.timers.at(expires, partial(expire, store, build))
    store.changed("build.added")
    return build


def expire(store: Store, build: Row) -> None:
    """Expires a build: it can no longer be tested or attached to a version."""
    build.attributes["expired"] = True
    store.changed("build.expired")


def set_state(store: Store, build: Row, state: str) -> None:
    """Sets the processing state of a build; ValueError if Apple has no such state."""
    if state not in PROCESSING_STATES:
        raise ValueError(f"{state} is no processing state of a build")
    before, build.attributes["processingState"] = build["processingState"], state
    values = {"oldState": _UPLOAD_STATES[before], "newState": _UPLOAD_STATES[state]}
    webhook_events.publish(store, build.parent("app"), webhook_events.BUILD_STATE, values, build.id)
    store.changed("build.state")


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/builds",
        _list,
        Query(
            KIND,
            filters={
                "app": None,
                "appStoreVersion": None,
                "buildAudienceType": AUDIENCES,
                "expired": TRUTH,
                "id": None,
                "preReleaseVersion": None,
                "preReleaseVersion.platform": PLATFORMS,
                "preReleaseVersion.version": None,
                "processingState": PROCESSING_STATES,
                "usesNonExemptEncryption": TRUTH,
                "version": None,
            },
            exists=frozenset({"usesNonExemptEncryption"}),
            sort=("version", "uploadedDate", "preReleaseVersion"),
            include=INCLUDE,
            paged=True,
        ),
    ),
    Endpoint("GET", "/v1/builds/{id}", _get, Query(KIND, include=INCLUDE)),
    Endpoint(
        "PATCH",
        "/v1/builds/{id}",
        _update,
        body=Body(
            KIND,
            {"expired": Field(bool), "usesNonExemptEncryption": Field(bool)},
            creates=False,
            optional={"appEncryptionDeclaration": "appEncryptionDeclarations"},
        ),
        roles=EDITORS,
    ),
    of_many("apps", KIND, Query(KIND, paged=True)),
    of_one(KIND, "app", Query("apps")),
    of_one(KIND, "preReleaseVersion", Query("preReleaseVersions")),
    of_one(KIND, "appStoreVersion", Query("appStoreVersions", include=("build",))),
    of_one(KIND, "appEncryptionDeclaration", Query("appEncryptionDeclarations")),
    Endpoint(
        "PATCH",
        "/v1/builds/{id}/relationships/appEncryptionDeclaration",
        _declare,
        body=Reference("appEncryptionDeclarations"),
        roles=EDITORS,
    ),
    Endpoint("GET", "/v1/appStoreVersions/{id}/build", _of_version, Query(KIND)),
    Endpoint(
        "PATCH",
        "/v1/appStoreVersions/{id}/relationships/build",
        _attach,
        body=Reference(KIND, nullable=True),
        roles=EDITORS,
    ),
)
