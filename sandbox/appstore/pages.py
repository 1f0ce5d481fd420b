"""What the account's people do on the web: register apps, prepare versions, write texts, put screenshots there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sandbox.appstore import apps, screenshot_sets, screenshots, versions
from sandbox.appstore.account import Account
from sandbox.appstore.store import Row


@dataclass(frozen=True, slots=True)
class Shot:
    """A screenshot as the account has it: `checksum` is the MD5 in hex of `data`, None before it is committed."""

    id: str
    name: str
    size: int
    checksum: str | None
    state: str
    data: bytes = field(repr=False)


class Pages(Account):
    """The pages of the account's apps. An id or a locale that is not there raises KeyError."""

    def add_app(self, bundle_id: str, name: str, primary_locale: str = "en-US") -> str:
        """Register an app without a version; gives its id."""
        return self._do(lambda: apps.add(self._store, bundle_id, name, primary_locale).id)

    def add_version(
        self,
        app_id: str,
        version: str,
        platform: str = "IOS",
        state: str = "PREPARE_FOR_SUBMISSION",
        locales: Iterable[str] | None = None,
    ) -> str:
        """Add a version; gives its id.

        With `locales` it has these, empty. Without, it starts as a copy of the version before it, as with Apple, or
        with the app's first language where there is none.
        """

        def add() -> str:
            app = self._store.rows["apps"][app_id]
            return versions.add(self._store, app, version, platform=platform, state=state, locales=locales).id

        return self._do(add)

    def set_version_state(self, version_id: str, state: str) -> None:
        """Put a version into a state; ValueError where Apple has no such state."""
        self._do(lambda: versions.set_state(self._store, self._version(version_id), state))

    def set_phased_release(self, version_id: str, state: str = "ACTIVE", day: int = 1) -> None:
        """Have a version reach its users in seven steps, of which `day` (1 to 7) is today's."""

        def phase() -> None:
            attributes = {"phasedReleaseState": state, "currentDayNumber": day, "totalPauseDuration": 0}
            row = self._store.add("appStoreVersionPhasedReleases", attributes)
            self._version(version_id).one["appStoreVersionPhasedRelease"] = row
            self._store.changed("version.phased")

        self._do(phase)

    def set_text(self, version_id: str, locale: str, **texts: str | None) -> None:
        """Write texts whatever the version's state; the names are Apple's (`promotionalText`), others ValueError."""

        def write() -> None:
            row = self._locale(version_id, locale)
            if not row.attributes.keys() >= texts.keys():
                raise ValueError(f"no such texts: {sorted(texts.keys() - row.attributes.keys())}")
            row.attributes |= texts
            self._store.changed("text.changed")

        self._do(write)

    def texts(self, version_id: str) -> dict[str, dict[str, str | None]]:
        """The texts of a version by locale, each with Apple's names."""

        def read() -> dict[str, dict[str, str | None]]:
            rows = self._version(version_id).many["appStoreVersionLocalizations"]
            return {
                row["locale"]: {name: text for name, text in row.attributes.items() if name != "locale"} for row in rows
            }

        return self._do(read)

    def fill_set(
        self, version_id: str, locale: str, display_type: str, files: Sequence[tuple[str, bytes]]
    ) -> tuple[str, ...]:
        """Put finished screenshots at the end of a set, as somebody else would; gives their ids."""

        def fill() -> tuple[str, ...]:
            row = self._locale(version_id, locale)
            shots = _set_of(row, display_type) or screenshot_sets.add(self._store, row, display_type)
            added = tuple(screenshots.add_complete(self._store, shots, name, data).id for name, data in files)
            self._store.changed("screenshot.complete")
            return added

        return self._do(fill)

    def screenshots(self, version_id: str, locale: str, display_type: str) -> tuple[Shot, ...]:
        """What a set holds, in its order; nothing where there is no such set."""
        return self.sets(version_id).get((locale, display_type), ())

    def sets(self, version_id: str) -> dict[tuple[str, str], tuple[Shot, ...]]:
        """Every set of a version by locale and display type."""

        def read() -> dict[tuple[str, str], tuple[Shot, ...]]:
            return {
                (row["locale"], shots["screenshotDisplayType"]): tuple(map(self._shot, shots.many["appScreenshots"]))
                for row in self._version(version_id).many["appStoreVersionLocalizations"]
                for shots in row.many["appScreenshotSets"]
            }

        return self._do(read)

    def _version(self, version_id: str) -> Row:
        return self._store.rows["appStoreVersions"][version_id]

    def _locale(self, version_id: str, locale: str) -> Row:
        rows = self._version(version_id).many["appStoreVersionLocalizations"]
        return {row["locale"]: row for row in rows}[locale]

    def _shot(self, row: Row) -> Shot:
        media = self._store.media[row["assetToken"]]
        return Shot(
            row.id,
            row["fileName"],
            row["fileSize"],
            media.checksum if media.committed else None,
            row["assetDeliveryState"]["state"],
            media.data,
        )


def _set_of(locale: Row, display_type: str) -> Row | None:
    rows = locale.many["appScreenshotSets"]
    return next((row for row in rows if row["screenshotDisplayType"] == display_type), None)
