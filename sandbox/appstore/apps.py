"""Routes for apps."""

from __future__ import annotations

from sandbox.appstore import infos, price_schedules
from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, found
from sandbox.appstore.library import libraries
from sandbox.appstore.locales import LOCALES
from sandbox.appstore.query import Params, Query
from sandbox.appstore.states import PLATFORMS, STORE_STATES, VERSION_STATES
from sandbox.appstore.store import Row, Store

INCLUDE = ("appStoreVersions", "appInfos")
CONTENT_RIGHTS = frozenset({"DOES_NOT_USE_THIRD_PARTY_CONTENT", "USES_THIRD_PARTY_CONTENT"})
OF_VERSIONS = ("platform", "appStoreState", "appVersionState")


def _list(store: Store, call: ApiCall) -> Answer:
    params = call.params
    terms = [word.casefold() for word in params.filters.get("name", ("",))]
    rows = [
        app
        for app in store.rows["apps"].values()
        if params.matches("id", app.id)
        and params.matches("bundleId", app["bundleId"])
        and params.matches("sku", app["sku"])
        and any(word in app["name"].casefold() for word in terms)
        and _has_version(app, params)
    ]
    for name in reversed(params.sort):
        rows.sort(key=lambda app: str(app[name.lstrip("-")]), reverse=name.startswith("-"))
    return found(call.write.page(rows))


def _has_version(app: Row, params: Params) -> bool:
    """Returns whether one version of the app passes all filters for versions, if there are any."""
    if not any(name.startswith("appStoreVersions") for name in params.filters):
        return True
    return any(
        params.matches("appStoreVersions", version.id)
        and all(params.matches(f"appStoreVersions.{name}", version[name]) for name in OF_VERSIONS)
        for version in app.to_many["appStoreVersions"]
    )


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find("apps", call.id)))


def _update(store: Store, call: ApiCall) -> Answer:
    app = store.find("apps", call.id)
    app.attributes |= call.wanted.attributes
    store.changed("app.updated")
    return found(call.write.single(app))


def add(store: Store, bundle_id: str, name: str, primary_locale: str, app_id: str = "") -> Row:
    """Adds an app with a name in its primary language; `app_id` is that of one that another account transferred."""
    app_id = app_id or str(store.random.randrange(10**9, 10**10))
    attributes = {
        "bundleId": bundle_id,
        "name": name,
        "sku": bundle_id.rpartition(".")[2].upper(),
        "primaryLocale": primary_locale,
        "isOrEverWasMadeForKids": False,
    }
    app = store.add("apps", attributes, row_id=app_id)
    price_schedules.add(store, app)
    info = infos.add(store, app, {"state": "PREPARE_FOR_SUBMISSION", "appStoreState": "PREPARE_FOR_SUBMISSION"})
    store.add("appInfoLocalizations", {"locale": primary_locale, "name": name}, appInfo=info)
    libraries.add(store, app)
    store.changed("app.added")
    return app


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/apps",
        _list,
        Query(
            "apps",
            filters={
                "bundleId": None,
                "id": None,
                "name": None,
                "sku": None,
                "appStoreVersions": None,
                "appStoreVersions.platform": PLATFORMS,
                "appStoreVersions.appStoreState": STORE_STATES,
                "appStoreVersions.appVersionState": VERSION_STATES,
            },
            sort=("name", "bundleId", "sku"),
            include=INCLUDE,
            paged=True,
        ),
    ),
    Endpoint("GET", "/v1/apps/{id}", _get, Query("apps", include=INCLUDE)),
    Endpoint(
        "PATCH",
        "/v1/apps/{id}",
        _update,
        body=Body(
            "apps",
            {
                "accessibilityUrl": Field(web_address=True),
                "bundleId": Field(),
                "contentRightsDeclaration": Field(choices=CONTENT_RIGHTS),
                "primaryLocale": Field(choices=LOCALES),
                "streamlinedPurchasingEnabled": Field(bool),
                "subscriptionStatusUrl": Field(web_address=True),
                "subscriptionStatusUrlForSandbox": Field(web_address=True),
                "subscriptionStatusUrlVersion": Field(choices=frozenset({"V1", "V2"})),
                "subscriptionStatusUrlVersionForSandbox": Field(choices=frozenset({"V1", "V2"})),
            },
            creates=False,
        ),
        roles=EDITORS,
    ),
)
