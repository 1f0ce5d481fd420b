"""Opens a zip of screenshots: finds its sets, and everything that is wrong with it before anything is unpacked."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from appstore.catalog.display_types import DisplayType
from appstore.media import zips
from appstore.media.fastlane import Skipped, not_screenshots, unused_texts
from appstore.media.file_types import BYTES_NEEDED, Format, format_of
from appstore.media.layouts import ArchivePath, path_of, wrapping
from appstore.media.plan import NaturalKey, natural_key
from appstore.media.zips import ArchiveError, ArchiveFault, ArchiveFaultCode, ZipMember

__all__ = ["Archive", "ArchiveEntry", "ArchiveError", "ArchiveFault", "ArchiveFaultCode", "extract", "read_archive"]

MOST_ENTRIES = 1000
MOST_BYTES = 500_000_000

_ARCHIVES = {".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".zst", ".jar", ".ipa", ".dmg"}
# Suffixes of files that are meant as screenshots or app previews, so that `artwork` and `videos` say what is wrong;
# other files are ignored.
_PICTURES = {
    *{".png", ".jpg", ".jpeg", ".heic", ".heif", ".avif", ".gif", ".webp", ".tif"},
    *{".tiff", ".bmp", ".psd", ".pdf", ".svg", ".jxl", ".jp2"},
    *{".mp4", ".mov", ".m4v", ".webm", ".avi", ".mkv"},
}


@dataclass(frozen=True)
class ArchiveEntry:
    """An image in an archive: its set, its name, the key to unpack it by, its size in bytes unpacked.

    Without a display type its pixels decide; `imessage` says that it is for an iMessage app. `label` is the path that
    users are told.
    """

    locale: str
    display_type: DisplayType | None
    name: str
    path_in_zip: str
    size: int
    archive: Path
    label: str = field(default="", compare=False)
    imessage: bool = False


@dataclass(frozen=True)
class Archive:
    """The images by set and in natural order, the paths of files that are no images, and what users must hear of."""

    entries: tuple[ArchiveEntry, ...]
    ignored: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()


def read_archive(
    path: Path,
    *,
    locale: str | None = None,
    despite: Collection[ArchiveFaultCode] = (),
    most_entries: int = MOST_ENTRIES,
    most_bytes: int = MOST_BYTES,
) -> Archive | tuple[ArchiveFault, ...]:
    """Return what a zip holds, or everything that is wrong with it. `most_bytes` is for all files together, unpacked.

    `locale` is for pictures outside a locale's folder. Faults of the kinds in `despite` don't prevent reading the rest.
    Raises OSError if the file can't be opened.
    """
    with path.open("rb") as stream:
        kind = format_of(stream.read(BYTES_NEEDED))
    try:
        listed = zips.listing(path)
    except ArchiveError as error:
        if error.fault.code is ArchiveFaultCode.TOO_MANY_ENTRIES:
            return (replace(error.fault, limit=most_entries),)
        return (error.fault if kind is Format.ZIP else ArchiveFault("", ArchiveFaultCode.NOT_A_ZIP, what=kind),)
    files = [file for file in listed if not file.is_litter]
    if len(files) > most_entries:
        return (ArchiveFault("", ArchiveFaultCode.TOO_MANY_ENTRIES, found=len(files), limit=most_entries),)
    others = [file for file in files if _suffix(file) not in _PICTURES and not file.fault]
    pictures = [file for file in files if _suffix(file) in _PICTURES and not file.fault]
    out = not_screenshots([file.parts for file in pictures], [file.parts for file in others], locale)
    pictures = [file for file in pictures if file.parts not in out]
    skipped = (*dict.fromkeys(out.values()), *unused_texts(file.parts for file in others))
    paths = tuple(_paths(pictures, locale))
    entries = [
        ArchiveEntry(
            where.locale, where.display_type, where.name, file.key, file.size, path, where.label, where.imessage
        )
        for file, where in zip(pictures, paths, strict=True)
        if isinstance(where, ArchivePath)
    ]
    found = (
        *_file_faults(files, most_bytes),
        *(() if any(_suffix(file) in _PICTURES and file.parts not in out for file in files) else _no_pictures(skipped)),
        *dict.fromkeys(where for where in paths if isinstance(where, ArchiveFault)),
        *_duplicates(entries),
    )
    faults = tuple(fault for fault in found if fault.code not in despite)
    return faults or Archive(tuple(sorted(entries, key=_in_order)), tuple(file.path for file in others), skipped)


def extract(entry: ArchiveEntry, into: Path) -> Path:
    """Unpack an entry into a directory under a name of its own. Raises `ArchiveError`."""
    target = into / hashlib.sha256(entry.path_in_zip.encode()).hexdigest()[:32]
    with target.open("wb") as stream:
        stream.writelines(zips.blocks(entry.archive, entry.path_in_zip, entry.size))
    return target


def _suffix(file: ZipMember) -> str:
    return PurePosixPath(file.path).suffix.lower()


def _paths(pictures: Sequence[ZipMember], locale: str | None) -> Iterator[ArchivePath | ArchiveFault]:
    depth = wrapping([file.parts for file in pictures], locale)
    return (path_of(file.parts[depth:], locale) for file in pictures)


def _file_faults(files: Sequence[ZipMember], most_bytes: int) -> Iterator[ArchiveFault]:
    unpacked = sum(file.size for file in files)
    if unpacked > most_bytes:
        yield ArchiveFault("", ArchiveFaultCode.TOO_LARGE, found=unpacked, limit=most_bytes)
    for file in files:
        if file.fault:
            yield file.fault
        elif _suffix(file) in _ARCHIVES:
            yield ArchiveFault(file.path, ArchiveFaultCode.NESTED)


def _no_pictures(skipped: Iterable[Skipped]) -> Iterator[ArchiveFault]:
    yield ArchiveFault("", ArchiveFaultCode.NO_PICTURES)
    for each in skipped:
        yield ArchiveFault(each.where, ArchiveFaultCode.SKIPPED, what=each.why)


def _duplicates(entries: Iterable[ArchiveEntry]) -> Iterator[ArchiveFault]:
    seen = set()
    for entry in entries:
        target = entry.locale, entry.display_type, entry.imessage, entry.name.casefold()
        if target in seen:
            yield ArchiveFault(entry.path_in_zip, ArchiveFaultCode.DUPLICATE)
        seen.add(target)


def _in_order(entry: ArchiveEntry) -> tuple[str, str, bool, NaturalKey]:
    return entry.locale, entry.display_type or "", entry.imessage, natural_key(entry.name)
