"""The apps of the account."""

from dataclasses import dataclass

from appstore import versions
from appstore.client import AppStore, Document, Resource
from appstore.versions import Version

# Apple includes no more.
_MOST_VERSIONS = 50


@dataclass(frozen=True)
class App:
    """An app. The texts of `primary_locale` are used for locales without their own; `sku` is the team's own number."""

    id: str
    bundle_id: str
    name: str
    primary_locale: str
    sku: str = ""


def all_apps(apple: AppStore) -> tuple[App, ...]:
    """Return every app that the key may see, by name."""
    return tuple(_read(resource) for resource in apple.pages("/v1/apps", {"sort": "name"}).data)


def with_versions(apple: AppStore, bundle_or_id: str | None) -> tuple[tuple[App, tuple[Version, ...]], ...]:
    """Return an app (None: every app) with its versions, newest first. Apps with many versions take an extra call."""
    which = {"sort": "name"}
    if bundle_or_id:
        which = {"filter[id]" if bundle_or_id.isdecimal() else "filter[bundleId]": bundle_or_id}
    answer = apple.pages("/v1/apps", which | {"include": "appStoreVersions", "limit[appStoreVersions]": _MOST_VERSIONS})
    return tuple(
        (_read(resource), _versions(apple, answer, resource))
        for resource in answer.data
        if not bundle_or_id or _is(resource, bundle_or_id)
    )


def _versions(apple: AppStore, answer: Document, app: Resource) -> tuple[Version, ...]:
    ids = app.related("appStoreVersions", _MOST_VERSIONS)
    included = answer.included_by_id("appStoreVersions")
    # Hardly any app has no version; a list that is empty may as well have been left out.
    if not ids or any(version_id not in included for version_id in ids):
        return versions.of_app(apple, app.id)
    return versions.newest_first(versions.read(included[version_id], app.id) for version_id in ids)


def _is(resource: Resource, bundle_or_id: str) -> bool:
    # Apple does not promise that its filters match exactly.
    return resource.id == bundle_or_id or resource.text("bundleId").casefold() == bundle_or_id.casefold()


def _read(resource: Resource) -> App:
    return App(
        id=resource.id,
        bundle_id=resource.text("bundleId"),
        name=resource.text("name") or resource.text("bundleId") or resource.id,
        primary_locale=resource.text("primaryLocale"),
        sku=resource.text("sku"),
    )
