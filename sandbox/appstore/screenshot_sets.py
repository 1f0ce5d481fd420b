"""Routes for screenshot sets and their order."""

from __future__ import annotations

from functools import partial

from sandbox.appstore import custom_page_states, experiments_states
from sandbox.appstore.bodies import Body, Field, Linkage
from sandbox.appstore.display_types import SIZES
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, bad_relationship, required_relationship, wrong_state
from sandbox.appstore.query import Query
from sandbox.appstore.states import EDITABLE
from sandbox.appstore.store import Row, Store

KIND = "appScreenshotSets"
# What can have sets: localizations of a version, of a version of a custom page, and of a treatment of an experiment.
PARENTS = {
    "appStoreVersionLocalization": "appStoreVersionLocalizations",
    "appCustomProductPageLocalization": "appCustomProductPageLocalizations",
    "appStoreVersionExperimentTreatmentLocalization": experiments_states.LOCALIZATIONS,
}
INCLUDE = (*PARENTS, "appScreenshots")


def localization(shots: Row) -> Row:
    """Returns what a set belongs to."""
    return next(row for name in PARENTS if (row := shots.to_one[name]) is not None)


def require_editable(shots: Row) -> None:
    """Refuses (409) changes to a set whose version is not editable."""
    _require_editable(localization(shots), "Updating a screenshot set")


def _require_editable(locale: Row, action: str) -> None:
    if locale.kind.type == "appCustomProductPageLocalizations":
        custom_page_states.require_editable(locale.parent("appCustomProductPageVersion"), action)
    elif locale.kind.type == experiments_states.LOCALIZATIONS:
        treatment = locale.parent("appStoreVersionExperimentTreatment")
        experiments_states.require_editable(treatment.parent("appStoreVersionExperimentV2"))
    elif locale.parent("appStoreVersion")["appVersionState"] not in EDITABLE:
        raise RefusedError(wrong_state("Screenshots cannot be edited at this time"))


def _list(store: Store, call: ApiCall, kind: str) -> Answer:
    rows, name = store.find(kind, call.id).to_many[KIND], "screenshotDisplayType"
    if not store.settings.ignores_display_type_filter:
        rows = [row for row in rows if call.params.matches(name, row[name])]
    document = call.write.page(rows)
    if store.settings.omits_set_relationships:
        for resource in document["data"]:
            resource.pop("relationships", None)
    return found(document)


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _create(store: Store, call: ApiCall) -> Answer:
    if len(call.wanted.links) != 1:
        raise RefusedError(required_relationship("appStoreVersionLocalization"))
    ((name, parent_id),) = call.wanted.links.items()
    locale = store.related(PARENTS[name], parent_id, name)
    display_type = call.wanted.attributes["screenshotDisplayType"]
    _require_editable(locale, "Creating a screenshot set")
    exists = any(row["screenshotDisplayType"] == display_type for row in locale.to_many[KIND])
    if exists or store.now < store.lingering.get((locale.id, display_type), 0.0):
        raise RefusedError(wrong_state("Screenshot Set Already Exists!"))
    row = add(store, locale, display_type)
    return created(call.write.single(row))


def add(store: Store, locale: Row, display_type: str) -> Row:
    """Adds an empty set."""
    name = next(name for name, kind in PARENTS.items() if kind == locale.kind.type)
    row = store.add(KIND, {"screenshotDisplayType": display_type}, row_id=None, **{name: locale})
    store.changed("set.added")
    return row


def _delete(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    require_editable(row)
    remove(store, row)
    return done()


def remove(store: Store, row: Row) -> None:
    """Deletes a set; for a while, Apple refuses another one in its place."""
    key = localization(row).id, row["screenshotDisplayType"]
    store.lingering[key] = store.now + store.settings.set_deletion_lag
    store.remove(row)
    store.changed("set.removed")


def _shots(store: Store, call: ApiCall) -> Answer:
    return found(call.write.page(store.find(KIND, call.id).to_many["appScreenshots"]))


def _order(store: Store, call: ApiCall) -> Answer:
    return found(call.write.identifiers(store.find(KIND, call.id).to_many["appScreenshots"]))


def _reorder(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    require_editable(row)
    shots = {screenshot.id: screenshot for screenshot in row.to_many["appScreenshots"]}
    if sorted(call.wanted.ids) != sorted(shots):
        raise RefusedError(bad_relationship("appScreenshots", "The list must name every screenshot of the set once"))
    row.to_many["appScreenshots"][:] = [shots[shot_id] for shot_id in call.wanted.ids]
    store.changed("set.ordered")
    return done()


ENDPOINTS = (
    *(
        Endpoint(
            "GET",
            f"/v1/{kind}/{{id}}/appScreenshotSets",
            partial(_list, kind=kind),
            Query(KIND, filters={"screenshotDisplayType": frozenset(SIZES)}, include=INCLUDE, paged=True),
        )
        for kind in PARENTS.values()
    ),
    Endpoint("GET", "/v1/appScreenshotSets/{id}", _get, Query(KIND, include=INCLUDE)),
    Endpoint(
        "POST",
        "/v1/appScreenshotSets",
        _create,
        body=Body(
            KIND,
            {"screenshotDisplayType": Field(required=True, choices=frozenset(SIZES))},
            optional=PARENTS,
        ),
        roles=EDITORS,
    ),
    Endpoint("DELETE", "/v1/appScreenshotSets/{id}", _delete, roles=EDITORS),
    Endpoint(
        "GET",
        "/v1/appScreenshotSets/{id}/appScreenshots",
        _shots,
        Query("appScreenshots", include=("appScreenshotSet",), paged=True),
    ),
    Endpoint(
        "GET",
        "/v1/appScreenshotSets/{id}/relationships/appScreenshots",
        _order,
        Query("appScreenshots", paged=True, bare=True),
    ),
    Endpoint(
        "PATCH",
        "/v1/appScreenshotSets/{id}/relationships/appScreenshots",
        _reorder,
        body=Linkage("appScreenshots"),
        roles=EDITORS,
    ),
)
