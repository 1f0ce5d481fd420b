"""Routes for the localized texts of a version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.appstore import version_rules
from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, bad_attribute, locked, wrong_state
from sandbox.appstore.locales import LOCALES
from sandbox.appstore.query import Query
from sandbox.appstore.states import EDITABLE, GONE, TEXT_EDITABLE
from sandbox.appstore.store import Row, Store

KIND = "appStoreVersionLocalizations"
INCLUDE = ("appStoreVersion", "appScreenshotSets", "appPreviewSets")

_FIELDS = {
    "locale": Field(required=True, fixed=True, choices=LOCALES),
    "description": Field(label="Description", longest=4000),
    "keywords": Field(label="Keywords", longest=100),
    "promotionalText": Field(label="Promotional Text", longest=170),
    "whatsNew": Field(label="What's New in This Version", longest=4000),
    "marketingUrl": Field(label="Marketing URL", longest=2048, web_address=True),
    "supportUrl": Field(label="Support URL", longest=2048, web_address=True),
}


def _list(store: Store, call: ApiCall) -> Answer:
    rows = store.find("appStoreVersions", call.id).to_many[KIND]
    return found(call.write.page([row for row in rows if call.params.matches("locale", row["locale"])]))


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _create(store: Store, call: ApiCall) -> Answer:
    version = store.related("appStoreVersions", call.wanted.links["appStoreVersion"], "appStoreVersion")
    texts = call.wanted.attributes
    if version["appVersionState"] not in EDITABLE:
        raise RefusedError(wrong_state("A locale cannot be added to the version in its current state"))
    if any(row["locale"] == texts["locale"] for row in version.to_many[KIND]):
        detail = f"Entity with locale: {texts['locale']} already exists. Try updating."
        raise RefusedError(bad_attribute("locale", detail, code="INVALID.DUPLICATE"))
    if version_rules.is_first(version) and texts.get("whatsNew") is not None:
        raise RefusedError(locked("whatsNew"))
    return created(call.write.single(add(store, version, texts)))


def add(store: Store, version: Row, texts: Mapping[str, Any]) -> Row:
    """Adds a locale to a version; the texts that are not given are those of the app's primary language."""
    primary = version.parent("app")["primaryLocale"]
    copied = next((row.attributes for row in version.to_many[KIND] if row["locale"] == primary), {})
    row = store.add(KIND, {**copied, **texts}, appStoreVersion=version)
    store.changed("locale.added")
    return row


def _update(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    version = row.parent("appStoreVersion")
    state, fixed = version["appVersionState"], []
    for name in call.wanted.attributes:
        late = state == GONE if name == "promotionalText" else state not in TEXT_EDITABLE
        if late or (name == "whatsNew" and version_rules.is_first(version)):
            fixed.append(locked(name))
    if fixed:
        raise RefusedError(*fixed)
    row.attributes |= call.wanted.attributes
    store.changed("text.changed")
    return found(call.write.single(row))


def _delete(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    if row.parent("appStoreVersion")["appVersionState"] not in EDITABLE:
        raise RefusedError(wrong_state("A locale cannot be removed from the version in its current state"))
    store.remove(row)
    store.changed("locale.removed")
    return done()


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/appStoreVersions/{id}/appStoreVersionLocalizations",
        _list,
        Query(KIND, filters={"locale": None}, include=INCLUDE, paged=True),
    ),
    Endpoint("GET", "/v1/appStoreVersionLocalizations/{id}", _get, Query(KIND, include=INCLUDE)),
    Endpoint(
        "POST",
        "/v1/appStoreVersionLocalizations",
        _create,
        body=Body(KIND, _FIELDS, {"appStoreVersion": "appStoreVersions"}),
        roles=EDITORS,
    ),
    Endpoint(
        "PATCH",
        "/v1/appStoreVersionLocalizations/{id}",
        _update,
        body=Body(KIND, _FIELDS, creates=False),
        roles=EDITORS,
    ),
    Endpoint("DELETE", "/v1/appStoreVersionLocalizations/{id}", _delete, roles=EDITORS),
)
