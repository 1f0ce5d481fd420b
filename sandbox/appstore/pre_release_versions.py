"""Routes for the version numbers under which builds were uploaded."""

from __future__ import annotations

from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint, found, of_many, of_one
from sandbox.appstore.query import Query
from sandbox.appstore.states import AUDIENCES, PLATFORMS, PROCESSING_STATES, TRUTH
from sandbox.appstore.store import Row, Store

KIND = "preReleaseVersions"
INCLUDE = ("app", "builds")


def _list(store: Store, call: ApiCall) -> Answer:
    params = call.params
    rows = [
        row
        for row in store.rows[KIND].values()
        if params.matches("app", row.parent("app").id)
        and params.matches("platform", row["platform"])
        and params.matches("version", row["version"])
        and _has_build(row, call)
    ]
    for name in reversed(params.sort):
        rows.sort(key=lambda row: str(row["version"]), reverse=name.startswith("-"))
    return found(call.write.page(rows))


def _has_build(row: Row, call: ApiCall) -> bool:
    params = call.params
    if not any(name.startswith("builds") for name in params.filters):
        return True
    return any(
        params.matches("builds", build.id)
        and params.matches("builds.version", build["version"])
        and params.matches("builds.processingState", build["processingState"])
        and params.matches("builds.buildAudienceType", build["buildAudienceType"])
        and params.matches("builds.expired", str(build["expired"]).lower())
        for build in row.to_many["builds"]
    )


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def of_number(store: Store, app: Row, version: str, platform: str) -> Row:
    """Returns the app's pre-release version with this number, a new one if no build had it yet."""
    rows = app.to_many[KIND]
    known = next((row for row in rows if (row["version"], row["platform"]) == (version, platform)), None)
    return known or store.add(KIND, {"version": version, "platform": platform}, app=app)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/preReleaseVersions",
        _list,
        Query(
            KIND,
            filters={
                "app": None,
                "builds": None,
                "builds.buildAudienceType": AUDIENCES,
                "builds.expired": TRUTH,
                "builds.processingState": PROCESSING_STATES,
                "builds.version": None,
                "platform": PLATFORMS,
                "version": None,
            },
            sort=("version",),
            include=INCLUDE,
            paged=True,
        ),
    ),
    Endpoint("GET", "/v1/preReleaseVersions/{id}", _get, Query(KIND, include=INCLUDE)),
    of_one(KIND, "app", Query("apps")),
    of_many(KIND, "builds", Query("builds", paged=True)),
    of_many("apps", KIND, Query(KIND, paged=True)),
)
