"""Apple's website: users of the account add apps, versions, texts and screenshots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sandbox.appstore import (
    apps,
    lifecycle,
    localizations,
    phased,
    phased_releases,
    screenshots,
    versions,
)
from sandbox.appstore.account import Account
from sandbox.appstore.screenshot_sets import SCREENSHOT_SETS
from sandbox.appstore.store import Row


@dataclass(frozen=True, slots=True)
class StoredScreenshot:
    """A stored screenshot: `checksum` is the MD5 of `data` in hex, None before it is committed."""

    id: str
    name: str
    size: int
    checksum: str | None
    state: str
    data: bytes = field(repr=False)


class Pages(Account):
    """The pages of the account's apps. An unknown id or locale raises KeyError."""

    def add_app(self, bundle_id: str, name: str, primary_locale: str = "en-US", app_id: str = "") -> str:
        """Adds an app without a version; returns its id, which an app that another account transferred has already."""
        return self._do(lambda: apps.add(self._store, bundle_id, name, primary_locale, app_id).id)

    def add_version(
        self,
        app_id: str,
        version: str,
        platform: str = "IOS",
        state: str = "PREPARE_FOR_SUBMISSION",
        locales: Iterable[str] | None = None,
    ) -> str:
        """Adds a version; returns its id.

        With `locales`, it has these locales, without texts. Without, it is a copy of the previous version, as at Apple,
        or has only the app's primary language if there is no previous version.
        """

        def add() -> str:
            app = self._store.rows["apps"][app_id]
            return versions.add(self._store, app, version, platform=platform, state=state, locales=locales).id

        return self._do(add)

    def set_version_state(self, version_id: str, state: str) -> None:
        """Sets a version's state; ValueError if Apple has no such state."""
        self._do(lambda: lifecycle.set_state(self._store, self._version(version_id), state))

    def set_version(self, version_id: str, **attributes: object) -> None:
        """Sets attributes of a version in any state, by Apple's names (`copyright`); ValueError for others."""

        def write() -> None:
            row = self._version(version_id)
            if not row.attributes.keys() >= attributes.keys():
                raise ValueError(f"no such attributes: {sorted(attributes.keys() - row.attributes.keys())}")
            row.attributes |= attributes
            self._store.changed("version.updated")

        self._do(write)

    def set_phased_release(self, version_id: str, state: str = "ACTIVE", day: int = 1) -> None:
        """Sets a phased release for a version; `day` (1 to 7) is the current day."""
        self._do(lambda: phased_releases.add(self._store, self._version(version_id), state, day))

    def finish_distribution(self, version_id: str) -> None:
        """Puts a version on the store that is being processed for distribution; otherwise does nothing."""
        self._do(lambda: lifecycle.go_live(self._store, self._version(version_id)))

    def next_phased_day(self, version_id: str) -> None:
        """Lets a day of a version's phased release pass."""

        def tomorrow() -> None:
            row = self._version(version_id).to_one[phased.LINK]
            if row is not None:
                phased.next_day(self._store, row)

        self._do(tomorrow)

    def set_text(self, version_id: str, locale: str, **texts: str | None) -> None:
        """Sets texts in any state of the version, by Apple's names (`promotionalText`); ValueError for others."""

        def write() -> None:
            row = self._locale(version_id, locale)
            if not row.attributes.keys() >= texts.keys():
                raise ValueError(f"no such texts: {sorted(texts.keys() - row.attributes.keys())}")
            row.attributes |= texts
            self._store.changed("text.changed")

        self._do(write)

    def texts(self, version_id: str) -> dict[str, dict[str, str | None]]:
        """Returns the texts of a version by locale and Apple's attribute name."""

        def read() -> dict[str, dict[str, str | None]]:
            rows = self._version(version_id).to_many["appStoreVersionLocalizations"]
            return {
                row["locale"]: {name: text for name, text in row.attributes.items() if name != "locale"} for row in rows
            }

        return self._do(read)

    def add_locale(self, version_id: str, locale: str) -> None:
        """Adds a locale to a version, as another user would."""
        self._do(lambda: localizations.add(self._store, self._version(version_id), {"locale": locale}))

    def delete_set(self, version_id: str, locale: str, display_type: str) -> None:
        """Deletes a set with its screenshots, as another user would; KeyError if there is none."""

        def delete() -> None:
            shots = SCREENSHOT_SETS.of(self._locale(version_id, locale), display_type)
            if shots is None:
                raise KeyError(display_type)
            SCREENSHOT_SETS.remove(self._store, shots)

        self._do(delete)

    def delete_locale(self, version_id: str, locale: str) -> None:
        """Deletes a locale of a version with its sets, as another user would."""

        def delete() -> None:
            self._store.remove(self._locale(version_id, locale))
            self._store.changed("locale.removed")

        self._do(delete)

    def fill_set(
        self, version_id: str, locale: str, display_type: str, files: Sequence[tuple[str, bytes]]
    ) -> tuple[str, ...]:
        """Appends processed screenshots to a set, as another user would; returns their ids."""

        def fill() -> tuple[str, ...]:
            row = self._locale(version_id, locale)
            shots = SCREENSHOT_SETS.of(row, display_type) or SCREENSHOT_SETS.add(self._store, row, display_type)
            added = tuple(screenshots.add_complete(self._store, shots, name, data).id for name, data in files)
            self._store.changed("screenshot.complete")
            return added

        return self._do(fill)

    def screenshots(self, version_id: str, locale: str, display_type: str) -> tuple[StoredScreenshot, ...]:
        """Returns the screenshots of a set in order; empty if there is no such set."""
        return self.sets(version_id).get((locale, display_type), ())

    def sets(self, version_id: str) -> dict[tuple[str, str], tuple[StoredScreenshot, ...]]:
        """Returns every set of a version by locale and display type."""

        def read() -> dict[tuple[str, str], tuple[StoredScreenshot, ...]]:
            return {
                (row["locale"], shots["screenshotDisplayType"]): tuple(map(self._shot, shots.to_many["appScreenshots"]))
                for row in self._version(version_id).to_many["appStoreVersionLocalizations"]
                for shots in row.to_many["appScreenshotSets"]
            }

        return self._do(read)

    def _version(self, version_id: str) -> Row:
        return self._store.rows["appStoreVersions"][version_id]

    def _locale(self, version_id: str, locale: str) -> Row:
        rows = self._version(version_id).to_many["appStoreVersionLocalizations"]
        return {row["locale"]: row for row in rows}[locale]

    def _shot(self, row: Row) -> StoredScreenshot:
        media = self._store.media[row["assetToken"]]
        return StoredScreenshot(
            row.id,
            row["fileName"],
            row["fileSize"],
            media.checksum if media.committed else None,
            row["assetDeliveryState"]["state"],
            media.data,
        )
