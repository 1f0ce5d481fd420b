"""Fetches the images of an upload from Slack to disk and examines each of them."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from slack_sdk.errors import SlackApiError

from appstore.catalog import display_types
from appstore.media import archives, artwork
from appstore.media.archive_errors import MISPLACED, ArchiveFault
from appstore.media.artwork import ImageFault
from kit.slack.downloads import DownloadProblem, NotFetched, fetch
from kit.wiring import Kit
from records.messages import SlackFile
from records.uploads import originals
from records.uploads.originals import Original
from records.uploads.uploads import UploadImage

_AT_ONCE = 4
# Slack's words for a file that can't be read: https://docs.slack.dev/reference/objects/file-object
_TROUBLES = {
    "external": DownloadProblem.FOREIGN,
    "tombstone": DownloadProblem.GONE,
    "hidden_by_limit": DownloadProblem.HIDDEN,
}


@dataclass(frozen=True)
class FetchedImage:
    """An image on disk: what was seen of it, the bytes to send, and the set that the zip's folders name."""

    path: Path
    seen: artwork.CheckedImage
    file: SlackFile
    checksum: str
    size: int
    member: str = ""
    flattened: bool = False
    locale: str | None = None
    display_type: str | None = None

    @property
    def shown(self) -> str:
        """Return the name that users see: of an image from a zip with its folders."""
        return _shown(self.seen.name, self.locale, self.display_type)


@dataclass(frozen=True)
class BadImage:
    """What is wrong with an image, and the display type that the zip's folders name."""

    fault: ImageFault
    display_type: str | None = None


@dataclass(frozen=True)
class FetchResult:
    """Every image of an upload, and every fault of every file."""

    pictures: tuple[FetchedImage, ...] = ()
    faults: tuple[BadImage, ...] = ()
    archive_faults: tuple[tuple[str, ArchiveFault], ...] = ()
    not_fetched: tuple[NotFetched, ...] = ()
    missing_scope: bool = False


def _shown(name: str, locale: str | None, display_type: str | None) -> str:
    return "/".join(part for part in (locale, display_type, name) if part)


def is_archive(file: SlackFile) -> bool:
    """Return whether a file is a zip of many images."""
    return file.name.lower().endswith(".zip") or file.mimetype in {"application/zip", "application/x-zip-compressed"}


def fetch_all(
    kit: Kit, files: Sequence[SlackFile], folder: Path, locale: str | None, came: Callable[[], None]
) -> FetchResult:
    """Fetch and examine all files into `folder`; `came` is called after each.

    `locale` is the language of the images of a zip that lie in no folder of a language.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        parts = []
        for number, file in enumerate(files):
            task = contextvars.copy_context()
            parts.append(pool.submit(task.run, _fetch_one, kit, file, folder / f"{number:04}", locale, came))
        found = [part.result() for part in parts]
    merged = _merged(found)
    login = [missing for missing in merged.not_fetched if missing.problem is DownloadProblem.LOGIN_PAGE]
    return replace(merged, missing_scope=bool(login) and _scope_is_missing(kit, login[0].file))


def _merged(parts: Sequence[FetchResult]) -> FetchResult:
    return FetchResult(
        tuple(picture for part in parts for picture in part.pictures),
        tuple(bad for part in parts for bad in part.faults),
        tuple(bad for part in parts for bad in part.archive_faults),
        tuple(missing for part in parts for missing in part.not_fetched),
    )


def _scope_is_missing(kit: Kit, file: SlackFile) -> bool:
    """Ask Slack's API whether the scope is missing; the file host only answers with a login page."""
    try:
        kit.slack.file_info(file.id)
    except SlackApiError as error:
        return bool(error.response.get("error") == "missing_scope")
    return False


def _fetch_one(kit: Kit, file: SlackFile, folder: Path, locale: str | None, came: Callable[[], None]) -> FetchResult:
    folder.mkdir()
    try:
        file = _complete(kit, file)
        path = fetch(kit, file, folder / "original")
    except NotFetched as trouble:
        return FetchResult(not_fetched=(trouble,))
    finally:
        came()
    return _open_archive(file, path, folder, locale) if is_archive(file) else _examine(file, path, folder, file.name)


def _complete(kit: Kit, file: SlackFile) -> SlackFile:
    """Look up a file of which the event carries only the id, as those of another workspace (Slack Connect)."""
    if file.problem:
        raise NotFetched(file, _TROUBLES.get(file.problem, DownloadProblem.NOT_VISIBLE))
    if file.url:
        return file if file.name else replace(file, name=file.id)
    try:
        found = kit.slack.file_info(file.id)
    except SlackApiError as error:
        gone = error.response.get("error") in {"file_not_found", "file_deleted"}
        raise NotFetched(file, DownloadProblem.GONE if gone else DownloadProblem.LOGIN_PAGE) from error
    url = str(found.get("url_private_download") or found.get("url_private") or "")
    if not url:
        raise NotFetched(file, DownloadProblem.NOT_VISIBLE)
    name, size = str(found.get("name") or file.id), int(found.get("size") or 0)
    return replace(file, name=name, size=size, url=url, mimetype=str(found.get("mimetype") or ""))


def _examine(file: SlackFile, path: Path, folder: Path, name: str, member: str = "") -> FetchResult:
    seen = artwork.examine(path, name)
    if not isinstance(seen, artwork.CheckedImage):
        return FetchResult(faults=tuple(BadImage(fault) for fault in seen))
    # What no device shows is refused later, and flattening takes twice the memory of the pixels.
    flattened = seen.opaque_alpha and bool(display_types.for_size(seen.width, seen.height))
    if flattened:
        path = artwork.flattened(path, folder)
    got = FetchedImage(path, seen, file, artwork.md5_of(path), path.stat().st_size, member, flattened)
    return FetchResult(pictures=(got,))


def _open_archive(file: SlackFile, path: Path, folder: Path, locale: str | None) -> FetchResult:
    archive = archives.read_archive(path, locale=locale)
    found = []
    if not isinstance(archive, archives.Archive):
        found.append(FetchResult(archive_faults=tuple((file.name, fault) for fault in archive)))
        archive = archives.read_archive(path, locale=locale, despite=MISPLACED)
    if not isinstance(archive, archives.Archive):
        return found[0]
    for number, entry in enumerate(archive.entries):
        inside = folder / f"{number:04}"
        inside.mkdir()
        try:
            picture = archives.extract(entry, inside)
        except archives.ArchiveError as bad:
            found.append(FetchResult(archive_faults=((file.name, bad.fault),)))
            continue
        part = _examine(file, picture, inside, entry.name, entry.path_in_zip)
        display_type = entry.display_type.value if entry.display_type else None
        placed = tuple(replace(picture, locale=entry.locale, display_type=display_type) for picture in part.pictures)
        shown = _shown(entry.name, entry.locale, display_type)
        faults = tuple(BadImage(replace(bad.fault, name=shown), display_type) for bad in part.faults)
        found.append(replace(part, pictures=placed, faults=faults))
    return _merged(found)


def fetch_again(kit: Kit, picture: UploadImage, folder: Path, number: int) -> Path | None:
    """Fetch the bytes of an image that was sent before, exactly as they were; None when Slack no longer has them."""
    inside = folder / f"again{number:04}"
    inside.mkdir()
    try:
        path = fetch(kit, _complete(kit, picture.file), inside / "original")
        if picture.member:
            path = _member(path, picture.member, inside / "member")
        if picture.flattened:
            path = artwork.flattened(path, inside)
    except (NotFetched, archives.ArchiveError, OSError):
        return None
    return path if artwork.md5_of(path) == picture.piece.checksum else None


def _member(archive_path: Path, member: str, into: Path) -> Path:
    # Any language does: the image is looked up by its path.
    archive = archives.read_archive(archive_path, locale="en-US")
    entries = archive.entries if isinstance(archive, archives.Archive) else ()
    for entry in entries:
        if entry.path_in_zip == member:
            into.mkdir()
            return archives.extract(entry, into)
    raise FileNotFoundError(member)


def remember(kit: Kit, picture: UploadImage) -> None:
    """Store where these bytes came from, so that Undo can restore them."""
    piece = picture.piece
    original = Original(
        file=picture.file, name=piece.name, size=piece.size, member=picture.member, flattened=picture.flattened
    )
    originals.remember(kit.redis, piece.checksum, original)
