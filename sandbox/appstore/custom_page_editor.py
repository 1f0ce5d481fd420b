"""Apple's website: users of the account add and change custom product pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox.appstore import custom_page_states, custom_page_versions, custom_pages, screenshots
from sandbox.appstore.account import Account
from sandbox.appstore.screenshot_sets import SCREENSHOT_SETS
from sandbox.appstore.store import Row


@dataclass(frozen=True, slots=True)
class StoredPageVersion:
    """A version of a custom product page: its texts, keywords and the sizes of its screenshot sets by locale."""

    id: str
    number: str
    state: str
    deep_link: str | None
    texts: Mapping[str, str | None]
    keywords: Mapping[str, tuple[str, ...]]
    sets: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A custom product page, with its versions, oldest first."""

    id: str
    name: str
    url: str
    visible: bool
    versions: tuple[StoredPageVersion, ...]


class CustomPages(Account):
    """The custom product pages of the account's apps. An unknown id or locale raises KeyError."""

    def add_custom_page(
        self, app_id: str, name: str, texts: Mapping[str, str | None] | None = None, *, state: str = ""
    ) -> str:
        """Adds a page whose first version has these promotional texts by locale; returns its id."""

        def add() -> str:
            app = self._store.rows["apps"][app_id]
            given = texts or {app["primaryLocale"]: None}
            rows: list[dict[str, object]] = [
                {"locale": locale, "promotionalText": text} for locale, text in given.items()
            ]
            page = custom_pages.add(self._store, app, name, None, rows)
            if state:
                custom_page_states.set_state(self._store, page.to_many[custom_page_states.VERSIONS][-1], state)
            return page.id

        return self._do(add)

    def add_page_version(self, page_id: str) -> str:
        """Adds a version as another user would: a copy of the newest; RefusedError if one is in preparation."""
        return self._do(lambda: custom_page_versions.copy(self._store, self._custom_page(page_id), None).id)

    def set_page(self, page_id: str, **attributes: object) -> None:
        """Sets attributes of a page, by Apple's names (`visible`)."""

        def write() -> None:
            self._custom_page(page_id).attributes.update(attributes)
            self._store.changed("custom_page.updated")

        self._do(write)

    def set_page_state(self, page_id: str, state: str) -> None:
        """Sets the state of a page's newest version; ValueError if Apple has no such state."""
        self._do(lambda: custom_page_states.set_state(self._store, self._newest_version(page_id), state))

    def set_deep_link(self, page_id: str, link: str | None) -> None:
        """Sets the deep link of a page's newest version, in any state."""
        self._do(lambda: self._newest_version(page_id).attributes.update(deepLink=link))

    def set_page_text(self, page_id: str, locale: str, text: str | None) -> None:
        """Sets the promotional text of a page's newest version in a locale, in any state."""
        self._do(lambda: self._page_locale(page_id, locale).attributes.update(promotionalText=text))

    def set_page_keywords(self, page_id: str, locale: str, words: Sequence[str]) -> None:
        """Sets the keywords of a page's newest version in a locale, in any state."""

        def write() -> None:
            rows = [self._store.computed("appKeywords", {}, row_id=word) for word in words]
            self._page_locale(page_id, locale).to_many["searchKeywords"][:] = rows

        self._do(write)

    def fill_page_set(
        self, page_id: str, locale: str, display_type: str, files: Sequence[tuple[str, bytes]]
    ) -> tuple[str, ...]:
        """Adds a set with processed screenshots to a page's newest version; returns their ids."""

        def fill() -> tuple[str, ...]:
            shots = SCREENSHOT_SETS.add(self._store, self._page_locale(page_id, locale), display_type)
            return tuple(screenshots.add_complete(self._store, shots, name, data).id for name, data in files)

        return self._do(fill)

    def page_screenshots(self, page_id: str, locale: str, display_type: str, version: int = -1) -> list[str]:
        """Returns the names in a set of a page's version, the newest by default; none if it has no such set."""

        def read() -> list[str]:
            stored = self._custom_page(page_id).to_many[custom_page_states.VERSIONS][version]
            sets = [
                row
                for each in stored.to_many[custom_pages.LOCALIZATIONS]
                if each["locale"] == locale
                for row in each.to_many[SCREENSHOT_SETS.kind]
                if row[SCREENSHOT_SETS.attribute] == display_type
            ]
            return [str(row["fileName"]) for each in sets for row in each.to_many[SCREENSHOT_SETS.members]]

        return self._do(read)

    def delete_page(self, page_id: str) -> None:
        """Deletes a page, as another user would."""
        self._do(lambda: self._store.remove(self._custom_page(page_id)))

    def custom_pages(self, app_id: str) -> tuple[StoredPage, ...]:
        """Returns the pages of an app, oldest first."""
        return self._do(lambda: tuple(map(_stored, self._store.rows["apps"][app_id].to_many[custom_pages.KIND])))

    def _custom_page(self, page_id: str) -> Row:
        return self._store.rows[custom_pages.KIND][page_id]

    def _newest_version(self, page_id: str) -> Row:
        return self._custom_page(page_id).to_many[custom_page_states.VERSIONS][-1]

    def _page_locale(self, page_id: str, locale: str) -> Row:
        return {row["locale"]: row for row in self._newest_version(page_id).to_many[custom_pages.LOCALIZATIONS]}[locale]


def _stored(page: Row) -> StoredPage:
    versions = tuple(map(_version, page.to_many[custom_page_states.VERSIONS]))
    return StoredPage(page.id, page["name"], page["url"], page["visible"], versions)


def _version(row: Row) -> StoredPageVersion:
    locales = {locale["locale"]: locale for locale in row.to_many[custom_pages.LOCALIZATIONS]}
    return StoredPageVersion(
        row.id,
        row["version"],
        row["state"],
        row["deepLink"],
        {name: locale["promotionalText"] for name, locale in locales.items()},
        {name: tuple(word.id for word in locale.to_many["searchKeywords"]) for name, locale in locales.items()},
        {name: _sizes(locale) for name, locale in locales.items()},
    )


def _sizes(locale: Row) -> Mapping[str, int]:
    sets = locale.to_many["appScreenshotSets"]
    return {each["screenshotDisplayType"]: len(each.to_many["appScreenshots"]) for each in sets}
