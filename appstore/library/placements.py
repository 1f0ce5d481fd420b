"""Placements: which assets of the library a localization shows in which group, and in which order.

A placement cannot be changed, only made and deleted; deleting it leaves its asset in the library.
https://developer.apple.com/documentation/appstoreconnectapi/placing-app-asset-library-assets
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from appstore.calls.jsonapi import body
from appstore.client import AppStore, Document, Resource
from appstore.errors import Refused
from appstore.library import assets
from appstore.library.assets import Asset, Media

_TYPE = "appAssetLibraryPlacements"
_ORDERING = "appAssetLibraryPlacementOrderingRequests"
# The state of what an earlier version showed; Apple does not list it among the states.
_FORMER = "INACTIVE"


@dataclass(frozen=True)
class Placement:
    """An asset that a localization shows."""

    id: str
    group: str
    asset: Asset


@dataclass(frozen=True)
class PlacementGroup:
    """A group of a localization, for one type of placements. `owner` is what placements call the localization."""

    owner: str
    localization_id: str
    type: str
    name: str

    @property
    def parents(self) -> dict[str, tuple[str, str]]:
        """Return the localization as a relationship."""
        return {self.owner: (f"{self.owner}s", self.localization_id)}


def of_localization(
    apple: AppStore, owner: str, localization_id: str, types: Collection[str], group: str = ""
) -> tuple[Placement, ...]:
    """Return the placements of these types, those of each group in the order of the store page: one call."""
    params: dict[str, str | int] = {
        "filter[placementType]": ",".join(types),
        "sort": "placementGroupPosition",
        "include": "image,video",
    }
    if group:
        params["filter[placementGroup]"] = group
    answer = apple.pages(f"/v1/{owner}s/{localization_id}/placements", params)
    found = [_read(answer, placement) for placement in answer.data if placement.text("placementType") in types]
    return tuple(placement for placement in found if placement is not None and group in {"", placement.group})


def _read(answer: Document, placement: Resource) -> Placement | None:
    asset = answer.related_one(placement, assets.IMAGES.placed) or answer.related_one(placement, assets.VIDEOS.placed)
    if asset is None or placement.text("state") == _FORMER:
        return None
    return Placement(placement.id, placement.text("placementGroup"), assets.read(asset))


def create(apple: AppStore, group: PlacementGroup, media: Media, asset_id: str) -> str:
    """Show an asset at the end of a group; returns the placement's id. It is found again if Apple's answer was lost."""

    def find() -> Resource | None:
        here = of_localization(apple, group.owner, group.localization_id, (group.type,), group.name)
        return next((Resource(_TYPE, shown.id) for shown in here if shown.asset.file.id == asset_id), None)

    document = body(
        _TYPE,
        {"placementType": group.type, "placementGroup": group.name},
        parents={media.placed: (media.type, asset_id), **group.parents},
    )
    return apple.post(f"/v1/{_TYPE}", document, find=find).first.id


def delete(apple: AppStore, placement_id: str) -> None:
    """Show an asset there no longer; it is no error if the placement is already gone."""
    try:
        apple.delete(f"/v1/{_TYPE}/{placement_id}")
    except Refused as refused:
        if not refused.gone:
            raise


def put_in_order(apple: AppStore, group: PlacementGroup, placement_ids: Sequence[str]) -> None:
    """Set the order of a group; the ids name all placements of this type in it. Repeating it does no harm."""
    parent, localization_id = group.parents[group.owner]
    document = {
        "data": {
            "type": _ORDERING,
            "attributes": {"placementGroup": group.name},
            "relationships": {
                "orderedPlacements": {"data": [{"type": _TYPE, "id": each} for each in placement_ids]},
                group.owner: {"data": {"type": parent, "id": localization_id}},
            },
        }
    }
    apple.post(f"/v1/{_ORDERING}", document, find=lambda: None)
