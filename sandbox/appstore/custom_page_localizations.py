"""Routes for the localizations of a version of a custom product page."""

from __future__ import annotations

from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.custom_page_states import VERSIONS, require_editable
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, bad_attribute
from sandbox.appstore.locales import LOCALES
from sandbox.appstore.query import Query
from sandbox.appstore.store import Store

KIND = "appCustomProductPageLocalizations"
PARENT = "appCustomProductPageVersion"
INCLUDE = (PARENT, "appScreenshotSets", "appPreviewSets", "searchKeywords")
_TEXT = {"promotionalText": Field(label="Promotional Text", longest=170)}
FIELDS = {"locale": Field(required=True, fixed=True, choices=LOCALES), **_TEXT}


def _list(store: Store, call: ApiCall) -> Answer:
    rows = store.find(VERSIONS, call.id).to_many[KIND]
    return found(call.write.page([row for row in rows if call.params.matches("locale", row["locale"])]))


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _create(store: Store, call: ApiCall) -> Answer:
    version = store.related(VERSIONS, call.wanted.links[PARENT], PARENT)
    require_editable(version, "Creating a localization")
    locale = call.wanted.attributes["locale"]
    if any(row["locale"] == locale for row in version.to_many[KIND]):
        detail = f"Entity with locale: {locale} already exists. Try updating."
        raise RefusedError(bad_attribute("locale", detail, code="INVALID.DUPLICATE"))
    row = store.add(KIND, dict(call.wanted.attributes), appCustomProductPageVersion=version)
    store.changed("custom_page.locale_added")
    return created(call.write.single(row))


def _update(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    require_editable(row.parent(PARENT), "Updating a localization")
    row.attributes |= call.wanted.attributes
    store.changed("custom_page.text_changed")
    return found(call.write.single(row))


def _delete(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    require_editable(row.parent(PARENT), "Deleting a localization")
    store.remove(row)
    store.changed("custom_page.locale_removed")
    return done()


ENDPOINTS = (
    Endpoint(
        "GET",
        f"/v1/{VERSIONS}/{{id}}/{KIND}",
        _list,
        Query(KIND, filters={"locale": None}, include=INCLUDE, paged=True),
    ),
    Endpoint("GET", f"/v1/{KIND}/{{id}}", _get, Query(KIND, include=INCLUDE[:2])),
    Endpoint("POST", f"/v1/{KIND}", _create, body=Body(KIND, FIELDS, {PARENT: VERSIONS}), roles=EDITORS),
    Endpoint("PATCH", f"/v1/{KIND}/{{id}}", _update, body=Body(KIND, _TEXT, creates=False), roles=EDITORS),
    Endpoint("DELETE", f"/v1/{KIND}/{{id}}", _delete, roles=EDITORS),
)
