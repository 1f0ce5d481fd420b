"""The types of app previews and the pixel sizes of videos that they accept."""

from __future__ import annotations

from collections.abc import Mapping

Size = tuple[int, int]

MOST_PER_SET = 3


def _turned(*sizes: Size) -> frozenset[Size]:
    return frozenset(sizes) | {(height, width) for width, height in sizes}


# Maps Apple's preview types to the accepted (width, height) pairs. There are none for watches and iMessage apps.
SIZES: Mapping[str, frozenset[Size]] = {
    **dict.fromkeys(("IPHONE_67", "IPHONE_65", "IPHONE_61", "IPHONE_58"), _turned((886, 1920))),
    **dict.fromkeys(("IPHONE_55", "IPHONE_40"), _turned((1080, 1920))),
    "IPHONE_47": _turned((750, 1334)),
    "IPHONE_35": frozenset(),
    **dict.fromkeys(("IPAD_PRO_3GEN_129", "IPAD_PRO_3GEN_11", "IPAD_105"), _turned((1200, 1600))),
    "IPAD_PRO_129": _turned((1200, 1600), (900, 1200)),
    "IPAD_97": _turned((900, 1200)),
    **dict.fromkeys(("DESKTOP", "APPLE_TV"), frozenset({(1920, 1080)})),
    "APPLE_VISION_PRO": frozenset({(3840, 2160)}),
}
