"""Apple's website: users of the account add files to the libraries of their apps, and place them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sandbox.appstore.custom_page_editor import CustomPages
from sandbox.appstore.experiments_editor import Experiments
from sandbox.appstore.library import assets, mirror, parents, placed, placements, states
from sandbox.appstore.library.asset_types import PLACEMENTS
from sandbox.appstore.pages import Pages
from sandbox.appstore.store import Row


@dataclass(frozen=True, slots=True)
class StoredAsset:
    """A file in a library: `places` are the groups in which it is placed; `data` is empty until it is committed."""

    id: str
    name: str
    reference: str | None
    state: str
    spec: str | None
    time_code: str | None
    places: tuple[str, ...]
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredPlacement:
    """A file that is placed; `from_set`: it is there because it stands in a set."""

    id: str
    state: str
    from_set: bool
    asset: StoredAsset


class AssetLibraries(Pages, CustomPages, Experiments):
    """The libraries of the account's apps, and what is placed where. An unknown id or locale raises KeyError.

    `where` is a placement type and group: `("APP_SCREENSHOT", "IPHONE_DUO_PROFILE")`.
    """

    def add_asset(self, app_id: str, name: str, data: bytes, reference: str | None = None) -> str:
        """Adds a processed picture or video, as another user would; returns its id."""
        return self._do(lambda: self._new_asset(self._store.rows["apps"][app_id], name, data, reference).id)

    def assets(self, app_id: str) -> tuple[StoredAsset, ...]:
        """Returns the pictures and videos in the library of an app, oldest first, those in sets included."""

        def read() -> tuple[StoredAsset, ...]:
            self._follow()
            library = self._store.rows["apps"][app_id].parent("assetLibrary")
            return tuple(map(self._asset, (*library.to_many["images"], *library.to_many["videos"])))

        return self._do(read)

    def place_files(
        self, version_id: str, locale: str, where: tuple[str, str], files: Sequence[tuple[str, bytes]]
    ) -> tuple[str, ...]:
        """Adds files to the library and places them on a version, as another user would; returns the placements."""
        return self._do(lambda: self._place(self._locale(version_id, locale), where, files))

    def place_on_page(
        self, page_id: str, locale: str, where: tuple[str, str], files: Sequence[tuple[str, bytes]]
    ) -> tuple[str, ...]:
        """Adds files to the library and places them on the newest version of a custom page; returns the placements."""
        return self._do(lambda: self._place(self._page_locale(page_id, locale), where, files))

    def place_on_treatment(
        self,
        experiment_id: str,
        treatment: str,
        locale: str,
        where: tuple[str, str],
        files: Sequence[tuple[str, bytes]],
    ) -> tuple[str, ...]:
        """Adds files to the library and places them on a treatment of an experiment; returns the placements."""
        return self._do(lambda: self._place(self._treatment_locale(experiment_id, treatment, locale), where, files))

    def placements(self, version_id: str, locale: str, where: tuple[str, str]) -> tuple[StoredPlacement, ...]:
        """Returns what is placed on a version, in order."""
        return self._do(lambda: self._placements(self._locale(version_id, locale), where))

    def placed(self, version_id: str, locale: str, where: tuple[str, str]) -> tuple[str, ...]:
        """Returns the names of the files that are placed on a version, in order."""
        return tuple(placement.asset.name for placement in self.placements(version_id, locale, where))

    def page_placements(self, page_id: str, locale: str, where: tuple[str, str]) -> tuple[StoredPlacement, ...]:
        """Returns what is placed on the newest version of a custom page, in order."""
        return self._do(lambda: self._placements(self._page_locale(page_id, locale), where))

    def treatment_placements(
        self, experiment_id: str, treatment: str, locale: str, where: tuple[str, str]
    ) -> tuple[StoredPlacement, ...]:
        """Returns what is placed on a treatment of an experiment, in order."""
        return self._do(lambda: self._placements(self._treatment_locale(experiment_id, treatment, locale), where))

    def unplace(self, placement_id: str) -> None:
        """Deletes a placement, as another user would."""
        self._do(lambda: placements.remove(self._store, self._store.rows[PLACEMENTS][placement_id]))

    def _new_asset(self, app: Row, name: str, data: bytes, reference: str | None) -> Row:
        return assets.add_complete(self._store, app.parent("assetLibrary"), name, data, referenceName=reference)

    def _place(self, locale: Row, where: tuple[str, str], files: Sequence[tuple[str, bytes]]) -> tuple[str, ...]:
        self._follow()
        added = [self._new_asset(parents.app(locale), name, data, None) for name, data in files]
        return tuple(placements.add(self._store, locale, asset, *where).id for asset in added)

    def _placements(self, locale: Row, where: tuple[str, str]) -> tuple[StoredPlacement, ...]:
        self._follow()
        rows = placements.in_group(locale, *where)
        return tuple(
            StoredPlacement(row.id, row["state"], placed.is_legacy(row), self._asset(placed.asset_of(row)))
            for row in rows
        )

    def _follow(self) -> None:
        mirror.follow(self._store)
        states.follow(self._store)

    def _asset(self, row: Row) -> StoredAsset:
        return StoredAsset(
            row.id,
            row["fileName"],
            row["referenceName"],
            row["state"],
            row["specId"],
            row.attributes.get("previewFrameTimeCode"),
            tuple(placement["placementGroup"] for placement in row.to_many["placements"]),
            self._store.media[row["assetToken"]].data,
        )
