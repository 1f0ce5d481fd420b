"""The specs of the library, each for files of a size, and the placements that take them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import gcd
from pathlib import PurePath

from sandbox.appstore.display_types import MOST_PER_SET
from sandbox.appstore.library.groups import DEFAULT, GROUPS, MESSAGES, Size
from sandbox.appstore.preview_types import MOST_PER_SET as MOST_PREVIEWS

IMAGE, VIDEO = "IMAGE", "VIDEO"
CATEGORIES = frozenset({"APP_SCREENSHOTS_AND_PREVIEWS", "CREATIVE_ASSETS"})
EXTENSIONS = {IMAGE: (".jpg", ".jpeg", ".png"), VIDEO: (".mp4", ".m4v", ".mov")}
MIME_TYPES = {IMAGE: ("image/jpeg", "image/png"), VIDEO: ("video/quicktime", "video/mp4", "video/x-m4v")}
LARGEST = 500 * 1024 * 1024


@cache
def _id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


@dataclass(frozen=True, slots=True)
class Spec:
    """What a file must be: between two sizes in pixels, all with the shape of the larger one."""

    media: str
    least: Size
    most: Size
    extensions: tuple[str, ...]

    @property
    def short_name(self) -> str:
        """Apple's name, such as `i1290x2796a0`: without alpha, or a video's frames a second, length and sound."""
        size = "x".join(map(str, self.most))
        return f"i{size}a0" if self.media == IMAGE else f"v{size}f23~30t15~30u1"

    @property
    def id(self) -> str:
        """The id of the spec, the same in every account."""
        return _id(f"{self.short_name} {self.least}")

    @property
    def shape(self) -> Size:
        """The ratio of width to height."""
        divisor = gcd(*self.most)
        return self.most[0] // divisor, self.most[1] // divisor

    def fits(self, size: Size, extension: str) -> bool:
        """Returns whether a file of this size and extension is one of the spec."""
        between = all(least <= side <= most for least, side, most in zip(self.least, size, self.most, strict=True))
        return between and size[0] * self.shape[1] == size[1] * self.shape[0] and extension in self.extensions


@dataclass(frozen=True, slots=True)
class PlacementType:
    """A kind of place: the category of its files, how many a group takes, and the specs of each group."""

    id: str
    category: str
    most: int
    specs: Mapping[str, tuple[Spec, ...]]


def _exact(media: str, sizes: Iterable[Size]) -> tuple[Spec, ...]:
    return tuple(Spec(media, size, size, EXTENSIONS[media]) for size in sorted(sizes))


def _creative(least: Size, most: Size, extensions: tuple[str, ...] = EXTENSIONS[IMAGE]) -> Spec:
    return Spec(IMAGE, least, most, extensions)


_PREVIEWED = [group for group in GROUPS.values() if group.previews]
_MESSAGES = [group for group in GROUPS.values() if group.has_messages]
# A picture that serves as the header of a product page and in search results.
_UNIVERSAL = _creative((5244, 2950), (5244, 2950), (".png",))
_TYPES = (
    PlacementType(
        "APP_SCREENSHOT",
        "APP_SCREENSHOTS_AND_PREVIEWS",
        MOST_PER_SET,
        {group.id: _exact(IMAGE, group.screenshots) for group in GROUPS.values()},
    ),
    PlacementType(
        "IMESSAGE_APP_SCREENSHOT",
        "APP_SCREENSHOTS_AND_PREVIEWS",
        MOST_PER_SET,
        {MESSAGES + group.id: _exact(IMAGE, group.screenshots) for group in _MESSAGES},
    ),
    PlacementType(
        "APP_PREVIEW",
        "APP_SCREENSHOTS_AND_PREVIEWS",
        MOST_PREVIEWS,
        {group.id: _exact(VIDEO, group.previews) for group in _PREVIEWED},
    ),
    PlacementType(
        "PRODUCT_PAGE_HEADER_ASSET",
        "CREATIVE_ASSETS",
        1,
        {DEFAULT: (_creative((3840, 1646), (3840, 1646)), _UNIVERSAL)},
    ),
    PlacementType(
        "APP_STORE_SEARCH_RESULTS_ASSET",
        "CREATIVE_ASSETS",
        1,
        {DEFAULT: (_creative((1920, 1280), (3840, 2560)), _UNIVERSAL)},
    ),
    PlacementType("EVENT_CARD_ASSET", "CREATIVE_ASSETS", 1, {DEFAULT: (_creative((1920, 1080), (3840, 2160)),)}),
    PlacementType(
        "EVENT_DETAILS_PAGE_ASSET", "CREATIVE_ASSETS", 1, {DEFAULT: (_creative((1080, 1920), (2160, 3840)),)}
    ),
)
PLACEMENT_TYPES: Mapping[str, PlacementType] = {type_.id: type_ for type_ in _TYPES}
_MEDIA = ("APP_SCREENSHOT", "IMESSAGE_APP_SCREENSHOT", "APP_PREVIEW")
# What can be placed on each kind of parent.
FEATURES: Mapping[str, tuple[str, ...]] = {
    "APP_STORE_VERSIONS": (*_MEDIA, "PRODUCT_PAGE_HEADER_ASSET", "APP_STORE_SEARCH_RESULTS_ASSET"),
    "CUSTOM_PRODUCT_PAGES": _MEDIA,
    "PRODUCT_PAGE_OPTIMIZATIONS": _MEDIA,
    "IN_APP_EVENTS": ("EVENT_CARD_ASSET", "EVENT_DETAILS_PAGE_ASSET"),
}
SPECS: Mapping[str, Spec] = {spec.id: spec for type_ in _TYPES for specs in type_.specs.values() for spec in specs}


def match(media: str, category: str, name: str, size: Size) -> Spec | None:
    """Returns the spec of a file by its size and extension, among those of its category."""
    extension = PurePath(name.lower()).suffix
    return next(
        (
            spec
            for type_ in _TYPES
            if type_.category == category
            for specs in type_.specs.values()
            for spec in specs
            if spec.media == media and spec.fits(size, extension)
        ),
        None,
    )


def sizes(media: str, category: str) -> frozenset[Size]:
    """Returns the largest size of each spec of a category."""
    found = (type_.specs.values() for type_ in _TYPES if type_.category == category)
    return frozenset(spec.most for groups in found for specs in groups for spec in specs if spec.media == media)
