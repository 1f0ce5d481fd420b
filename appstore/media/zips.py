"""Reads an untrusted zip: its list of files is checked before anything is unpacked."""

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from zipfile import ZipInfo

# How many times larger than packed a file may be; screenshots hardly shrink.
MOST_DENSE = 200
# Up to this many bytes any density is accepted: a picture of one colour is dense, and tiny.
SMALL_ENOUGH = 1 << 20
# The list of a thousand entries takes a tenth of this many bytes.
LARGEST_DIRECTORY = 4 << 20
LONGEST_NAME = 1024

_BLOCK = 1 << 18
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_UTF8_NAME = 0x800
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_DRIVE = re.compile(r"[A-Za-z]:")
# By macOS, Windows, and file servers of Synology (which keep a small copy of each picture) and QNAP; and bins.
_LEFT_BY_SYSTEMS = {
    "__macosx",
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "@eadir",
    "$recycle.bin",
    "#recycle",
    "@recycle",
}
# The Finder's file for a folder with an icon of its own, the only name of a system with a control character.
_FOLDER_ICON = "Icon\r"
# `zipfile` has no common error for archives that it can't read.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, LookupError, RuntimeError)


class ArchiveFaultCode(StrEnum):
    """What is wrong; the comment on each names the fields of `ArchiveFault` that say more."""

    NOT_A_ZIP = "not_a_zip"  # what is a `file_types.Format`
    DAMAGED = "damaged"
    TOO_MANY_ENTRIES = "too_many_entries"  # found and limit; found is 0 where they were too many to count
    TOO_LARGE = "too_large"  # found and limit in bytes, unpacked
    TOO_DENSE = "too_dense"  # found and limit: how many times larger the file claims to be unpacked
    NO_PICTURES = "no_pictures"
    SKIPPED = "skipped"  # what is a `fastlane.SkipReason`, where it is the only picture or folder of pictures
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


# Where the picture belongs is unknown; other pictures of the archive can be opened nevertheless.
MISPLACED = frozenset(
    {
        ArchiveFaultCode.DUPLICATE,
        ArchiveFaultCode.NO_LOCALE,
        ArchiveFaultCode.UNKNOWN_LOCALE,
        ArchiveFaultCode.UNKNOWN_DISPLAY_TYPE,
        ArchiveFaultCode.TOO_DEEP,
    }
)


@dataclass(frozen=True)
class ArchiveFault:
    """One thing that is wrong; `where` is a path in the archive, or empty for the archive itself."""

    where: str
    code: ArchiveFaultCode
    what: str = ""
    found: int = 0
    limit: int = 0
    closest: tuple[str, ...] = ()


class ArchiveError(Exception):
    """An archive, or a file in it, can't be read; `fault` says which and why."""

    def __init__(self, fault: ArchiveFault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class ZipMember:
    """A file as the archive lists it: its folders and name, the key to open it, its bytes unpacked, what is wrong."""

    parts: tuple[str, ...]
    key: str
    size: int
    fault: ArchiveFault | None

    @property
    def path(self) -> str:
        """Return the folders and the name as users write them."""
        return "/".join(self.parts)

    @property
    def is_folder(self) -> bool:
        """Return whether it is the entry of a folder."""
        return self.key.endswith(("/", "\\"))

    @property
    def is_unsafe(self) -> bool:
        """Return whether the name could lead out of the folder."""
        return self.fault is not None and self.fault.code is ArchiveFaultCode.UNSAFE_NAME

    @property
    def is_litter(self) -> bool:
        """Return whether an operating system left it there by itself."""
        left = any(part.startswith(".") or part.casefold() in _LEFT_BY_SYSTEMS for part in self.parts)
        return not self.is_unsafe and (left or self.parts[-1:] == (_FOLDER_ICON,))


def listing(path: Path, *, folders: bool = False) -> tuple[ZipMember, ...]:
    """Return every listed file, and with `folders` the entries of folders.

    Raises `ArchiveError` if the list itself can't be read.
    """
    try:
        with _LimitedReader(path) as stream, zipfile.ZipFile(stream) as archive:
            listed = [_listed(info) for info in archive.infolist()]
            return tuple(member for member in listed if folders or not member.is_folder or member.is_unsafe)
    except _UNREADABLE as error:
        raise ArchiveError(ArchiveFault("", ArchiveFaultCode.DAMAGED)) from error


def blocks(path: Path, key: str, size: int) -> Iterator[bytes]:
    """Read the bytes of one file. Raises `ArchiveError` as soon as they are more, or in the end fewer, than `size`."""
    damaged = ArchiveError(ArchiveFault(key, ArchiveFaultCode.DAMAGED))
    left = size
    try:
        with _LimitedReader(path) as stream, zipfile.ZipFile(stream) as archive, archive.open(key) as source:
            while left >= 0 and (block := source.read(_BLOCK)):
                left -= len(block)
                if left >= 0:
                    yield block
    except _UNREADABLE as error:
        raise damaged from error
    if left:
        raise damaged


class _LimitedReader(io.FileIO):
    """A file that refuses to read a list of millions of entries, which `zipfile` would load at once."""

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(LARGEST_DIRECTORY + 1 if size is None or size < 0 else min(size, LARGEST_DIRECTORY + 1))
        if len(data) > LARGEST_DIRECTORY:
            raise ArchiveError(ArchiveFault("", ArchiveFaultCode.TOO_MANY_ENTRIES))
        return data


def _listed(info: ZipInfo) -> ZipMember:
    name = _name(info)
    parts = tuple(part for part in name.split("/") if part not in {"", "."})
    return ZipMember(parts, info.filename, info.file_size, _fault(info, name))


def _name(info: ZipInfo) -> str:
    """Return the name as it was meant.

    The Finder packs UTF-8 without the flag for it, so `zipfile` decodes it as CP437. Windows PowerShell and older .NET
    separate folders by backslashes, where the format demands slashes: https://github.com/python/cpython/issues/91036
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name).replace("\\", "/")


def _is_unsafe(name: str) -> bool:
    if len(name) > LONGEST_NAME or name.startswith("/") or _DRIVE.match(name):
        return True
    return ".." in name.split("/") or any(
        unicodedata.category(char) == "Cc" for char in name.removesuffix(_FOLDER_ICON)
    )


def _fault(info: ZipInfo, name: str) -> ArchiveFault | None:
    density = info.file_size // max(info.compress_size, 1)
    if _is_unsafe(name):
        return ArchiveFault(name, ArchiveFaultCode.UNSAFE_NAME)
    if info.flag_bits & _ENCRYPTED:
        return ArchiveFault(name, ArchiveFaultCode.ENCRYPTED)
    if stat.S_IFMT(info.external_attr >> 16) not in {0, stat.S_IFREG}:
        return ArchiveFault(name, ArchiveFaultCode.LINK)
    if info.compress_type not in _METHODS:
        return ArchiveFault(name, ArchiveFaultCode.COMPRESSION, found=info.compress_type)
    if info.file_size > SMALL_ENOUGH and density > MOST_DENSE:
        return ArchiveFault(name, ArchiveFaultCode.TOO_DENSE, found=density, limit=MOST_DENSE)
    return None
