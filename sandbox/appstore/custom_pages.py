"""Routes for custom product pages: other screenshots and texts of an app, each behind an address of its own."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.appstore import copies, custom_page_localizations, custom_page_versions
from sandbox.appstore.bodies import Body, Field, Wanted
from sandbox.appstore.custom_page_states import VERSIONS
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import (
    RefusedError,
    bad_attribute,
    bad_relationship,
    required_relationship,
    wrong_state,
)
from sandbox.appstore.query import Query
from sandbox.appstore.states import TRUTH
from sandbox.appstore.store import Row, Store

KIND = "appCustomProductPages"
LOCALIZATIONS = custom_page_localizations.KIND
INCLUDE = ("app", VERSIONS)
# https://developer.apple.com/app-store/custom-product-pages/
MOST = 70
APP_TEMPLATE, PAGE_TEMPLATE = "appStoreVersionTemplate", "customProductPageTemplate"


def _list(store: Store, call: ApiCall) -> Answer:
    rows = store.find("apps", call.id).to_many[KIND]
    return found(call.write.page([row for row in rows if call.params.matches("visible", str(row["visible"]).lower())]))


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _create(store: Store, call: ApiCall) -> Answer:
    app = store.related("apps", call.wanted.links["app"], "app")
    if len(app.to_many[KIND]) >= MOST:
        raise RefusedError(wrong_state(f"An app can have at most {MOST} custom product pages"))
    template = _template(store, app, call.wanted)
    first = next(iter(call.wanted.included), None)
    if len(call.wanted.included) != 1 or first is None:
        raise RefusedError(bad_relationship(VERSIONS, "A page is created with one version"))
    texts = [dict(each.attributes) for each in first.included]
    if not texts and not template:
        raise RefusedError(required_relationship(LOCALIZATIONS))
    locales = [each["locale"] for each in texts]
    if len(set(locales)) != len(locales):
        raise RefusedError(bad_attribute("locale", "A locale is given more than once", code="INVALID.DUPLICATE"))
    link = custom_page_versions.deep_link(first.attributes.get("deepLink"))
    page = add(store, app, call.wanted.attributes["name"], link, texts, template)
    return created(call.write.single(page))


def _template(store: Store, app: Row, wanted: Wanted) -> Sequence[Row]:
    """Returns the localizations to copy: those of a version of the app, or of the newest version of another page."""
    if {APP_TEMPLATE, PAGE_TEMPLATE} <= wanted.links.keys():
        raise RefusedError(bad_relationship(PAGE_TEMPLATE, "Only one template can be given"))
    if APP_TEMPLATE in wanted.links:
        version = store.related("appStoreVersions", wanted.links[APP_TEMPLATE], APP_TEMPLATE)
        if version.parent("app") is not app:
            raise RefusedError(bad_relationship(APP_TEMPLATE, "The version is not one of the app"))
        return version.to_many["appStoreVersionLocalizations"]
    if PAGE_TEMPLATE in wanted.links:
        page = store.related(KIND, wanted.links[PAGE_TEMPLATE], PAGE_TEMPLATE)
        if page.parent("app") is not app:
            raise RefusedError(bad_relationship(PAGE_TEMPLATE, "The page is not one of the app"))
        return page.to_many[VERSIONS][-1].to_many[LOCALIZATIONS]
    return ()


def add(
    store: Store,
    app: Row,
    name: str,
    link: str | None = None,
    texts: Sequence[dict[str, object]] = (),
    template: Sequence[Row] = (),
) -> Row:
    """Adds a page with a first version: its localizations are those of the template, with these texts instead."""
    page_id = store.new_id()
    url = f"https://apps.apple.com/us/app/id{app.id}?ppid={page_id}"
    page = store.add(KIND, {"name": name, "url": url, "visible": True}, row_id=page_id, app=app)
    version = custom_page_versions.add(store, page, link)
    own = {str(each["locale"]): each for each in texts}
    copied = {row["locale"]: row for row in template}
    for locale in {**copied, **own}:
        before = copied.get(locale)
        text = None if before is None else before["promotionalText"]
        attributes = {"locale": locale, "promotionalText": text, **own.get(locale, {})}
        row = store.add(LOCALIZATIONS, attributes, appCustomProductPageVersion=version)
        if before is not None:
            copies.copy_media(store, before, row)
    store.changed("custom_page.added")
    return page


def _update(store: Store, call: ApiCall) -> Answer:
    page = store.find(KIND, call.id)
    page.attributes |= {name: value for name, value in call.wanted.attributes.items() if value is not None}
    store.changed("custom_page.updated")
    return found(call.write.single(page))


def _delete(store: Store, call: ApiCall) -> Answer:
    store.remove(store.find(KIND, call.id))
    store.changed("custom_page.removed")
    return done()


_LOCALIZATION = Body(
    LOCALIZATIONS, custom_page_localizations.FIELDS, optional={"appCustomProductPageVersion": VERSIONS}
)
_VERSION = Body(
    VERSIONS,
    custom_page_versions.DEEP_LINK,
    optional={"appCustomProductPage": KIND},
    inline=(LOCALIZATIONS, _LOCALIZATION),
)
ENDPOINTS = (
    Endpoint(
        "GET",
        f"/v1/apps/{{id}}/{KIND}",
        _list,
        Query(KIND, filters={"visible": TRUTH}, include=INCLUDE, paged=True),
    ),
    Endpoint("GET", f"/v1/{KIND}/{{id}}", _get, Query(KIND, include=INCLUDE)),
    Endpoint(
        "POST",
        f"/v1/{KIND}",
        _create,
        body=Body(
            KIND,
            {"name": Field(required=True)},
            {"app": "apps", VERSIONS: VERSIONS},
            optional={APP_TEMPLATE: "appStoreVersions", PAGE_TEMPLATE: KIND},
            inline=(VERSIONS, _VERSION),
        ),
        roles=EDITORS,
    ),
    Endpoint(
        "PATCH",
        f"/v1/{KIND}/{{id}}",
        _update,
        body=Body(KIND, {"name": Field(), "visible": Field(bool)}, creates=False),
        roles=EDITORS,
    ),
    Endpoint("DELETE", f"/v1/{KIND}/{{id}}", _delete, roles=EDITORS),
)
