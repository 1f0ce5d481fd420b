"""Placement groups of the App Asset Library: what takes the place of a screenshot set's display type there.

https://developer.apple.com/documentation/appstoreconnectapi/discovering-app-asset-library-specs
"""

from appstore.catalog.display_types import DisplayType

SCREENSHOT, IMESSAGE_SCREENSHOT, PREVIEW = "APP_SCREENSHOT", "IMESSAGE_APP_SCREENSHOT", "APP_PREVIEW"
_IMESSAGE = "IMESSAGE_"

# The groups of the devices that display types know. Which files each takes is read at run time.
_GROUPS = {
    DisplayType.APP_IPHONE_67: "IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE",
    DisplayType.APP_IPHONE_65: "IPHONE_FACE_ID_LARGE_PROFILE",
    DisplayType.APP_IPHONE_61: "IPHONE_DYNAMIC_ISLAND_MEDIUM_PROFILE",
    DisplayType.APP_IPHONE_58: "IPHONE_FACE_ID_MEDIUM_PROFILE",
    DisplayType.APP_IPHONE_55: "IPHONE_HOME_BUTTON_LARGE_PROFILE",
    DisplayType.APP_IPHONE_47: "IPHONE_HOME_BUTTON_MEDIUM_PROFILE",
    DisplayType.APP_IPHONE_40: "IPHONE_HOME_BUTTON_40_PROFILE",
    DisplayType.APP_IPHONE_35: "IPHONE_HOME_BUTTON_35_PROFILE",
    DisplayType.IPHONE_DUO: "IPHONE_DUO_PROFILE",
    DisplayType.APP_IPAD_PRO_3GEN_129: "IPAD_13_PROFILE",
    DisplayType.APP_IPAD_PRO_3GEN_11: "IPAD_11_PROFILE",
    DisplayType.APP_IPAD_PRO_129: "IPAD_129_PROFILE",
    DisplayType.APP_IPAD_105: "IPAD_105_PROFILE",
    DisplayType.APP_IPAD_97: "IPAD_97_PROFILE",
    DisplayType.APP_DESKTOP: "MAC_PROFILE",
    DisplayType.APP_APPLE_TV: "TV_PROFILE",
    DisplayType.APP_APPLE_VISION_PRO: "VISION_PRO_PROFILE",
    DisplayType.APP_WATCH_ULTRA: "WATCH_ULTRA_PROFILE",
    DisplayType.APP_WATCH_SERIES_10: "WATCH_SERIES_10_PROFILE",
    DisplayType.APP_WATCH_SERIES_7: "WATCH_SERIES_7_PROFILE",
    DisplayType.APP_WATCH_SERIES_4: "WATCH_SERIES_4_PROFILE",
    DisplayType.APP_WATCH_SERIES_3: "WATCH_SERIES_3_PROFILE",
}
_DISPLAY_TYPES = {group: display_type for display_type, group in _GROUPS.items()}


def group_of(display_type: DisplayType) -> str:
    """Return the group of a device's screenshots and previews, or of the screenshots of its iMessage app."""
    if not display_type.is_imessage:
        return _GROUPS[display_type]
    return _IMESSAGE + _GROUPS[DisplayType(display_type.value.removeprefix(_IMESSAGE))]


def screenshot_type(display_type: DisplayType) -> str:
    """Return the placement type of the screenshots of a display type."""
    return IMESSAGE_SCREENSHOT if display_type.is_imessage else SCREENSHOT


def display_type_of(group: str) -> DisplayType | None:
    """Return the display type of a group, None for one that Apple has added since."""
    of_app = _DISPLAY_TYPES.get(group.removeprefix(_IMESSAGE))
    if of_app is None or not group.startswith(_IMESSAGE):
        return of_app
    return DisplayType.__members__.get(f"{_IMESSAGE}{of_app.value}")
