"""Routes for apps."""

from __future__ import annotations

from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint, found
from sandbox.appstore.query import Params, Query
from sandbox.appstore.states import PLATFORMS, STORE_STATES, VERSION_STATES
from sandbox.appstore.store import Row, Store

INCLUDE = ("appStoreVersions", "appInfos")
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


def add(store: Store, bundle_id: str, name: str, primary_locale: str) -> Row:
    """Adds an app with a name in its primary language."""
    app_id = str(store.random.randrange(10**9, 10**10))
    attributes = {
        "bundleId": bundle_id,
        "name": name,
        "sku": bundle_id.rpartition(".")[2].upper(),
        "primaryLocale": primary_locale,
        "isOrEverWasMadeForKids": False,
    }
    app = store.add("apps", attributes, row_id=app_id)
    info = store.add(
        "appInfos", {"state": "PREPARE_FOR_SUBMISSION", "appStoreState": "PREPARE_FOR_SUBMISSION"}, app=app
    )
    store.add("appInfoLocalizations", {"locale": primary_locale, "name": name}, appInfo=info)
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
)
