"""Everything that can be wrong with a zip of screenshots, or with one file in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ArchiveFaultCode(StrEnum):
    """What is wrong; beside each, which fields of `ArchiveFault` say more."""

    NOT_A_ZIP = "not_a_zip"  # what is a `formats.Format`
    DAMAGED = "damaged"
    TOO_MANY_ENTRIES = "too_many_entries"  # found and limit; found is 0 where they were too many to count
    TOO_LARGE = "too_large"  # found and limit in bytes, unpacked
    TOO_DENSE = "too_dense"  # found and limit: how many times larger the file claims to be unpacked
    NO_PICTURES = "no_pictures"
    UNSAFE_NAME = "unsafe_name"
    ENCRYPTED = "encrypted"
    NESTED = "nested"
    LINK = "link"
    COMPRESSION = "compression"  # found is the number of the method
    DUPLICATE = "duplicate"
    NO_LOCALE = "no_locale"
    UNKNOWN_LOCALE = "unknown_locale"  # where is the folder; closest are locales
    UNKNOWN_DISPLAY_TYPE = "unknown_display_type"  # where is the folder; closest are display types with their labels
    TOO_DEEP = "too_deep"


MISPLACED = frozenset(
    {
        ArchiveFaultCode.DUPLICATE,
        ArchiveFaultCode.NO_LOCALE,
        ArchiveFaultCode.UNKNOWN_LOCALE,
        ArchiveFaultCode.UNKNOWN_DISPLAY_TYPE,
        ArchiveFaultCode.TOO_DEEP,
    }
)
"""Nobody knows where a picture goes; others of the archive may be opened all the same."""


@dataclass(frozen=True)
class ArchiveFault:
    """One thing that is wrong; `where` is a path in the archive, or empty for the archive itself."""

    where: str
    code: ArchiveFaultCode
    what: str = ""
    found: int = 0
    limit: int = 0
    closest: tuple[str, ...] = ()
