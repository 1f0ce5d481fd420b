"""Reads language and display type from the folders of a zip: en-US/APP_IPHONE_67/1.png, appleTV/en-US/1.png."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from appstore.catalog import display_types, locales
from appstore.catalog.display_types import DisplayType
from appstore.media.fastlane import DEFAULT, IMESSAGE, Parts
from appstore.media.zips import ArchiveFault, ArchiveFaultCode

# LOCALE/DISPLAY_TYPE; fastlane's own layout is LOCALE alone, appleTV/LOCALE and iMessage/LOCALE.
DEEPEST = 2


@dataclass(frozen=True)
class ArchivePath:
    """The set that a file is for; without a display type its pixels decide, among iMessage's or the app's own.

    `label` is the path that users are told.
    """

    locale: str
    display_type: DisplayType | None
    name: str
    label: str
    imessage: bool = False


def wrapping(paths: Sequence[Parts], locale: str | None) -> int:
    """Count the folders around all files before the first that names a language or display type."""
    levels = zip(*(parts[:-1] for parts in paths), strict=False)
    shared = (level[0] for level in takewhile(lambda level: len(set(level)) == 1, levels))
    depth = sum(1 for _ in takewhile(_means_nothing, shared))
    folders = {parts[depth] for parts in paths if len(parts) > depth + 1}
    inside = {folder for parts in paths for folder in parts[depth:-1][:DEEPEST]}
    if locale or any(locales.find(folder) or folder.casefold() == IMESSAGE for folder in inside):
        return depth
    # If no folder is a locale, the last one around all files may be a misspelled locale.
    misspelled = not folders or any(display_types.named(folder) for folder in folders)
    return max(depth - 1, 0) if misspelled else depth


def path_of(parts: Parts, locale: str | None) -> ArchivePath | ArchiveFault:
    """Return the set that a file's folders name, without the wrapping ones; `locale` is the default language."""
    *folders, name = parts
    imessage = bool(folders) and folders[0].casefold() == IMESSAGE
    folders = _language_first(folders[imessage:])
    if locale and not (folders and locales.find(folders[0])):
        folders = [locale, *folders[bool(folders) and folders[0].casefold() == DEFAULT :]]
    if len(folders) > DEEPEST:
        return ArchiveFault("/".join(parts), ArchiveFaultCode.TOO_DEEP)
    if not folders or display_types.named(folders[0]):
        return ArchiveFault("/".join(parts), ArchiveFaultCode.NO_LOCALE)
    found = locales.find(folders[0])
    if not found:
        return ArchiveFault(folders[0], ArchiveFaultCode.UNKNOWN_LOCALE, closest=_closest_locales(folders[0]))
    if len(folders) < DEEPEST:
        return ArchivePath(found, None, name, "/".join(parts) if imessage else f"{found}/{name}", imessage)
    display_type = display_types.named(folders[1], imessage=imessage)
    if not display_type:
        closest = _closest_display_types(folders[1])
        return ArchiveFault("/".join(folders), ArchiveFaultCode.UNKNOWN_DISPLAY_TYPE, closest=closest)
    is_special = imessage or bool(display_types.named(parts[0]))
    label = "/".join(parts) if is_special else f"{found}/{display_type.value}/{name}"
    return ArchivePath(found, display_type, name, label, imessage)


def _language_first(folders: list[str]) -> list[str]:
    """Return appleTV/LOCALE, or the folder of any other display type around one of a language, in our order."""
    if len(folders) > 1 and display_types.named(folders[0]) and not display_types.named(folders[1]):
        folders[:2] = folders[1], folders[0]
    return folders


def _means_nothing(folder: str) -> bool:
    return not (locales.find(folder) or display_types.named(folder) or folder.casefold() == IMESSAGE)


_closest_locales = lru_cache(maxsize=64)(locales.closest)
_closest_display_types = lru_cache(maxsize=64)(display_types.closest)
