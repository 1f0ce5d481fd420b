"""The types of the library: libraries, images, videos and placements."""

from __future__ import annotations

from sandbox.appstore.relations import Link, ResourceType, children, names

LIBRARIES = "appAssetLibraries"
IMAGES, VIDEOS = "appAssetLibraryImages", "appAssetLibraryVideos"
PLACEMENTS = "appAssetLibraryPlacements"
EVENT = "appEventLocalization"
# What files can be placed on, by the name of the relationship.
PARENTS = {
    "appStoreVersionLocalization": "appStoreVersionLocalizations",
    "appCustomProductPageLocalization": "appCustomProductPageLocalizations",
    "appStoreVersionExperimentTreatmentLocalization": "appStoreVersionExperimentTreatmentLocalizations",
    EVENT: "appEventLocalizations",
}
# The relationship of each of them to its placements. Apple's file of 4.4.1 has none, so that no response shows it.
PLACED = {"placements": Link(PLACEMENTS, to_many=True, owns=True, shown=False)}

_ASSET = "category createdDate lastModifiedDate fileName fileSize referenceName specId state stateDetails"
_ASSET_LINKS = {"placements": Link(PLACEMENTS, to_many=True, linked=True)}

LIBRARY_TYPES = (
    ResourceType(
        LIBRARIES,
        (),
        {
            "app": Link("apps", shown=False),
            "images": children(IMAGES),
            "videos": children(VIDEOS),
        },
    ),
    ResourceType(
        IMAGES,
        names(f"{_ASSET} uploadOperations imageAsset"),
        {"assetLibrary": Link(LIBRARIES, back="images", shown=False), **_ASSET_LINKS},
    ),
    ResourceType(
        VIDEOS,
        names(f"{_ASSET} uploadOperations videoAsset previewFrameTimeCode previewFrameImage"),
        {"assetLibrary": Link(LIBRARIES, back="videos", shown=False), **_ASSET_LINKS},
    ),
    ResourceType(
        PLACEMENTS,
        names("mediaType placementType placementGroup createdDate lastModifiedDate state stateDetails"),
        {
            "image": Link(IMAGES, back="placements"),
            "video": Link(VIDEOS, back="placements"),
            **{name: Link(kind, back="placements") for name, kind in PARENTS.items()},
        },
    ),
    ResourceType("appAssetLibraryPlacementOrderingRequests", ("placementGroup",)),
    ResourceType(
        "appAssetLibraryRefData",
        names("features placementProfileGroups imageSpecs videoSpecs placementTypes displayClasses"),
    ),
)
