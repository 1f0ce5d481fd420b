"""Custom product pages: their names, URLs and versions.

https://developer.apple.com/documentation/appstoreconnectapi/app-custom-product-pages
"""

from collections.abc import Mapping
from dataclasses import dataclass

from appstore.calls.jsonapi import Document, OpenEnum, body
from appstore.client import AppStore, Resource
from appstore.errors import Refused

KIND, VERSIONS, LOCALIZATIONS = (
    "appCustomProductPages",
    "appCustomProductPageVersions",
    "appCustomProductPageLocalizations",
)
# https://developer.apple.com/app-store/custom-product-pages/
MOST_PAGES = 70
# The most that Apple includes of a type with each resource.
_MOST_INCLUDED = 50


class PageState(OpenEnum):
    """Where a version of a page stands."""

    PREPARE_FOR_SUBMISSION = "PREPARE_FOR_SUBMISSION"
    READY_FOR_REVIEW = "READY_FOR_REVIEW"
    WAITING_FOR_REVIEW = "WAITING_FOR_REVIEW"
    IN_REVIEW = "IN_REVIEW"
    ACCEPTED = "ACCEPTED"
    APPROVED = "APPROVED"
    REPLACED_WITH_NEW_VERSION = "REPLACED_WITH_NEW_VERSION"
    REJECTED = "REJECTED"
    UNKNOWN = "UNKNOWN"


EDITABLE = frozenset({PageState.PREPARE_FOR_SUBMISSION, PageState.REJECTED})


@dataclass(frozen=True, kw_only=True)
class PageVersion:
    """A version of a page. `deep_link` is "" for none."""

    id: str
    number: int
    state: PageState
    deep_link: str = ""


@dataclass(frozen=True, kw_only=True)
class CustomPage:
    """A page, with its versions, newest first."""

    id: str
    name: str
    url: str
    visible: bool
    versions: tuple[PageVersion, ...] = ()

    @property
    def newest(self) -> PageVersion | None:
        """The newest version, None if Apple shows none."""
        return next(iter(self.versions), None)

    @property
    def live(self) -> PageVersion | None:
        """The version that people see, None before the first one is approved."""
        return next((version for version in self.versions if version.state is PageState.APPROVED), None)


def of_app(apple: AppStore, app_id: str) -> tuple[CustomPage, ...]:
    """Return the pages of an app with their versions: one call, and one more for a page with over 50 versions."""
    answer = apple.pages(f"/v1/apps/{app_id}/{KIND}", {"include": VERSIONS, f"limit[{VERSIONS}]": _MOST_INCLUDED})
    return tuple(
        _read(resource, _included(answer, resource) or versions_of(apple, resource.id)) for resource in answer.data
    )


def versions_of(apple: AppStore, page_id: str) -> tuple[PageVersion, ...]:
    """Return the versions of a page, newest first."""
    return _newest_first(apple.pages(f"/v1/{KIND}/{page_id}/{VERSIONS}").data)


def version(apple: AppStore, version_id: str) -> PageVersion:
    """Return a version. Raises Refused if there is none with this id."""
    return _version(apple.get(f"/v1/{VERSIONS}/{version_id}").first)


def create(
    apple: AppStore, app_id: str, name: str, texts: Mapping[str, str], *, version_id: str = "", page_id: str = ""
) -> str:
    """Create a page with a first version, and return its id. Raises Refused.

    `texts`: promotional text by locale, "" for none. Screenshots are copied from a version of the app or from another
    page. Apple wants a version with a localization in the request, although its document calls both optional:
    https://github.com/rorkai/App-Store-Connect-CLI/pull/2724. After a lost response, the name is looked for.
    """
    locals_ = {"${text-" + str(number) + "}": entry for number, entry in enumerate(texts.items())}
    relationships: dict[str, object] = {
        "app": _one("apps", app_id),
        VERSIONS: {"data": [{"type": VERSIONS, "id": "${version}"}]},
    }
    if version_id:
        relationships["appStoreVersionTemplate"] = _one("appStoreVersions", version_id)
    if page_id:
        relationships["customProductPageTemplate"] = _one(KIND, page_id)
    first = {
        "type": VERSIONS,
        "id": "${version}",
        "relationships": {LOCALIZATIONS: {"data": [{"type": LOCALIZATIONS, "id": local} for local in locals_]}},
    }
    included = [
        {"type": LOCALIZATIONS, "id": local, "attributes": {"locale": locale, "promotionalText": text or None}}
        for local, (locale, text) in locals_.items()
    ]
    data = {"type": KIND, "attributes": {"name": name}, "relationships": relationships}

    def find() -> Resource | None:
        listed = apple.pages(f"/v1/apps/{app_id}/{KIND}").data
        return next((found for found in listed if found.text("name") == name), None)

    return apple.post(f"/v1/{KIND}", {"data": data, "included": [first, *included]}, find=find).first.id


def set_visible(apple: AppStore, page_id: str, *, visible: bool) -> None:
    """Show or hide a page. Raises Refused."""
    apple.patch(f"/v1/{KIND}/{page_id}", body(KIND, {"visible": visible}, identity=page_id))


def set_link(apple: AppStore, version_id: str, link: str) -> None:
    """Set the deep link of a version, "" for none. Raises Refused unless its state is in `EDITABLE`."""
    apple.patch(f"/v1/{VERSIONS}/{version_id}", body(VERSIONS, {"deepLink": link or None}, identity=version_id))


def create_version(apple: AppStore, page: CustomPage, link: str) -> PageVersion:
    """Create the next version of a page, with this deep link, "" for none; or return one that is not of `page` yet.

    Apple takes one version at a time: another request may have created it since the page was read, with another link.
    Raises Refused.
    """
    known = {version.id for version in page.versions}

    def find() -> Resource | None:
        listed = apple.pages(f"/v1/{KIND}/{page.id}/{VERSIONS}").data
        return next((found for found in listed if found.id not in known), None)

    wanted = body(VERSIONS, {"deepLink": link or None}, parents={"appCustomProductPage": (KIND, page.id)})
    try:
        return _version(apple.post(f"/v1/{VERSIONS}", wanted, find=find).first)
    except Refused as refused:
        if refused.conflict and (found := find()):
            return _version(found)
        raise


def _one(kind: str, identity: str) -> dict[str, object]:
    return {"data": {"type": kind, "id": identity}}


def _included(answer: Document, page: Resource) -> tuple[PageVersion, ...] | None:
    """Return the versions that came with a page, None unless all did."""
    ids, included = page.related(VERSIONS, _MOST_INCLUDED), answer.included_by_id(VERSIONS)
    if ids is None or any(version_id not in included for version_id in ids):
        return None
    return _newest_first(tuple(included[version_id] for version_id in ids))


def _newest_first(resources: tuple[Resource, ...]) -> tuple[PageVersion, ...]:
    return tuple(sorted(map(_version, resources), key=lambda version: version.number, reverse=True))


def _version(resource: Resource) -> PageVersion:
    number = resource.text("version")
    return PageVersion(
        id=resource.id,
        number=int(number) if number.isdecimal() else 0,
        state=PageState(resource.text("state")),
        deep_link=resource.text("deepLink"),
    )


def _read(resource: Resource, versions: tuple[PageVersion, ...]) -> CustomPage:
    return CustomPage(
        id=resource.id,
        name=resource.text("name"),
        url=resource.text("url"),
        visible=resource.attributes.get("visible") is not False,
        versions=versions,
    )
