"""Immutable snapshots of app previews, custom product pages and experiments."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.appstore.library.asset_types import VIDEOS
from sandbox.appstore.library.placed import own_groups
from sandbox.appstore.store import Row, Store
from sandbox.appstore.video_inspection import inspect_video


@dataclass(frozen=True, slots=True)
class PreviewSnapshot:
    """An app preview in the state of its video; `seconds` is known once that is processed."""

    id: str
    name: str
    state: str
    seconds: float | None
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreviewSetSnapshot:
    """The app previews of a preview type, or of a placement group of the App Asset Library, in order."""

    preview_type: str
    previews: tuple[PreviewSnapshot, ...]


@dataclass(frozen=True, slots=True)
class CustomPageSnapshot:
    """A custom product page: state and number of screenshots are those of its newest version."""

    id: str
    name: str
    visible: bool
    state: str
    screenshots: int


@dataclass(frozen=True, slots=True)
class ExperimentSnapshot:
    """An experiment, with the names of its treatments."""

    id: str
    name: str
    state: str
    treatments: tuple[str, ...]
    started: str | None


def preview_sets(store: Store, locale: Row) -> tuple[PreviewSetSnapshot, ...]:
    """Returns the app previews of a language of a version."""
    sets = (
        PreviewSetSnapshot(each["previewType"], tuple(_preview(store, row) for row in each.to_many["appPreviews"]))
        for each in locale.to_many["appPreviewSets"]
    )
    placed = (
        PreviewSetSnapshot(group, tuple(_video(store, row) for row in found))
        for group, found in own_groups(locale, VIDEOS).items()
    )
    return (*sets, *placed)


def _preview(store: Store, row: Row) -> PreviewSnapshot:
    delivery, seconds = row["videoDeliveryState"], None
    if row["videoUrl"] is not None:
        data = store.media[row["assetToken"]].data
        seconds = inspect_video(data, ()).seconds
    faults = tuple(str(error["code"]) for error in delivery.get("errors") or ())
    return PreviewSnapshot(row.id, row["fileName"], delivery["state"], seconds, faults)


def _video(store: Store, row: Row) -> PreviewSnapshot:
    """Returns a video of the library in the state that a preview would be in."""
    faults = tuple(str(detail["code"]) for detail in row["stateDetails"])
    state, seconds = row["state"], None
    if row["videoAsset"] is not None:
        state, seconds = "COMPLETE", inspect_video(store.media[row["assetToken"]].data, ()).seconds
    return PreviewSnapshot(row.id, row["fileName"], state, seconds, faults)


def custom_page(row: Row) -> CustomPageSnapshot:
    """Returns a custom product page."""
    version = row.to_many["appCustomProductPageVersions"][-1]
    count = sum(
        len(each.to_many["appScreenshots"])
        for locale in version.to_many["appCustomProductPageLocalizations"]
        for each in locale.to_many["appScreenshotSets"]
    )
    return CustomPageSnapshot(row.id, row["name"], row["visible"], version["state"], count)


def experiment(row: Row) -> ExperimentSnapshot:
    """Returns an experiment."""
    treatments = row.to_many["appStoreVersionExperimentTreatments"]
    names = tuple(each["name"] for each in treatments)
    return ExperimentSnapshot(row.id, row["name"], row["state"], names, row["startDate"])
