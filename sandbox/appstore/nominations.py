"""Routes for featuring nominations: what the account proposes that Apple feature in the App Store."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, wrong_state
from sandbox.appstore.nominations_checks import APPS, EVENTS, LINKS, STORES, check, check_events, links_of
from sandbox.appstore.query import PAGE_MOST, Query
from sandbox.appstore.store import Row, Store, stamp

KIND, INCLUDE = "nominations", (APPS, EVENTS, STORES)
DRAFT, SUBMITTED, ARCHIVED = STATES = ("DRAFT", "SUBMITTED", "ARCHIVED")
TYPES = frozenset({"APP_LAUNCH", "APP_ENHANCEMENTS", "NEW_CONTENT"})
ROLES = EDITORS | {"MARKETING"}
SORTS = ("lastModifiedDate", "publishStartDate", "publishEndDate", "name", "type")
LONGEST_NAME, LONGEST_DESCRIPTION = 60, 1000


def _list(store: Store, call: ApiCall) -> Answer:
    rows = [row for row in store.rows[KIND].values() if _matches(call, row)]
    for name in reversed(call.params.sort):
        rows.sort(key=partial(_sort_key, name.lstrip("-")), reverse=name.startswith("-"))
    return found(call.write.page(rows))


def _matches(call: ApiCall, row: Row) -> bool:
    wanted = call.params.filters.get(APPS)
    return (
        call.params.matches("state", row["state"])
        and call.params.matches("type", row["type"])
        and call.params.matches("hasInAppEvents", str(bool(row["hasInAppEvents"])).lower())
        and (wanted is None or any(app.id in wanted for app in row.to_many[APPS]))
    )


def _sort_key(name: str, row: Row) -> str:
    return str(row[name] or "")


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _create(store: Store, call: ApiCall) -> Answer:
    wanted = dict(call.wanted.attributes)
    check(wanted)
    links = links_of(store, call)
    check_events(links[APPS], links.get(EVENTS, ()))
    submitted = wanted.pop("submitted")
    row = add(store, links[APPS], wanted)
    row.to_many |= links
    if submitted:
        _submit(store, row)
    return created(call.write.single(row))


def add(store: Store, apps: list[Row], attributes: Mapping[str, Any]) -> Row:
    """Adds a draft about these apps."""
    now = stamp(store.now)
    row = store.add(KIND, {**attributes, "state": DRAFT, "createdDate": now, "lastModifiedDate": now})
    row.to_many[APPS] = apps
    store.changed("nomination.added")
    return row


def _update(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    # Null leaves what a nomination must have, and empties the rest.
    wanted = {name: value for name, value in call.wanted.attributes.items() if value is not None or name in _OPTIONAL}
    submitted, archived = wanted.pop("submitted", None), wanted.pop("archived", None)
    edited = bool(wanted or call.wanted.lists)
    check({name: row[name] for name in ("publishStartDate", "publishEndDate")} | wanted)
    links = links_of(store, call)
    check_events(links.get(APPS, row.to_many[APPS]), links.get(EVENTS, row.to_many[EVENTS]))
    if edited and row["state"] == ARCHIVED:
        raise RefusedError(wrong_state("An archived nomination cannot be edited"))
    row.attributes |= wanted
    row.to_many |= links
    _move(store, row, submitted=submitted, archived=archived)
    row.attributes["lastModifiedDate"] = stamp(store.now)
    store.changed("nomination.changed")
    return found(call.write.single(row))


def _move(store: Store, row: Row, *, submitted: bool | None, archived: bool | None) -> None:
    if submitted is True:
        _submit(store, row)
    elif submitted is False and row["state"] != DRAFT:
        raise RefusedError(wrong_state("A nomination that was submitted cannot be taken back"))
    if archived is not None and archived != (row["state"] == ARCHIVED):
        archive(row)


def _submit(store: Store, row: Row) -> None:
    if row["state"] != DRAFT:
        raise RefusedError(wrong_state("Only a draft can be submitted"))
    row.attributes |= {"state": SUBMITTED, "submittedDate": stamp(store.now)}
    store.changed("nomination.submitted")


def archive(row: Row) -> None:
    """Archives a nomination; RefusedError if it is archived."""
    if row["state"] == ARCHIVED:
        raise RefusedError(wrong_state("An archived nomination cannot be restored"))
    row.attributes["state"] = ARCHIVED


def _delete(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    if row["state"] != DRAFT:
        raise RefusedError(wrong_state("Only a draft can be deleted"))
    store.remove(row)
    store.changed("nomination.removed")
    return done()


_OPTIONAL = {
    "publishEndDate": Field(),
    "deviceFamilies": Field(list),
    "locales": Field(list),
    "supplementalMaterialsUris": Field(list),
    "hasInAppEvents": Field(bool),
    "launchInSelectMarketsFirst": Field(bool),
    "notes": Field(),
    "preOrderEnabled": Field(bool),
}
_MANY = {name: LINKS[name] for name in (EVENTS, STORES)}
_LIMITS = {STORES: PAGE_MOST}

ENDPOINTS = (
    Endpoint(
        "GET",
        f"/v1/{KIND}",
        _list,
        Query(
            KIND,
            filters={"state": frozenset(STATES), "type": TYPES, "hasInAppEvents": None, APPS: None},
            required=frozenset({"state"}),
            sort=SORTS,
            include=INCLUDE,
            paged=True,
            most=_LIMITS,
        ),
        roles=ROLES,
    ),
    Endpoint("GET", f"/v1/{KIND}/{{id}}", _get, Query(KIND, include=INCLUDE, most=_LIMITS), roles=ROLES),
    Endpoint(
        "POST",
        f"/v1/{KIND}",
        _create,
        body=Body(
            KIND,
            {
                "name": Field(required=True, longest=LONGEST_NAME),
                "type": Field(required=True, choices=TYPES),
                "description": Field(required=True, longest=LONGEST_DESCRIPTION),
                "submitted": Field(bool, required=True),
                "publishStartDate": Field(required=True),
                **_OPTIONAL,
            },
            {APPS: "apps"},
            optional=_MANY,
            many=frozenset({APPS, *_MANY}),
        ),
        roles=ROLES,
    ),
    Endpoint(
        "PATCH",
        f"/v1/{KIND}/{{id}}",
        _update,
        body=Body(
            KIND,
            {
                "name": Field(longest=LONGEST_NAME),
                "type": Field(choices=TYPES),
                "description": Field(longest=LONGEST_DESCRIPTION),
                "submitted": Field(bool),
                "archived": Field(bool),
                "publishStartDate": Field(),
                **_OPTIONAL,
            },
            creates=False,
            optional={APPS: "apps", **_MANY},
            many=frozenset({APPS, *_MANY}),
        ),
        roles=ROLES,
    ),
    Endpoint("DELETE", f"/v1/{KIND}/{{id}}", _delete, roles=ROLES),
)
