"""Routes for search keywords: those of the version on the store, and which of them lead to a custom product page."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.appstore.bodies import Linkage
from sandbox.appstore.custom_page_localizations import KIND as LOCALIZATIONS
from sandbox.appstore.custom_page_localizations import PARENT
from sandbox.appstore.custom_page_states import require_editable
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, done, found
from sandbox.appstore.errors import RefusedError, bad_relationship
from sandbox.appstore.lifecycle import newest_first
from sandbox.appstore.query import Query
from sandbox.appstore.states import LIVE
from sandbox.appstore.store import Row, Store

KIND = "appKeywords"
NAME = "searchKeywords"


def _of_app(store: Store, call: ApiCall) -> Answer:
    words = _words(call, store.find("apps", call.id))
    return found(call.write.page([_keyword(store, word) for word in dict.fromkeys(words)]))


def _words(call: ApiCall, app: Row) -> Iterator[str]:
    """Yields the keywords of what is live, of the platforms and locales that are asked for."""
    for version in newest_first(app):
        if version["appVersionState"] not in LIVE or not call.params.matches("platform", version["platform"]):
            continue
        for locale in version.to_many["appStoreVersionLocalizations"]:
            if call.params.matches("locale", locale["locale"]):
                yield from _split(locale["keywords"])


def _split(keywords: str | None) -> list[str]:
    return [word for part in (keywords or "").split(",") if (word := part.strip())]


def _keyword(store: Store, word: str) -> Row:
    """Returns the resource of a keyword, which has no attributes: its id is the word."""
    return store.computed(KIND, {}, row_id=word)


def _of_localization(store: Store, call: ApiCall) -> Answer:
    row = store.find(LOCALIZATIONS, call.id)
    fits = call.params.matches("platform", "IOS") and call.params.matches("locale", row["locale"])
    return found(call.write.page(row.to_many[NAME] if fits else []))


def _ids(store: Store, call: ApiCall) -> Answer:
    return found(call.write.identifiers(store.find(LOCALIZATIONS, call.id).to_many[NAME]))


def _add(store: Store, call: ApiCall) -> Answer:
    row = store.find(LOCALIZATIONS, call.id)
    version = row.parent(PARENT)
    require_editable(version, "Adding a keyword")
    app = version.parent("appCustomProductPage").parent("app")
    live = [each for each in newest_first(app) if each["appVersionState"] in LIVE]
    locales = [each for version in live for each in version.to_many["appStoreVersionLocalizations"]]
    known = {word for each in locales if each["locale"] == row["locale"] for word in _split(each["keywords"])}
    for word in call.wanted.ids:
        if word not in known:
            raise RefusedError(bad_relationship(NAME, f"There is no resource of type '{KIND}' with id '{word}'"))
    has = {keyword.id for keyword in row.to_many[NAME]}
    row.to_many[NAME] += [_keyword(store, word) for word in dict.fromkeys(call.wanted.ids) if word not in has]
    store.changed("custom_page.keywords")
    return done()


def _remove(store: Store, call: ApiCall) -> Answer:
    row = store.find(LOCALIZATIONS, call.id)
    require_editable(row.parent(PARENT), "Removing a keyword")
    row.to_many[NAME][:] = [keyword for keyword in row.to_many[NAME] if keyword.id not in call.wanted.ids]
    store.changed("custom_page.keywords")
    return done()


_FILTERS = {"platform": None, "locale": None}
_PATH = f"/v1/{LOCALIZATIONS}/{{id}}"
ENDPOINTS = (
    Endpoint("GET", f"/v1/apps/{{id}}/{NAME}", _of_app, Query(KIND, filters=_FILTERS, paged=True, bare=True)),
    Endpoint("GET", f"{_PATH}/{NAME}", _of_localization, Query(KIND, filters=_FILTERS, paged=True, bare=True)),
    Endpoint("GET", f"{_PATH}/relationships/{NAME}", _ids, Query(KIND, paged=True, bare=True)),
    Endpoint("POST", f"{_PATH}/relationships/{NAME}", _add, body=Linkage(KIND), roles=EDITORS),
    Endpoint("DELETE", f"{_PATH}/relationships/{NAME}", _remove, body=Linkage(KIND), roles=EDITORS),
)
