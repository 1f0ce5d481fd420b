"""The devices for which the App Store shows screenshots: labels, platforms and sizes."""

from collections.abc import Collection
from dataclasses import dataclass

Size = tuple[int, int]


@dataclass(frozen=True)
class Device:
    """A device: its current label, the platform of its version, the exact sizes in pixels, and other names.

    `screens` are the sizes of its own screens that the App Store does not take. `library_only`: Apple has no sets for
    it, only groups of the App Asset Library.
    """

    label: str
    platform: str
    sizes: frozenset[Size]
    also: str = ""
    screens: frozenset[Size] = frozenset()
    library_only: bool = False


def nearest(accepted: Collection[Size], width: int, height: int) -> tuple[Size, ...]:
    """Return the sizes in the orientation of a picture, or all if none is, the nearest shape first, then area."""
    alike = {size for size in accepted if (size[0] > size[1]) == (width > height)} or accepted

    def distance(size: Size) -> tuple[float, int, Size]:
        return round(abs(size[0] / size[1] - width / height), 3), abs(size[0] * size[1] - width * height), size

    return tuple(sorted(alike, key=distance))


def _exactly(*sizes: Size) -> frozenset[Size]:
    return frozenset(sizes)


def _turned(*portrait: Size) -> frozenset[Size]:
    return frozenset(portrait) | {(height, width) for width, height in portrait}


_WIDE_TV = (3840, 2160)

# Keys are Apple's names without APP_, and ours where Apple has none. Their numbers are those of the first such device:
# IPHONE_67 is 6.9" today and 6.1" is IPHONE_58.
# https://developer.apple.com/help/app-store-connect/reference/screenshot-specifications
DEVICES: dict[str, Device] = {
    "IPHONE_67": Device(
        'iPhone 6.9"',
        "IOS",
        _turned((1260, 2736), (1290, 2796), (1320, 2868)),
        "6.9, 6.7, iphone 6.7, iphone 69, app iphone 69",
    ),
    "IPHONE_65": Device('iPhone 6.5"', "IOS", _turned((1242, 2688), (1284, 2778)), "6.5"),
    "IPHONE_61": Device('iPhone 6.3"', "IOS", _turned((1179, 2556), (1206, 2622)), "6.3, iphone 63"),
    "IPHONE_58": Device(
        'iPhone 6.1"', "IOS", _turned((1080, 2340), (1125, 2436), (1170, 2532)), "6.1, 5.8, iphone 5.8"
    ),
    "IPHONE_55": Device('iPhone 5.5"', "IOS", _turned((1242, 2208)), "5.5"),
    "IPHONE_47": Device('iPhone 4.7"', "IOS", _turned((750, 1334)), "4.7"),
    "IPHONE_40": Device(
        'iPhone 4"', "IOS", _turned((640, 1136)) | _exactly((640, 1096), (1136, 600)), "4.0, iphone 4.0"
    ),
    "IPHONE_35": Device(
        'iPhone 3.5"',
        "IOS",
        _turned((320, 480), (640, 960)) | _exactly((320, 460), (480, 300), (640, 920), (960, 600)),
        "3.5",
    ),
    "IPHONE_DUO": Device("iPhone Duo", "IOS", _turned((1398, 2034), (2007, 2853)), "duo", library_only=True),
    "IPAD_PRO_3GEN_129": Device(
        'iPad 13"',
        "IOS",
        _turned((2048, 2732), (2064, 2752)),
        "13, 12.9, ipad 12.9, ipad 129, ipad pro 12.9, ipad pro 13, ipad air 13",
    ),
    "IPAD_PRO_3GEN_11": Device(
        'iPad 11"',
        "IOS",
        _turned((1488, 2266), (1640, 2360), (1668, 2388), (1668, 2420)),
        "11, ipad pro 11, ipad air 11",
    ),
    "IPAD_PRO_129": Device(
        'iPad 12.9" (2nd gen)',
        "IOS",
        _turned((2048, 2732)),
        "ipad pro 12.9 2nd gen, ipad 12.9 2nd generation, ipad pro 12.9 2nd generation",
    ),
    "IPAD_105": Device('iPad 10.5"', "IOS", _turned((1668, 2224)), "10.5, ipad pro 10.5"),
    "IPAD_97": Device(
        'iPad 9.7"',
        "IOS",
        _turned((768, 1024), (1536, 2048)) | _exactly((768, 1004), (1024, 748), (1536, 2008), (2048, 1496)),
        "9.7, ipad pro 9.7",
    ),
    "DESKTOP": Device(
        "Mac",
        "MAC_OS",
        _exactly((1280, 800), (1440, 900), (2560, 1600), (2880, 1800)),
        "mac os, macbook, macbook pro, imac, os x",
        # MacBook, MacBook Air and Pro, iMac, and Apple's displays; then the scaled sizes in which macOS shows them.
        _exactly(
            *((2304, 1440), (2560, 1664), (2880, 1864), (3024, 1964), (3456, 2234)),
            *((4096, 2304), (4480, 2520), (5120, 2880), (6016, 3384), (2560, 1440), (1920, 1080), (1680, 1050)),
            *((1470, 956), (1512, 982), (1710, 1112), (1728, 1117), (1920, 1200), (2240, 1260), (3008, 1692)),
        ),
    ),
    "WATCH_ULTRA": Device(
        "Apple Watch Ultra", "IOS", _exactly((410, 502), (422, 514)), "ultra, watch ultra 2, watch ultra 3"
    ),
    "WATCH_SERIES_10": Device(
        "Apple Watch Series 10",
        "IOS",
        _exactly((416, 496)),
        "series 10, series 11, watch 10, watch 11, watch series 11",
    ),
    "WATCH_SERIES_7": Device(
        "Apple Watch Series 7",
        "IOS",
        _exactly((396, 484)),
        "series 7, series 8, series 9, watch 7, watch 8, watch 9, watch series 8, watch series 9",
    ),
    "WATCH_SERIES_4": Device(
        "Apple Watch Series 4",
        "IOS",
        _exactly((368, 448)),
        "series 4, series 5, series 6, watch 4, watch 5, watch 6, watch series 5, watch series 6, watch se",
    ),
    "WATCH_SERIES_3": Device(
        "Apple Watch Series 3", "IOS", _exactly((312, 390)), "series 3, watch 3, watch series 2, watch series 1"
    ),
    "APPLE_TV": Device("Apple TV", "TV_OS", _exactly((1920, 1080), _WIDE_TV), "tv, tv os"),
    "APPLE_VISION_PRO": Device(
        "Apple Vision Pro", "VISION_OS", _exactly(_WIDE_TV), "vision, vision os, vision pro, apple vision"
    ),
}
