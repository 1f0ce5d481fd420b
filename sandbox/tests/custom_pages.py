"""What tests of custom product pages share: the body that creates one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from sandbox.appstore import StoredPage
from sandbox.tests.appstore_visitor import Visitor
from sandbox.tests.submissions import draft

PAGES, VERSIONS, LOCALIZATIONS = (
    "appCustomProductPages",
    "appCustomProductPageVersions",
    "appCustomProductPageLocalizations",
)


def page_body(
    app_id: str,
    name: str,
    texts: Mapping[str, str | None],
    *,
    deep_link: str | None = None,
    template: tuple[str, str, str] | None = None,
) -> dict[str, Any]:
    """The body that creates a page with a version of these promotional texts by locale.

    `template`: the relationship, type and id of what is copied.
    """
    locales = {f"${{text-{number}}}": entry for number, entry in enumerate(texts.items())}
    relationships: dict[str, Any] = {
        "app": {"data": {"type": "apps", "id": app_id}},
        VERSIONS: {"data": [{"type": VERSIONS, "id": "${version}"}]},
    }
    if template is not None:
        relationships[template[0]] = {"data": {"type": template[1], "id": template[2]}}
    version: dict[str, Any] = {"type": VERSIONS, "id": "${version}", "attributes": {"deepLink": deep_link}}
    if texts:
        version["relationships"] = {
            LOCALIZATIONS: {"data": [{"type": LOCALIZATIONS, "id": local} for local in locales]}
        }
    included: list[dict[str, Any]] = [
        {"type": LOCALIZATIONS, "id": local, "attributes": {"locale": locale, "promotionalText": text}}
        for local, (locale, text) in locales.items()
    ]
    data = {"type": PAGES, "attributes": {"name": name}, "relationships": relationships}
    return {"data": data, "included": [version, *included]}


def create(
    visitor: Visitor,
    app_id: str,
    name: str = "Surfing",
    texts: Mapping[str, str | None] | None = None,
    *,
    deep_link: str | None = None,
    template: tuple[str, str, str] | None = None,
) -> httpx.Response:
    """Create a page, by default in English alone."""
    wanted = {"en-US": "Waves."} if texts is None else texts
    body = page_body(app_id, name, wanted, deep_link=deep_link, template=template)
    return visitor.client.post(f"/v1/{PAGES}", json=body)


def newest(visitor: Visitor, page_id: str) -> str:
    """The id of a page's newest version."""
    return str(visitor.data(f"/v1/{PAGES}/{page_id}/{VERSIONS}")[-1]["id"])


def localization(visitor: Visitor, page_id: str, locale: str = "en-US") -> str:
    """The id of a localization of a page's newest version."""
    path = f"/v1/{VERSIONS}/{newest(visitor, page_id)}/{LOCALIZATIONS}"
    return str(visitor.data(path, filter__locale__=locale)[0]["id"])


def words(*names: str) -> dict[str, Any]:
    """The body that names keywords."""
    return {"data": [{"type": "appKeywords", "id": name} for name in names]}


def only_page(visitor: Visitor, app_id: str) -> StoredPage:
    """The only page of an app."""
    (page,) = visitor.apple.custom_pages(app_id)
    return page


def review(visitor: Visitor, app_id: str, version_id: str) -> tuple[str, httpx.Response]:
    """A draft, and the answer to adding a version of a page to it."""
    submission = draft(visitor, app_id)
    links = {
        "reviewSubmission": ("reviewSubmissions", submission),
        "appCustomProductPageVersion": (VERSIONS, version_id),
    }
    return submission, visitor.post("reviewSubmissionItems", None, **links)


def approve_page(visitor: Visitor, app_id: str, page_id: str) -> None:
    """Have the newest version of a page approved."""
    version_id = newest(visitor, page_id)
    submission, _ = review(visitor, app_id, version_id)
    visitor.patch("reviewSubmissions", submission, submitted=True)
    visitor.apple.start_review(version_id)
    visitor.apple.approve(version_id)
