"""Routes for the versions of a custom product page."""

from __future__ import annotations

from sandbox.appstore import copies
from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.custom_page_states import ENDED, STATES, VERSIONS, not_permitted, require_editable
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, found
from sandbox.appstore.errors import RefusedError, bad_attribute
from sandbox.appstore.query import Query
from sandbox.appstore.store import Row, Store

KIND = VERSIONS
PARENT = "appCustomProductPage"
LOCALIZATIONS = "appCustomProductPageLocalizations"
INCLUDE = (PARENT, LOCALIZATIONS)
DEEP_LINK = {"deepLink": Field()}


def _list(store: Store, call: ApiCall) -> Answer:
    rows = store.find("appCustomProductPages", call.id).to_many[KIND]
    return found(call.write.page([row for row in rows if call.params.matches("state", row["state"])]))


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _create(store: Store, call: ApiCall) -> Answer:
    page = store.related("appCustomProductPages", call.wanted.links[PARENT], PARENT)
    return created(call.write.single(copy(store, page, deep_link(call.wanted.attributes.get("deepLink")))))


def copy(store: Store, page: Row, link: str | None) -> Row:
    """Adds a version that is a copy of the newest one; RefusedError (409) while that is not approved."""
    unfinished = next((row for row in page.to_many[KIND] if row["state"] not in ENDED), None)
    if unfinished is not None:
        action = "Creating a version"
        raise RefusedError(not_permitted(action, "AppCustomProductPage", unfinished["state"]))
    before = page.to_many[KIND][-1] if page.to_many[KIND] else None
    version = add(store, page, link)
    if before is not None:
        for locale in before.to_many[LOCALIZATIONS]:
            twin = store.add(LOCALIZATIONS, dict(locale.attributes), appCustomProductPageVersion=version)
            twin.to_many["searchKeywords"] += locale.to_many["searchKeywords"]
            copies.copy_media(store, locale, twin)
    return version


def add(store: Store, page: Row, link: str | None) -> Row:
    """Adds a version without localizations; its number is the next one."""
    number = 1 + max((int(row["version"]) for row in page.to_many[KIND]), default=0)
    attributes = {"version": str(number), "state": "PREPARE_FOR_SUBMISSION", "deepLink": link}
    version = store.add(KIND, attributes, appCustomProductPage=page)
    store.changed("custom_page.version_added")
    return version


def deep_link(link: str | None) -> str | None:
    """Returns a link that has a scheme, of any kind; RefusedError (409) for other text."""
    scheme, separator, rest = (link or "").partition(":")
    if link is not None and not (scheme.isascii() and scheme[:1].isalpha() and separator and rest and " " not in link):
        raise RefusedError(bad_attribute("deepLink", f"'{link}' is not a valid URL."))
    return link


def _update(store: Store, call: ApiCall) -> Answer:
    version = store.find(KIND, call.id)
    require_editable(version, "Updating a version")
    if "deepLink" in call.wanted.attributes:
        version.attributes["deepLink"] = deep_link(call.wanted.attributes["deepLink"])
    store.changed("custom_page.updated")
    return found(call.write.single(version))


ENDPOINTS = (
    Endpoint(
        "GET",
        f"/v1/appCustomProductPages/{{id}}/{KIND}",
        _list,
        Query(KIND, filters={"state": STATES}, include=INCLUDE, paged=True),
    ),
    Endpoint("GET", f"/v1/{KIND}/{{id}}", _get, Query(KIND, include=INCLUDE)),
    Endpoint(
        "POST",
        f"/v1/{KIND}",
        _create,
        body=Body(KIND, DEEP_LINK, {PARENT: "appCustomProductPages"}),
        roles=EDITORS,
    ),
    Endpoint("PATCH", f"/v1/{KIND}/{{id}}", _update, body=Body(KIND, DEEP_LINK, creates=False), roles=EDITORS),
)
