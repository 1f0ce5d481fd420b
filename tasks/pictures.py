"""Brings the pictures of an upload from Slack to this machine's disk and looks at each of them."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from slack_sdk.errors import SlackApiError

from appstore import archives, artwork, display_types
from appstore.archive_faults import MISPLACED, ArchiveFault
from appstore.artwork import Fault
from kit.downloads import NotFetched, Trouble, fetch
from kit.wiring import Kit
from records import originals
from records.batches import Picture
from records.originals import Original
from records.wishes import SlackFile

_AT_ONCE = 4
_TROUBLES = {"external": Trouble.FOREIGN, "tombstone": Trouble.GONE, "hidden_by_limit": Trouble.HIDDEN}
"""What Slack's word for a file in a message means (https://docs.slack.dev/reference/objects/file-object)."""


@dataclass(frozen=True)
class Got:
    """A picture on disk: what was seen of it, the bytes to send, and where the zip's folders say it belongs."""

    path: Path
    seen: artwork.Picture
    file: SlackFile
    checksum: str
    size: int
    member: str = ""
    flattened: bool = False
    locale: str | None = None
    display_type: str | None = None

    @property
    def shown(self) -> str:
        """The name that is told to people: of a picture from a zip with its folders."""
        return _shown(self.seen.name, self.locale, self.display_type)


@dataclass(frozen=True)
class Bad:
    """What is wrong with a picture, and the display type that the zip's folders name."""

    fault: Fault
    display_type: str | None = None


@dataclass(frozen=True)
class Gathered:
    """Every picture of a batch, or every fault of every file."""

    pictures: tuple[Got, ...] = ()
    faults: tuple[Bad, ...] = ()
    archive_faults: tuple[tuple[str, ArchiveFault], ...] = ()
    not_fetched: tuple[NotFetched, ...] = ()
    missing_scope: bool = False


def _shown(name: str, locale: str | None, display_type: str | None) -> str:
    return "/".join(part for part in (locale, display_type, name) if part)


def is_archive(file: SlackFile) -> bool:
    """Whether a file is meant as a zip of many pictures."""
    return file.name.lower().endswith(".zip") or file.mimetype in {"application/zip", "application/x-zip-compressed"}


def gather(
    kit: Kit, files: Sequence[SlackFile], folder: Path, locale: str | None, came: Callable[[], None]
) -> Gathered:
    """Fetch and examine all files into `folder`; `came` is called after each.

    `locale` is where the pictures of a zip belong that lie in no folder of a language.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        parts = []
        for number, file in enumerate(files):
            task = contextvars.copy_context()
            parts.append(pool.submit(task.run, _one, kit, file, folder / f"{number:04}", locale, came))
        found = [part.result() for part in parts]
    merged = Gathered(
        tuple(one for part in found for one in part.pictures),
        tuple(one for part in found for one in part.faults),
        tuple(one for part in found for one in part.archive_faults),
        tuple(one for part in found for one in part.not_fetched),
    )
    login = [one for one in merged.not_fetched if one.trouble is Trouble.LOGIN_PAGE]
    return replace(merged, missing_scope=bool(login) and _scope_is_missing(kit, login[0].file))


def _scope_is_missing(kit: Kit, file: SlackFile) -> bool:
    """Slack's file host answers with its login page; its API says honestly what is missing."""
    try:
        kit.slack.file_info(file.id)
    except SlackApiError as error:
        return bool(error.response.get("error") == "missing_scope")
    return False


def _one(kit: Kit, file: SlackFile, folder: Path, locale: str | None, came: Callable[[], None]) -> Gathered:
    folder.mkdir()
    try:
        file = _complete(kit, file)
        path = fetch(kit, file, folder / "original")
    except NotFetched as trouble:
        return Gathered(not_fetched=(trouble,))
    finally:
        came()
    return _open_archive(file, path, folder, locale) if is_archive(file) else _examine(file, path, folder, file.name)


def _complete(kit: Kit, file: SlackFile) -> SlackFile:
    """Of a file of another workspace (Slack Connect) the event carries the id alone."""
    if file.trouble:
        raise NotFetched(file, _TROUBLES.get(file.trouble, Trouble.NOT_VISIBLE))
    if file.url:
        return file if file.name else replace(file, name=file.id)
    try:
        found = kit.slack.file_info(file.id)
    except SlackApiError as error:
        gone = error.response.get("error") in {"file_not_found", "file_deleted"}
        raise NotFetched(file, Trouble.GONE if gone else Trouble.LOGIN_PAGE) from error
    url = str(found.get("url_private_download") or found.get("url_private") or "")
    if not url:
        raise NotFetched(file, Trouble.NOT_VISIBLE)
    name, size = str(found.get("name") or file.id), int(found.get("size") or 0)
    return replace(file, name=name, size=size, url=url, mimetype=str(found.get("mimetype") or ""))


def _examine(file: SlackFile, path: Path, folder: Path, name: str, member: str = "") -> Gathered:
    seen = artwork.examine(path, name)
    if not isinstance(seen, artwork.Picture):
        return Gathered(faults=tuple(Bad(fault) for fault in seen))
    # What no device shows is refused later, and flattening takes twice the memory of the pixels.
    flattened = seen.opaque_alpha and bool(display_types.for_size(seen.width, seen.height))
    if flattened:
        path = artwork.flattened(path, folder)
    got = Got(path, seen, file, artwork.md5_of(path), path.stat().st_size, member, flattened)
    return Gathered(pictures=(got,))


def _open_archive(file: SlackFile, path: Path, folder: Path, locale: str | None) -> Gathered:
    archive = archives.read_archive(path, locale=locale)
    found = []
    if not isinstance(archive, archives.Archive):
        found.append(Gathered(archive_faults=tuple((file.name, fault) for fault in archive)))
        archive = archives.read_archive(path, locale=locale, despite=MISPLACED)
    if not isinstance(archive, archives.Archive):
        return found[0]
    for number, entry in enumerate(archive.entries):
        inside = folder / f"{number:04}"
        inside.mkdir()
        try:
            picture = archives.extract(entry, inside)
        except archives.ArchiveError as bad:
            found.append(Gathered(archive_faults=((file.name, bad.fault),)))
            continue
        part = _examine(file, picture, inside, entry.name, entry.path_in_zip)
        display_type = entry.display_type.value if entry.display_type else None
        placed = tuple(replace(one, locale=entry.locale, display_type=display_type) for one in part.pictures)
        shown = _shown(entry.name, entry.locale, display_type)
        faults = tuple(Bad(replace(one.fault, name=shown), display_type) for one in part.faults)
        found.append(replace(part, pictures=placed, faults=faults))
    return Gathered(
        tuple(one for part in found for one in part.pictures),
        tuple(one for part in found for one in part.faults),
        tuple(one for part in found for one in part.archive_faults),
    )


def fetch_again(kit: Kit, picture: Picture, folder: Path, number: int) -> Path | None:
    """The bytes of a picture that was sent before, exactly as they were, or None when Slack has them no more."""
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
    # Any language does: a picture is looked for by its path.
    archive = archives.read_archive(archive_path, locale="en-US")
    entries = archive.entries if isinstance(archive, archives.Archive) else ()
    for entry in entries:
        if entry.path_in_zip == member:
            into.mkdir()
            return archives.extract(entry, into)
    raise FileNotFoundError(member)


def remember(kit: Kit, picture: Picture) -> None:
    """Know where these bytes came from, for the day somebody wants them back."""
    piece = picture.piece
    original = Original(picture.file, piece.name, piece.size, picture.member, picture.flattened)
    originals.remember(kit.redis, piece.checksum, original)
