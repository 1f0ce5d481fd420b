"""Routes for placements: a file on a localization, in a group of displays."""

from __future__ import annotations

from functools import partial

from sandbox.appstore.bodies import Body, Field, Wanted
from sandbox.appstore.endpoints import Answer, ApiCall, created, done, found
from sandbox.appstore.errors import (
    RefusedError,
    bad_attribute,
    bad_relationship,
    not_found,
    required_relationship,
    wrong_state,
)
from sandbox.appstore.library import parents
from sandbox.appstore.library.asset_types import IMAGES, PARENTS, PLACEMENTS, VIDEOS
from sandbox.appstore.library.libraries import dates
from sandbox.appstore.library.mirror import forget
from sandbox.appstore.library.placed import asset_of
from sandbox.appstore.library.routing import route
from sandbox.appstore.library.specs import FEATURES, IMAGE, PLACEMENT_TYPES, VIDEO
from sandbox.appstore.library.states import ARCHIVED, FAILED, UNPROCESSED, fits, follow
from sandbox.appstore.query import Query
from sandbox.appstore.store import Row, Store

ASSETS = {"image": IMAGES, "video": VIDEOS}
INCLUDE = (*ASSETS, *PARENTS)
TYPES = frozenset(
    {*PLACEMENT_TYPES, "RETENTION_MESSAGE_ASSET", "SEARCH_RESULTS_ADS_ASSET", "TODAY_TAB_ADS_ASSET"},
)
POSITION = "placementGroupPosition"


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(PLACEMENTS, call.id)))


def _of_parent(store: Store, call: ApiCall, kind: str) -> Answer:
    """Lists what is placed on a localization, by its position only if that is asked for."""
    ordered = store.find(kind, call.id).to_many["placements"]
    sort = next(iter(call.params.sort), None)
    if sort is None:
        age = {row_id: number for number, row_id in enumerate(store.rows[PLACEMENTS])}
        ordered = sorted(ordered, key=lambda row: age[row.id])
    return _page(call, ordered[::-1] if sort == f"-{POSITION}" else ordered)


def _of_asset(store: Store, call: ApiCall, kind: str) -> Answer:
    return _page(call, store.find(kind, call.id).to_many["placements"])


def _page(call: ApiCall, placements: list[Row]) -> Answer:
    names = ("placementType", "placementGroup")
    rows = [row for row in placements if all(call.params.matches(name, row[name]) for name in names)]
    return found(call.write.page(rows))


def _ids(store: Store, call: ApiCall, kind: str) -> Answer:
    return found(call.write.identifiers(store.find(kind, call.id).to_many["placements"]))


def _create(store: Store, call: ApiCall) -> Answer:
    wanted = call.wanted
    locale, asset = parents.named(store, wanted), _asset(store, wanted)
    if asset.parent("assetLibrary") is not parents.app(locale).parent("assetLibrary"):
        raise RefusedError(not_found(asset.kind.type, asset.id))
    parents.require_editable(locale, "Creating a placement")
    if asset["state"] in {FAILED, ARCHIVED, "REJECTED"}:
        raise RefusedError(wrong_state("The asset cannot be placed in its current state.", code="INVALID_ASSET_STATE"))
    type_, group = wanted.attributes["placementType"], wanted.attributes["placementGroup"]
    _require_fitting(locale, asset, type_, group)
    members = in_group(locale, type_, group)
    if any(asset_of(member) is asset for member in members):
        raise RefusedError(bad_relationship(_name(asset), "The asset is already placed in this group"))
    if len(members) >= (most := PLACEMENT_TYPES[type_].most):
        raise RefusedError(bad_relationship(_name(asset), f"The group can have at most {most} placements"))
    row = add(store, locale, asset, type_, group)
    follow(store)
    return created(call.write.single(row))


def _asset(store: Store, wanted: Wanted) -> Row:
    """Returns the one file that a body names."""
    given = wanted.links.keys() & ASSETS.keys()
    if not given:
        raise RefusedError(required_relationship("image"))
    if len(given) > 1:
        raise RefusedError(bad_relationship("video", "Only one of 'image' and 'video' can be given"))
    name = given.pop()
    return store.related(ASSETS[name], wanted.links[name], name)


def _name(asset: Row) -> str:
    return "image" if asset.kind.type == IMAGES else "video"


def _require_fitting(locale: Row, asset: Row, type_: str, group: str) -> None:
    """Refuses (409) what the reference data does not allow on this kind of parent, or of this kind of file."""
    detail = "The requested 'placementType' and 'placementGroup' combination is not supported for this parent."
    known = PLACEMENT_TYPES[type_] if type_ in FEATURES[parents.feature(locale)] else None
    if known is None or group not in known.specs:
        raise RefusedError(bad_attribute("placementType", detail))
    media = IMAGE if asset.kind.type == IMAGES else VIDEO
    if asset["category"] != known.category or media not in {spec.media for spec in known.specs[group]}:
        raise RefusedError(bad_attribute("placementType", "The asset cannot be used for this 'placementType'."))
    if asset["state"] not in UNPROCESSED and not fits(asset, type_, group):
        raise RefusedError(bad_attribute("placementType", "The asset's spec is none of the 'placementGroup'."))


def in_group(locale: Row, type_: str, group: str) -> list[Row]:
    """Returns what is placed in a group of a localization, in order."""
    return [
        row for row in locale.to_many["placements"] if (row["placementType"], row["placementGroup"]) == (type_, group)
    ]


def add(store: Store, locale: Row, asset: Row, type_: str, group: str) -> Row:
    """Places a file at the end of a group."""
    name = _name(asset)
    attributes = {"mediaType": name.upper(), "placementType": type_, "placementGroup": group, **dates(store)}
    row = store.add(PLACEMENTS, attributes, row_id=None, **{name: asset}, **parents.link(locale))
    store.changed("library.placed")
    return row


def _delete(store: Store, call: ApiCall) -> Answer:
    row = store.find(PLACEMENTS, call.id)
    parents.require_editable(parents.of(row), "Deleting a placement")
    remove(store, row)
    return done()


def remove(store: Store, row: Row) -> None:
    """Takes a file from where it is placed, and from the set that it stands in, if any; it stays in the library."""
    forget(store, row)
    store.remove(row)
    store.changed("library.unplaced")


_LISTED = {"placementType": TYPES, "placementGroup": None}
_OF_PARENT = Query(PLACEMENTS, filters=_LISTED, sort=(POSITION,), include=INCLUDE, paged=True)
_OF_ASSET = Query(PLACEMENTS, filters=_LISTED, include=INCLUDE, paged=True)
_NEW = Body(
    PLACEMENTS,
    {"placementType": Field(required=True, choices=TYPES), "placementGroup": Field(required=True)},
    optional={**ASSETS, **PARENTS},
)
ENDPOINTS = (
    *(
        route("GET", f"/v1/{kind}/{{id}}/placements", partial(_of_parent, kind=kind), _OF_PARENT)
        for kind in PARENTS.values()
    ),
    *(
        route("GET", f"/v1/{kind}/{{id}}/placements", partial(_of_asset, kind=kind), _OF_ASSET)
        for kind in ASSETS.values()
    ),
    *(
        route(
            "GET",
            f"/v1/{kind}/{{id}}/relationships/placements",
            partial(_ids, kind=kind),
            Query(PLACEMENTS, paged=True, bare=True),
        )
        for kind in ASSETS.values()
    ),
    route("POST", f"/v1/{PLACEMENTS}", _create, body=_NEW),
    route("GET", f"/v1/{PLACEMENTS}/{{id}}", _get, Query(PLACEMENTS, include=INCLUDE)),
    route("DELETE", f"/v1/{PLACEMENTS}/{{id}}", _delete),
)
