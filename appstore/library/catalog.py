"""Reads which files Apple takes for each placement group, of which feature, and how many: its own reference data.

https://developer.apple.com/documentation/appstoreconnectapi/discovering-app-asset-library-specs
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from appstore.catalog.devices import Size
from appstore.client import AppStore
from appstore.media.assets import PAGE, TREATMENT, VERSION

# Whose languages have placements, and what the reference data calls them.
FEATURES = {VERSION: "APP_STORE_VERSIONS", PAGE: "CUSTOM_PRODUCT_PAGES", TREATMENT: "PRODUCT_PAGE_OPTIMIZATIONS"}


@dataclass(frozen=True, kw_only=True)
class Spec:
    """The files of one kind that Apple takes: pixels of each side, from least to most, and the most bytes of a file."""

    width: tuple[int, int]
    height: tuple[int, int]
    most_bytes: int = 0
    endings: tuple[str, ...] = ()

    def takes(self, size: Size) -> bool:
        """Return whether a picture of this size is taken."""
        (least_width, most_width), (least_height, most_height) = self.width, self.height
        return least_width <= size[0] <= most_width and least_height <= size[1] <= most_height


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """The specs by id, the ids of the specs of each group, and how many placements each group may have.

    The keys of `groups` are `APP_SCREENSHOT/IPAD_13_PROFILE`, those of `limits` have a feature before that.
    """

    specs: dict[str, Spec] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)

    def most(self, owner: str, placement_type: str, group: str) -> int:
        """Return how many placements a group of `owner` takes; 0 if it has none of this type."""
        named = f"{placement_type}/{group}"
        return self.limits.get(f"{FEATURES[owner]}/{named}", 0) if named in self.groups else 0

    def fits(self, spec_id: str, placement_type: str, group: str) -> bool:
        """Return whether an asset that Apple found to have this spec may be placed there."""
        return spec_id in self.groups.get(f"{placement_type}/{group}", ())

    def specs_of(self, placement_type: str, group: str) -> tuple[Spec, ...]:
        """Return the specs of the files that may be placed in a group."""
        named = self.groups.get(f"{placement_type}/{group}", ())
        return tuple(self.specs[spec_id] for spec_id in named if spec_id in self.specs)


def read(apple: AppStore) -> Catalog:
    """Read all of it in one call. It is the same for every app, and changes with Apple's devices."""
    attributes = apple.get("/v1/appAssetLibraryRefData").first.attributes
    specs = [*_list(attributes, "imageSpecs"), *_list(attributes, "videoSpecs")]
    return Catalog(
        specs={str(spec.get("specId")): _spec(spec) for spec in specs},
        groups=dict(_groups(attributes)),
        limits=dict(_limits(attributes)),
    )


def _spec(raw: Mapping[str, Any]) -> Spec:
    sides: Mapping[str, Any] = raw.get("dimensions") or {}

    def side(name: str) -> tuple[int, int]:
        return int(sides.get(f"min{name}") or 0), int(sides.get(f"max{name}") or 0)

    return Spec(
        width=side("Width"),
        height=side("Height"),
        most_bytes=int(raw.get("maxFileSize") or 0),
        endings=tuple(map(str, raw.get("fileExtensions") or ())),
    )


def _groups(attributes: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for placement_type in _list(attributes, "placementTypes"):
        for mapping in _list(placement_type, "specMappings"):
            named = f"{placement_type.get('placementTypeId')}/{mapping.get('placementGroupId')}"
            yield named, tuple(map(str, mapping.get("specs") or ()))


def _limits(attributes: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for feature in _list(attributes, "features"):
        for policy in _list(feature, "placementPolicies"):
            for limit in _list(policy, "groupLimits"):
                for group in limit.get("groupIds") or ():
                    named = f"{feature.get('featureId')}/{policy.get('placementType')}/{group}"
                    yield named, int(limit.get("maxCount") or 0)


def _list(attributes: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Return an array of objects; Apple leaves out empty ones."""
    return [each for each in attributes.get(name) or () if isinstance(each, dict)]
