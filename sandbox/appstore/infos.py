"""Routes for app names and subtitles per locale, live and in preparation."""

from __future__ import annotations

from sandbox.appstore import age_ratings, categories
from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found, of_one
from sandbox.appstore.errors import RefusedError, bad_attribute, bad_relationship, locked, wrong_state
from sandbox.appstore.locales import LOCALES
from sandbox.appstore.query import Query
from sandbox.appstore.states import INFO_EDITABLE
from sandbox.appstore.store import Row, Store

KIND = "appInfoLocalizations"
INCLUDE = ("app", "appInfoLocalizations", "ageRatingDeclaration", "primaryCategory")
_CATEGORIES = (
    "primaryCategory",
    "primarySubcategoryOne",
    "primarySubcategoryTwo",
    "secondaryCategory",
    "secondarySubcategoryOne",
    "secondarySubcategoryTwo",
)

_FIELDS = {
    "locale": Field(required=True, fixed=True, choices=LOCALES),
    "name": Field(label="Name", required=True, shortest=2, longest=30),
    "subtitle": Field(label="Subtitle", longest=30),
    "privacyPolicyUrl": Field(label="Privacy Policy URL", longest=2048, web_address=True),
    "privacyChoicesUrl": Field(label="Privacy Choices URL", longest=2048, web_address=True),
    "privacyPolicyText": Field(label="Privacy Policy"),
}


def _list(store: Store, call: ApiCall) -> Answer:
    return found(call.write.page(store.find("apps", call.id).to_many["appInfos"]))


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find("appInfos", call.id)))


def _update(store: Store, call: ApiCall) -> Answer:
    info = store.find("appInfos", call.id)
    if info["state"] not in INFO_EDITABLE:
        raise RefusedError(*(bad_relationship(name, "It cannot be edited at this time") for name in call.wanted.links))
    categories.every(store)
    found_ones = {name: store.related("appCategories", row_id, name) for name, row_id in call.wanted.links.items()}
    info.to_one.update(found_ones)
    store.changed("info.category")
    return found(call.write.single(info))


def add(store: Store, app: Row, attributes: dict[str, object]) -> Row:
    """Adds app information without locales; its age rating is not declared yet."""
    info = store.add("appInfos", attributes, app=app)
    info.to_one["ageRatingDeclaration"] = store.add(age_ratings.KIND, {}, row_id=info.id, appInfo=info)
    return info


def _list_locales(store: Store, call: ApiCall) -> Answer:
    rows = store.find("appInfos", call.id).to_many[KIND]
    return found(call.write.page([row for row in rows if call.params.matches("locale", row["locale"])]))


def _get_locale(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _create_locale(store: Store, call: ApiCall) -> Answer:
    info = store.related("appInfos", call.wanted.links["appInfo"], "appInfo")
    texts = call.wanted.attributes
    if info["state"] not in INFO_EDITABLE:
        raise RefusedError(wrong_state("A locale cannot be added to the app information in its current state"))
    if any(row["locale"] == texts["locale"] for row in info.to_many[KIND]):
        detail = f"Entity with locale: {texts['locale']} already exists. Try updating."
        raise RefusedError(bad_attribute("locale", detail, code="INVALID.DUPLICATE"))
    row = store.add(KIND, dict(texts), appInfo=info)
    store.changed("info.locale.added")
    return created(call.write.single(row))


def _update_locale(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    if row.parent("appInfo")["state"] not in INFO_EDITABLE:
        raise RefusedError(*(locked(name) for name in call.wanted.attributes))
    row.attributes |= call.wanted.attributes
    store.changed("info.changed")
    return found(call.write.single(row))


def _delete_locale(store: Store, call: ApiCall) -> Answer:
    row = store.find(KIND, call.id)
    if row.parent("appInfo")["state"] not in INFO_EDITABLE:
        raise RefusedError(wrong_state("A locale cannot be removed from the app information in its current state"))
    store.remove(row)
    store.changed("info.locale.removed")
    return done()


ENDPOINTS = (
    Endpoint("GET", "/v1/apps/{id}/appInfos", _list, Query("appInfos", include=INCLUDE, paged=True)),
    Endpoint("GET", "/v1/appInfos/{id}", _get, Query("appInfos", include=INCLUDE)),
    Endpoint(
        "PATCH",
        "/v1/appInfos/{id}",
        _update,
        body=Body("appInfos", creates=False, optional=dict.fromkeys(_CATEGORIES, "appCategories")),
        roles=EDITORS,
    ),
    of_one("appInfos", "primaryCategory", Query("appCategories", include=("parent", "subcategories"))),
    Endpoint(
        "GET",
        "/v1/appInfos/{id}/appInfoLocalizations",
        _list_locales,
        Query(KIND, filters={"locale": None}, include=("appInfo",), paged=True),
    ),
    Endpoint("GET", "/v1/appInfoLocalizations/{id}", _get_locale, Query(KIND, include=("appInfo",))),
    Endpoint(
        "POST",
        "/v1/appInfoLocalizations",
        _create_locale,
        body=Body(KIND, _FIELDS, {"appInfo": "appInfos"}),
        roles=EDITORS,
    ),
    Endpoint(
        "PATCH",
        "/v1/appInfoLocalizations/{id}",
        _update_locale,
        body=Body(KIND, _FIELDS, creates=False),
        roles=EDITORS,
    ),
    Endpoint("DELETE", "/v1/appInfoLocalizations/{id}", _delete_locale, roles=EDITORS),
)
