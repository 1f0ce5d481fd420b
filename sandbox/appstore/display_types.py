"""Screenshot display types and the pixel sizes they accept."""

from __future__ import annotations

from collections.abc import Mapping

Size = tuple[int, int]

MOST_PER_SET = 10


def _turned(*sizes: Size) -> frozenset[Size]:
    return frozenset(sizes) | {(height, width) for width, height in sizes}


_APP: Mapping[str, frozenset[Size]] = {
    "APP_IPHONE_67": _turned((1260, 2736), (1290, 2796), (1320, 2868)),
    "APP_IPHONE_61": _turned((1179, 2556), (1206, 2622)),
    "APP_IPHONE_65": _turned((1242, 2688), (1284, 2778)),
    "APP_IPHONE_58": _turned((1080, 2340), (1125, 2436), (1170, 2532)),
    "APP_IPHONE_55": _turned((1242, 2208)),
    "APP_IPHONE_47": _turned((750, 1334)),
    "APP_IPHONE_40": frozenset({(640, 1096), (640, 1136), (1136, 600), (1136, 640)}),
    "APP_IPHONE_35": frozenset(
        {(320, 460), (320, 480), (480, 300), (480, 320), (640, 920), (640, 960), (960, 600), (960, 640)},
    ),
    "APP_IPAD_PRO_3GEN_129": _turned((2048, 2732), (2064, 2752)),
    "APP_IPAD_PRO_3GEN_11": _turned((1488, 2266), (1640, 2360), (1668, 2388), (1668, 2420)),
    "APP_IPAD_PRO_129": _turned((2048, 2732)),
    "APP_IPAD_105": _turned((1668, 2224)),
    "APP_IPAD_97": frozenset(
        {
            (768, 1004),
            (768, 1024),
            (1024, 748),
            (1024, 768),
            (1536, 2008),
            (1536, 2048),
            (2048, 1496),
            (2048, 1536),
        },
    ),
}
_APP_ONLY: Mapping[str, frozenset[Size]] = {
    "APP_DESKTOP": frozenset({(1280, 800), (1440, 900), (2560, 1600), (2880, 1800)}),
    "APP_WATCH_ULTRA": frozenset({(410, 502), (422, 514)}),
    "APP_WATCH_SERIES_10": frozenset({(416, 496)}),
    "APP_WATCH_SERIES_7": frozenset({(396, 484)}),
    "APP_WATCH_SERIES_4": frozenset({(368, 448)}),
    "APP_WATCH_SERIES_3": frozenset({(312, 390)}),
    "APP_APPLE_TV": frozenset({(1920, 1080), (3840, 2160)}),
    "APP_APPLE_VISION_PRO": frozenset({(3840, 2160)}),
}
_NO_MESSAGES = "APP_IPHONE_35"

# Maps Apple's display types to the accepted (width, height) pairs.
SIZES: Mapping[str, frozenset[Size]] = {
    **_APP,
    **_APP_ONLY,
    **{f"IMESSAGE_{name}": sizes for name, sizes in _APP.items() if name != _NO_MESSAGES},
}
