"""Reads language and display type from the folders of a zip: en-US/APP_IPHONE_67/1.png."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from appstore.catalog import display_types, locales
from appstore.catalog.display_types import DisplayType
from appstore.media.zips import ArchiveFault, ArchiveFaultCode

Parts = tuple[str, ...]

# LOCALE/DISPLAY_TYPE; fastlane's own layout is LOCALE alone.
DEEPEST = 2


@dataclass(frozen=True)
class ArchivePath:
    """The set that a file is for; without a display type its pixels decide."""

    locale: str
    display_type: DisplayType | None
    name: str


def wrapping(paths: Sequence[Parts], locale: str | None) -> int:
    """Count the folders around all files before the first that names a language or display type."""
    levels = zip(*(parts[:-1] for parts in paths), strict=False)
    shared = (level[0] for level in takewhile(lambda level: len(set(level)) == 1, levels))
    depth = sum(1 for _ in takewhile(_means_nothing, shared))
    folders = {parts[depth] for parts in paths if len(parts) > depth + 1}
    if locale or any(locales.find(folder) for folder in folders):
        return depth
    # If no folder is a locale, the last one around all files may be a misspelled locale.
    misspelled = not folders or any(display_types.named(folder) for folder in folders)
    return max(depth - 1, 0) if misspelled else depth


def path_of(parts: Parts, locale: str | None) -> ArchivePath | ArchiveFault:
    """Return the set that a file's folders name, without the wrapping ones; `locale` is the default language."""
    if locale and not locales.find(parts[0]):
        parts = (locale, *parts)
    *folders, name = parts
    if len(folders) > DEEPEST:
        return ArchiveFault("/".join(parts), ArchiveFaultCode.TOO_DEEP)
    if not folders or display_types.named(folders[0]):
        return ArchiveFault("/".join(parts), ArchiveFaultCode.NO_LOCALE)
    found = locales.find(folders[0])
    if not found:
        return ArchiveFault(folders[0], ArchiveFaultCode.UNKNOWN_LOCALE, closest=_closest_locales(folders[0]))
    if len(folders) < DEEPEST:
        return ArchivePath(found, None, name)
    display_type = display_types.named(folders[1])
    if not display_type:
        closest = _closest_display_types(folders[1])
        return ArchiveFault("/".join(folders), ArchiveFaultCode.UNKNOWN_DISPLAY_TYPE, closest=closest)
    return ArchivePath(found, display_type, name)


def _means_nothing(folder: str) -> bool:
    return not (locales.find(folder) or display_types.named(folder))


_closest_locales = lru_cache(maxsize=64)(locales.closest)
_closest_display_types = lru_cache(maxsize=64)(display_types.closest)
