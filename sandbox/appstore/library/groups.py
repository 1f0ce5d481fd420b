"""The placement groups of the library: what an app looks like on one class of displays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.appstore import display_types, preview_types

Size = tuple[int, int]

MESSAGES = "IMESSAGE_"
# Where creative assets are placed, which look the same on every display.
DEFAULT = "DEFAULT_PROFILE"


@dataclass(frozen=True, slots=True)
class Group:
    """A placement group: its display class, and what the older display and preview types of it end with, if any."""

    id: str
    display_class: str
    platform: str
    family: str
    inches: str = ""
    suffix: str = ""
    own_sizes: frozenset[Size] = frozenset()

    @property
    def display_type(self) -> str:
        """Its display type, which Apple has not for every group."""
        return f"APP_{self.suffix}"

    @property
    def screenshots(self) -> frozenset[Size]:
        """The sizes of its screenshots in pixels."""
        return self.own_sizes or display_types.SIZES[self.display_type]

    @property
    def previews(self) -> frozenset[Size]:
        """The sizes of its app previews in pixels; there are none for watches."""
        return _DUO_VIDEOS if self.own_sizes else preview_types.SIZES.get(self.suffix, frozenset())

    @property
    def has_messages(self) -> bool:
        """Whether it has screenshots of iMessage apps, too."""
        return MESSAGES + self.display_type in display_types.SIZES


def _phone(name: str, inches: str, suffix: str) -> Group:
    return Group(f"IPHONE_{name}_PROFILE", f"IPHONE_{name}_DISPLAY", "IPHONE_APP_STORE", "IPHONE", inches, suffix)


def _pad(name: str, inches: str, suffix: str) -> Group:
    return Group(f"IPAD_{name}_PROFILE", f"IPAD_{name}_DISPLAY", "IPAD_APP_STORE", "IPAD", inches, suffix)


def _watch(name: str) -> Group:
    return Group(f"WATCH_{name}_PROFILE", f"WATCH_{name}", "WATCH_APP_STORE", "WATCH", suffix=f"WATCH_{name}")


# No display type covers it: it exists in the library alone.
_DUO = frozenset({(1398, 2034), (2007, 2853), (2034, 1398), (2853, 2007)})
_DUO_VIDEOS = frozenset({(886, 1920), (1920, 886)})

_ALL = (
    _phone("DYNAMIC_ISLAND_LARGE", "6.9", "IPHONE_67"),
    _phone("DYNAMIC_ISLAND_MEDIUM", "6.3", "IPHONE_61"),
    _phone("FACE_ID_LARGE", "6.5", "IPHONE_65"),
    _phone("FACE_ID_MEDIUM", "6.1", "IPHONE_58"),
    _phone("HOME_BUTTON_LARGE", "5.5", "IPHONE_55"),
    _phone("HOME_BUTTON_MEDIUM", "4.7", "IPHONE_47"),
    _phone("HOME_BUTTON_40", "4", "IPHONE_40"),
    _phone("HOME_BUTTON_35", "3.5", "IPHONE_35"),
    Group("IPHONE_DUO_PROFILE", "IPHONE_DUO", "IPHONE_APP_STORE", "IPHONE", own_sizes=_DUO),
    _pad("13", "13", "IPAD_PRO_3GEN_129"),
    _pad("129", "12.9", "IPAD_PRO_129"),
    _pad("11", "11", "IPAD_PRO_3GEN_11"),
    _pad("105", "10.5", "IPAD_105"),
    _pad("97", "9.7", "IPAD_97"),
    Group("MAC_PROFILE", "DEFAULT", "MAC_APP_STORE", "MAC", suffix="DESKTOP"),
    Group("TV_PROFILE", "DEFAULT", "APPLE_TV_APP_STORE", "APPLE_TV", suffix="APPLE_TV"),
    Group("VISION_PRO_PROFILE", "DEFAULT", "VISION_APP_STORE", "VISION", suffix="APPLE_VISION_PRO"),
    _watch("ULTRA"),
    _watch("SERIES_10"),
    _watch("SERIES_7"),
    _watch("SERIES_4"),
    _watch("SERIES_3"),
)
GROUPS: Mapping[str, Group] = {group.id: group for group in _ALL}
_BY_SUFFIX = {group.suffix: group for group in _ALL if group.suffix}


def of_display_type(display_type: str) -> tuple[str, str]:
    """Returns the placement type and group of what is in a set of screenshots."""
    group = _BY_SUFFIX[display_type.removeprefix(MESSAGES).removeprefix("APP_")].id
    if display_type.startswith(MESSAGES):
        return "IMESSAGE_APP_SCREENSHOT", MESSAGES + group
    return "APP_SCREENSHOT", group


def of_preview_type(preview_type: str) -> tuple[str, str]:
    """Returns the placement type and group of what is in a set of app previews."""
    return "APP_PREVIEW", _BY_SUFFIX[preview_type].id
