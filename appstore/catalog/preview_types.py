"""Types of app previews: the videos that each takes, and the display type of the screenshots beside them.

https://developer.apple.com/help/app-store-connect/reference/app-preview-specifications
"""

from collections.abc import Collection
from enum import StrEnum

from appstore.catalog import display_types
from appstore.catalog.devices import Size, nearest
from appstore.catalog.display_types import DisplayType


class PreviewType(StrEnum):
    """Apple's names: those of display types without APP_. Apple Watch and iMessage apps have none.

    IPHONE_DUO is ours, as in `DisplayType`.
    """

    IPHONE_67 = "IPHONE_67"
    IPHONE_65 = "IPHONE_65"
    IPHONE_61 = "IPHONE_61"
    IPHONE_58 = "IPHONE_58"
    IPHONE_55 = "IPHONE_55"
    IPHONE_47 = "IPHONE_47"
    IPHONE_40 = "IPHONE_40"
    IPHONE_35 = "IPHONE_35"
    IPHONE_DUO = "IPHONE_DUO"
    IPAD_PRO_3GEN_129 = "IPAD_PRO_3GEN_129"
    IPAD_PRO_3GEN_11 = "IPAD_PRO_3GEN_11"
    IPAD_PRO_129 = "IPAD_PRO_129"
    IPAD_105 = "IPAD_105"
    IPAD_97 = "IPAD_97"
    DESKTOP = "DESKTOP"
    APPLE_TV = "APPLE_TV"
    APPLE_VISION_PRO = "APPLE_VISION_PRO"


# Portrait; the same turned is taken, too. Apple lists a type for the 3.5" iPhone, but no size for it.
_PORTRAIT: dict[Size, tuple[PreviewType, ...]] = {
    (886, 1920): (
        PreviewType.IPHONE_67,
        PreviewType.IPHONE_65,
        PreviewType.IPHONE_61,
        PreviewType.IPHONE_58,
        PreviewType.IPHONE_DUO,
    ),
    (1080, 1920): (PreviewType.IPHONE_55, PreviewType.IPHONE_40),
    (750, 1334): (PreviewType.IPHONE_47,),
    (1200, 1600): (
        PreviewType.IPAD_PRO_3GEN_129,
        PreviewType.IPAD_PRO_3GEN_11,
        PreviewType.IPAD_PRO_129,
        PreviewType.IPAD_105,
    ),
    (900, 1200): (PreviewType.IPAD_PRO_129, PreviewType.IPAD_97),
}
_LANDSCAPE: dict[Size, tuple[PreviewType, ...]] = {
    (1920, 1080): (PreviewType.DESKTOP, PreviewType.APPLE_TV),
    (3840, 2160): (PreviewType.APPLE_VISION_PRO,),
}
_TYPES: dict[Size, tuple[PreviewType, ...]] = {
    size: (*_PORTRAIT.get(size, ()), *_PORTRAIT.get((size[1], size[0]), ()), *_LANDSCAPE.get(size, ()))
    for size in {*_PORTRAIT, *((height, width) for width, height in _PORTRAIT), *_LANDSCAPE}
}

_BESIDE = {
    display_type: PreviewType(display_type.value.removeprefix("APP_"))
    for display_type in DisplayType
    if display_type.value.removeprefix("APP_") in PreviewType.__members__
}
_DISPLAY_TYPES = {preview_type: display_type for display_type, preview_type in _BESIDE.items()}


def for_size(width: int, height: int) -> tuple[PreviewType, ...]:
    """Return the types that take a video of this size, as it is seen; the largest device of each family first."""
    return _TYPES.get((width, height), ())


def settle(
    width: int, height: int, platforms: Collection[str], existing: Collection[PreviewType]
) -> PreviewType | None:
    """Choose the type of a video by its size, on a version of these platforms; None if it has no such set.

    If devices share the size, the one set that the version has decides, otherwise the largest device.
    """
    fitting = [preview_type for preview_type in for_size(width, height) if platform_of(preview_type) in platforms]
    present = [preview_type for preview_type in fitting if preview_type in existing]
    return present[0] if len(present) == 1 else next(iter(fitting), None)


def sizes(preview_type: PreviewType) -> frozenset[Size]:
    """Return every (width, height) in pixels that a type takes."""
    return frozenset(size for size, types in _TYPES.items() if preview_type in types)


def nearest_sizes(width: int, height: int) -> tuple[Size, ...]:
    """Return the sizes that some type takes, in the orientation of a video.

    The nearest shape comes first, and of sizes with the same shape the one that most types take.
    """

    def distance(size: Size) -> tuple[float, int]:
        return round(abs(size[0] / size[1] - width / height), 2), -len(_TYPES[size])

    return tuple(sorted(nearest(_TYPES, width, height), key=distance))


def display_type_of(preview_type: PreviewType) -> DisplayType:
    """Return the display type of the screenshots that stand beside previews of this type."""
    return _DISPLAY_TYPES[preview_type]


def beside(display_type: DisplayType) -> PreviewType | None:
    """Return the type of the previews beside such screenshots, None for Apple Watch and iMessage apps."""
    return _BESIDE.get(display_type)


def label(preview_type: PreviewType) -> str:
    """Return the name in App Store Connect: `iPhone 6.9"`."""
    return display_types.label(display_type_of(preview_type))


def platform_of(preview_type: PreviewType) -> str:
    """Return the platform whose versions have such a set."""
    return display_types.platform_of(display_type_of(preview_type))
