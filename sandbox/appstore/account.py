"""An App Store Connect account of one's own: fill it, serve it, break it, and look at what was done to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from sandbox.appstore import apps, screenshot_sets, screenshots, versions
from sandbox.appstore.allowance import Allowance
from sandbox.appstore.bridge import Bridge
from sandbox.appstore.calls import Call
from sandbox.appstore.faults import Faults
from sandbox.appstore.gateway import Gateway
from sandbox.appstore.server import application, serving
from sandbox.appstore.settings import Settings
from sandbox.appstore.store import Row, Store
from sandbox.appstore.tokens import Key, KeyRing

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shot:
    """A screenshot as the account has it: `checksum` is the MD5 in hex of `data`, None before it is committed."""

    id: str
    name: str
    size: int
    checksum: str | None
    state: str
    data: bytes


class AppStoreConnect(Settings):
    """The stand-in. Every method may be called from any thread, before, while and after it serves."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__()
        random = Random(seed)
        self._store = Store(self, random, faults=Faults(Random(seed)))
        self._keys = KeyRing(random)
        self._allowance = Allowance()
        self._bridge = Bridge()
        self.calls: list[Call] = []
        """Every request that was made, oldest first; it only grows."""

    @property
    def faults(self) -> Faults:
        """The misfortunes in force."""
        return self._store.faults

    @property
    def on_change(self) -> list[Callable[[str], None]]:
        """Called after each change of the state with a word for it; append to it. They must be quick."""
        return self._store.listeners

    def serve(self, port: int = 0) -> AbstractContextManager[str]:
        """Serve on a port of this machine (0: a free one) while the context lasts; gives the root address."""
        app = application(Gateway(self._store, self._keys, self._allowance), self.calls)
        return serving(app, self._store, self._bridge, port)

    def allowance(self, limit: int = 3600, window: float = 3600.0, retry_after: int | None = None) -> None:
        """Let each key make `limit` calls in `window` seconds; a refusal carries `Retry-After` where one is given."""

        def change() -> None:
            self._allowance.limit, self._allowance.window = limit, window
            self._allowance.retry_after = retry_after

        self._bridge.run(change)

    def add_key(self, role: str = "APP_MANAGER", *, individual: bool = False) -> Key:
        """Make an API key."""
        return self._bridge.run(lambda: self._keys.add(role, individual=individual))

    def revoke_key(self, key_id: str) -> None:
        """End a key: its tokens are refused from now on."""
        self._bridge.run(lambda: self._keys.revoke(key_id))

    def add_app(self, bundle_id: str, name: str, primary_locale: str = "en-US") -> str:
        """Register an app without a version; gives its id."""
        return self._bridge.run(lambda: apps.add(self._store, bundle_id, name, primary_locale).id)

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
            app = self._store.find("apps", app_id)
            return versions.add(self._store, app, version, platform=platform, state=state, locales=locales).id

        return self._bridge.run(add)

    def set_version_state(self, version_id: str, state: str) -> None:
        """Put a version into a state; ValueError where Apple has no such state."""
        self._bridge.run(lambda: versions.set_state(self._store, self._version(version_id), state))

    def set_text(self, version_id: str, locale: str, **texts: str | None) -> None:
        """Write texts as somebody else would on the web; the names are Apple's (`promotionalText`)."""

        def write() -> None:
            row = self._locale(version_id, locale)
            if not row.attributes.keys() >= texts.keys():
                raise ValueError(f"no such texts: {sorted(texts.keys() - row.attributes.keys())}")
            row.attributes |= texts
            self._store.changed("text.changed")

        self._bridge.run(write)

    def texts(self, version_id: str) -> dict[str, dict[str, str | None]]:
        """The texts of a version by locale, each with Apple's names."""

        def read() -> dict[str, dict[str, str | None]]:
            rows = self._version(version_id).many["appStoreVersionLocalizations"]
            return {
                row["locale"]: {name: text for name, text in row.attributes.items() if name != "locale"} for row in rows
            }

        return self._now(read)

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

        return self._bridge.run(fill)

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

        return self._now(read)

    def _now(self, read: Callable[[], T]) -> T:
        def settled() -> T:
            self._store.agenda.settle(self._store.now)
            return read()

        return self._bridge.run(settled)

    def _version(self, version_id: str) -> Row:
        return self._store.rows["appStoreVersions"][version_id]

    def _locale(self, version_id: str, locale: str) -> Row:
        rows = self._version(version_id).many["appStoreVersionLocalizations"]
        return next(row for row in rows if row["locale"] == locale)

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
