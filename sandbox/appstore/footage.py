"""Apple's website: users of the account add app previews to the pages of their apps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sandbox.appstore import previews
from sandbox.appstore.pages import Pages
from sandbox.appstore.preview_sets import PREVIEW_SETS
from sandbox.appstore.store import Row


@dataclass(frozen=True, slots=True)
class StoredPreview:
    """A stored preview: `state` is that of the video; `checksum` is the MD5 of `data`, None before it is committed.

    `time_code` is where its poster frame is, which is in `poster_state`; None until the video is processed.
    """

    id: str
    name: str
    size: int
    mime_type: str
    checksum: str | None
    state: str
    time_code: str | None
    poster_state: str | None
    data: bytes = field(repr=False)


class Footage(Pages):
    """The previews of the account's apps. An unknown id or locale raises KeyError."""

    def fill_preview_set(
        self, version_id: str, locale: str, preview_type: str, files: Sequence[tuple[str, bytes]]
    ) -> tuple[str, ...]:
        """Appends processed previews to a set, as another user would; returns their ids."""

        def fill() -> tuple[str, ...]:
            row = self._locale(version_id, locale)
            found = PREVIEW_SETS.of(row, preview_type) or PREVIEW_SETS.add(self._store, row, preview_type)
            added = tuple(previews.add_complete(self._store, found, name, data).id for name, data in files)
            self._store.changed("preview.complete")
            return added

        return self._do(fill)

    def previews(self, version_id: str, locale: str, preview_type: str) -> tuple[StoredPreview, ...]:
        """Returns the previews of a set in order; empty if there is no such set."""
        return self.preview_sets(version_id).get((locale, preview_type), ())

    def preview_sets(self, version_id: str) -> dict[tuple[str, str], tuple[StoredPreview, ...]]:
        """Returns every set of previews of a version by locale and preview type."""

        def read() -> dict[tuple[str, str], tuple[StoredPreview, ...]]:
            return {
                (row["locale"], found["previewType"]): tuple(map(self._preview, found.to_many["appPreviews"]))
                for row in self._version(version_id).to_many["appStoreVersionLocalizations"]
                for found in row.to_many["appPreviewSets"]
            }

        return self._do(read)

    def delete_preview(self, preview_id: str) -> None:
        """Deletes a preview, as another user would; KeyError if there is none."""
        self._do(lambda: self._store.remove(self._store.rows["appPreviews"][preview_id]))

    def _preview(self, row: Row) -> StoredPreview:
        media, image = self._store.media[row["assetToken"]], row["previewFrameImage"]
        return StoredPreview(
            row.id,
            row["fileName"],
            row["fileSize"],
            row["mimeType"],
            media.checksum if media.committed else None,
            row["videoDeliveryState"]["state"],
            row["previewFrameTimeCode"],
            None if image is None else image["state"]["state"],
            media.data,
        )
