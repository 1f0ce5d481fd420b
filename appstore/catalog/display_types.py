"""Screenshot display types: their names and sizes, and the choice of one for an image."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from appstore.catalog import fuzzy
from appstore.catalog.devices import DEVICES, Device, Size, nearest


class DisplayType(StrEnum):
    """Apple's names (https://developer.apple.com/documentation/appstoreconnectapi/screenshotdisplaytype).

    IPHONE_DUO is ours: for it, Apple has no such sets (`is_library_only`).
    """

    APP_IPHONE_67 = "APP_IPHONE_67"
    APP_IPHONE_65 = "APP_IPHONE_65"
    APP_IPHONE_61 = "APP_IPHONE_61"
    APP_IPHONE_58 = "APP_IPHONE_58"
    APP_IPHONE_55 = "APP_IPHONE_55"
    APP_IPHONE_47 = "APP_IPHONE_47"
    APP_IPHONE_40 = "APP_IPHONE_40"
    APP_IPHONE_35 = "APP_IPHONE_35"
    IPHONE_DUO = "IPHONE_DUO"
    APP_IPAD_PRO_3GEN_129 = "APP_IPAD_PRO_3GEN_129"
    APP_IPAD_PRO_3GEN_11 = "APP_IPAD_PRO_3GEN_11"
    APP_IPAD_PRO_129 = "APP_IPAD_PRO_129"
    APP_IPAD_105 = "APP_IPAD_105"
    APP_IPAD_97 = "APP_IPAD_97"
    APP_DESKTOP = "APP_DESKTOP"
    APP_WATCH_ULTRA = "APP_WATCH_ULTRA"
    APP_WATCH_SERIES_10 = "APP_WATCH_SERIES_10"
    APP_WATCH_SERIES_7 = "APP_WATCH_SERIES_7"
    APP_WATCH_SERIES_4 = "APP_WATCH_SERIES_4"
    APP_WATCH_SERIES_3 = "APP_WATCH_SERIES_3"
    APP_APPLE_TV = "APP_APPLE_TV"
    APP_APPLE_VISION_PRO = "APP_APPLE_VISION_PRO"
    IMESSAGE_APP_IPHONE_67 = "IMESSAGE_APP_IPHONE_67"
    IMESSAGE_APP_IPHONE_65 = "IMESSAGE_APP_IPHONE_65"
    IMESSAGE_APP_IPHONE_61 = "IMESSAGE_APP_IPHONE_61"
    IMESSAGE_APP_IPHONE_58 = "IMESSAGE_APP_IPHONE_58"
    IMESSAGE_APP_IPHONE_55 = "IMESSAGE_APP_IPHONE_55"
    IMESSAGE_APP_IPHONE_47 = "IMESSAGE_APP_IPHONE_47"
    IMESSAGE_APP_IPHONE_40 = "IMESSAGE_APP_IPHONE_40"
    IMESSAGE_APP_IPAD_PRO_3GEN_129 = "IMESSAGE_APP_IPAD_PRO_3GEN_129"
    IMESSAGE_APP_IPAD_PRO_3GEN_11 = "IMESSAGE_APP_IPAD_PRO_3GEN_11"
    IMESSAGE_APP_IPAD_PRO_129 = "IMESSAGE_APP_IPAD_PRO_129"
    IMESSAGE_APP_IPAD_105 = "IMESSAGE_APP_IPAD_105"
    IMESSAGE_APP_IPAD_97 = "IMESSAGE_APP_IPAD_97"

    @property
    def is_imessage(self) -> bool:
        """The set belongs to the iMessage app, which accepts the same sizes as the app itself."""
        return self.value.startswith("IMESSAGE_")

    @property
    def is_library_only(self) -> bool:
        """Only the App Asset Library has a place for such screenshots: Apple knows no display type of this name."""
        return _device(self).library_only


class Why(StrEnum):
    """The reason for the choice of a display type, or for none."""

    ONLY = "only"
    PLATFORM = "platform"
    NAMED = "named"
    EXISTING = "existing"
    NEWEST = "newest"
    AMBIGUOUS = "ambiguous"
    OTHER_PLATFORM = "other_platform"
    UNKNOWN_SIZE = "unknown_size"


@dataclass(frozen=True)
class Settled:
    """The display type of an image, or None; `candidates` are all that take an image of its size."""

    display_type: DisplayType | None
    why: Why
    candidates: tuple[DisplayType, ...] = ()


def label(display_type: DisplayType) -> str:
    """Return the name in App Store Connect: `iPhone 6.9"`, `iMessage iPad 13"`."""
    device = _device(display_type)
    return f"iMessage {device.label}" if display_type.is_imessage else device.label


def sizes(display_type: DisplayType) -> frozenset[Size]:
    """Return every (width, height) in pixels that Apple accepts, landscape included."""
    return _device(display_type).sizes


def screens(display_type: DisplayType) -> frozenset[Size]:
    """Return the sizes of such devices' own screens that Apple does not accept."""
    return _device(display_type).screens


def platform_of(display_type: DisplayType) -> str:
    """Return the platform whose versions have such a set; Apple Watch belongs to iOS versions."""
    return _device(display_type).platform


def named(words: str, *, imessage: bool = False) -> DisplayType | None:
    """Find a display type by Apple's name (in any case, with or without APP_) or a common name.

    With `imessage` it is the one of the iMessage app, if there is one.
    """
    found = NAMES.get(_spelled(words))
    return of_imessage(found) if found and imessage else found


def of_imessage(display_type: DisplayType) -> DisplayType | None:
    """Return the display type of an iMessage app for the same device, None where there is none."""
    return DisplayType.__members__.get(f"IMESSAGE_APP_{_short(display_type)}")


def similar(words: str) -> list[tuple[float, DisplayType]]:
    """Return every display type with its similarity to the words, from 1 down to 0."""
    return fuzzy.ranked(_spelled(words), NAMES)


def suggestion(display_type: DisplayType) -> str:
    """Return a display type as it can be typed, with its label: `APP_IPHONE_67 (iPhone 6.9")`."""
    return f"{display_type.value} ({label(display_type)})"


def closest(words: str, count: int = 3) -> tuple[str, ...]:
    """Return the suggestions most similar to the words, the closest first."""
    return tuple(suggestion(display_type) for _, display_type in similar(words)[:count])


def for_size(width: int, height: int, *, imessage: bool = False) -> tuple[DisplayType, ...]:
    """Return the display types of the app itself, or of its iMessage app, that accept an image of this size."""
    return tuple(kind for kind in DisplayType if kind.is_imessage is imessage and (width, height) in sizes(kind))


def settle(
    width: int,
    height: int,
    platform: str | None,
    existing: Collection[DisplayType],
    *,
    name: str = "",
    imessage: bool = False,
) -> Settled:
    """Choose the display type of an image by its size.

    `platform` is the version's (`IOS`, `TV_OS` …) if known, `existing` are the sets that it has. If devices share a
    size, the file's `name` decides if it names one. If two iPads share it, and the version has neither or both, the 13"
    one is chosen: Apple requires it.
    """
    fitting = for_size(width, height, imessage=imessage)
    here = tuple(display_type for display_type in fitting if platform in {None, platform_of(display_type)})
    present = tuple(display_type for display_type in here if display_type in existing)
    if len(here) == 1:
        return Settled(here[0], Why.ONLY if len(fitting) == 1 else Why.PLATFORM, fitting)
    if len(called := [display_type for display_type in here if _is_named_in(name, display_type)]) == 1:
        return Settled(called[0], Why.NAMED, fitting)
    if len(present) == 1:
        return Settled(present[0], Why.EXISTING, fitting)
    if newest := next((display_type for display_type in here if _short(display_type) == "IPAD_PRO_3GEN_129"), None):
        return Settled(newest, Why.NEWEST, fitting)
    if not fitting:
        return Settled(None, Why.UNKNOWN_SIZE)
    return Settled(None, Why.AMBIGUOUS if here else Why.OTHER_PLATFORM, fitting)


def nearest_sizes(display_type: DisplayType, width: int, height: int) -> tuple[Size, ...]:
    """Return the accepted sizes in the orientation of an image, the nearest shape first, then the nearest area."""
    return nearest(sizes(display_type), width, height)


def _is_named_in(name: str, display_type: DisplayType) -> bool:
    """Return whether a file is named after a device that shares its size with others: by Apple, or by a simulator."""
    short = _short(display_type)
    return f"app_{short}".casefold() in name.casefold() or bool(
        short in _SIMULATORS and _SIMULATORS[short].search(name)
    )


def _short(display_type: DisplayType) -> str:
    return display_type.value.removeprefix("IMESSAGE_").removeprefix("APP_")


def _device(display_type: DisplayType) -> Device:
    return DEVICES[_short(display_type)]


# `iPad Pro (12.9-inch) (2nd generation)-1.png`, as fastlane's snapshot names files and deliver reads them.
_SIMULATORS = {
    "IPAD_PRO_129": re.compile(r"12\.9.*2nd generation", re.IGNORECASE),
    "IPAD_PRO_3GEN_129": re.compile(r"12\.9.*[3-6](rd|th) generation|\b13[- ]inch", re.IGNORECASE),
    "APPLE_VISION_PRO": re.compile("vision", re.IGNORECASE),
}
_IGNORED = re.compile(r"(?<=\d)\s*-?\s*inch(es)?\b|\bdisplay\b")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_SEPARATORS = re.compile(r"[^a-z0-9.]+")


def _spelled(words: str) -> str:
    """Normalize `iPhone 6,9″`, `IPHONE-6.9` and `iphone 6.9-inch`: letters, digits and decimal points."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    return _SEPARATORS.sub("", _DECIMAL_COMMA.sub(".", _IGNORED.sub("", plain))).strip(".")


def _names_of(display_type: DisplayType) -> tuple[str, ...]:
    device, short = _device(display_type), _short(display_type)
    names = (short, f"APP_{short}", device.label, device.label.removeprefix("Apple "), *device.also.split(", "))
    return tuple(f"imessage {name}" for name in names) if display_type.is_imessage else names


NAMES = {_spelled(name): display_type for display_type in DisplayType for name in _names_of(display_type) if name}
