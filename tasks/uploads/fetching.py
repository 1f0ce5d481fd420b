"""Fetches the images of an upload from Slack to disk and examines each of them."""

import contextvars
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from appstore.catalog import display_types, preview_types
from appstore.catalog.display_types import DisplayType
from appstore.media import archives, artwork, videos
from appstore.media.artwork import CheckedImage, ImageFault
from appstore.media.fastlane import Skipped, unframed
from appstore.media.file_types import BYTES_NEEDED, Format, format_of
from appstore.media.plan import WantedImage
from appstore.media.video_checks import CheckedVideo, VideoFault
from appstore.media.zips import MISPLACED, ArchiveFault
from kit.slack.downloads import DownloadProblem, NotFetched, fetch_shared
from kit.wiring import Kit
from records.messages import SlackFile
from records.uploads import originals
from records.uploads.originals import Original
from records.uploads.uploads import UploadImage

_MOST_AT_ONCE = 4


@dataclass(frozen=True)
class FetchedImage:
    """An image on disk: the bytes to send, what its examination found, and the set that the zip's folders name.

    `imessage` says that it is for the iMessage app, whose sizes are the app's; `path_in_zip` is as users are told.
    """

    path: Path
    seen: CheckedImage | CheckedVideo
    image: UploadImage
    locale: str | None = None
    display_type: str | None = None
    imessage: bool = False
    path_in_zip: str = ""

    @property
    def label(self) -> str:
        """Return the name that users see: of an image from a zip with its folders."""
        return self.path_in_zip or self.seen.name

    @property
    def in_folder_of_device(self) -> bool:
        """Return whether it comes from fastlane's appleTV/, or another folder of a device around those of languages."""
        return display_types.named(self.path_in_zip.partition("/")[0]) is not None

    @property
    def is_video(self) -> bool:
        """Return whether it is a video, for a set of app previews."""
        return isinstance(self.seen, CheckedVideo)

    @property
    def kinds(self) -> tuple[DisplayType, ...]:
        """Return the display types that its size is for; of a video, those beside whose screenshots it is shown."""
        if isinstance(self.seen, CheckedVideo):
            return tuple(map(preview_types.display_type_of, self.seen.preview_types))
        return display_types.for_size(self.seen.width, self.seen.height, imessage=self.imessage)

    def named(self, default: str | None) -> DisplayType | None:
        """Return the display type that its folder names, else the `default` that was typed, None if pixels decide."""
        name = self.display_type or default
        display_type = DisplayType(name) if name else None
        return display_types.of_imessage(display_type) if display_type and self.imessage else display_type


@dataclass(frozen=True)
class FetchResult:
    """Every image of an upload, every fault of every file, and what is not used.

    `faults` come with the display type that the zip's folders name, `archive_faults` with the name of the zip.
    """

    images: tuple[FetchedImage, ...] = ()
    faults: tuple[tuple[ImageFault | VideoFault, str | None], ...] = ()
    archive_faults: tuple[tuple[str, ArchiveFault], ...] = ()
    not_fetched: tuple[NotFetched, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    @property
    def missing_scope(self) -> bool:
        """Return whether the bot may not read files at all."""
        return any(missing.problem is DownloadProblem.NO_SCOPE for missing in self.not_fetched)

    @property
    def is_early(self) -> bool:
        """Return whether Slack may only not be ready to hand out a file yet."""
        return any(missing.may_appear for missing in self.not_fetched)


def is_archive(file: SlackFile) -> bool:
    """Return whether a file is a zip of many images."""
    return file.name.lower().endswith(".zip") or file.mimetype in {"application/zip", "application/x-zip-compressed"}


def fetch_all(
    kit: Kit, files: Sequence[SlackFile], folder: Path, locale: str | None, on_fetched: Callable[[], None]
) -> FetchResult:
    """Fetch and examine all files into `folder`; `on_fetched` is called after each.

    `locale` is the language of the images of a zip that lie in no folder of a language.
    """
    out = unframed([(file.name,) for file in files])
    files = [file for file in files if (file.name,) not in out]
    with ThreadPoolExecutor(_MOST_AT_ONCE) as pool:
        parts = []
        for number, file in enumerate(files):
            run = contextvars.copy_context().run
            parts.append(pool.submit(run, _fetch_one, kit, file, folder / f"{number:04}", locale, on_fetched))
    return _merged([FetchResult(skipped=tuple(out.values())), *(part.result() for part in parts)])


def _merged(parts: Sequence[FetchResult]) -> FetchResult:
    return FetchResult(
        tuple(image for part in parts for image in part.images),
        tuple(fault for part in parts for fault in part.faults),
        tuple(fault for part in parts for fault in part.archive_faults),
        tuple(missing for part in parts for missing in part.not_fetched),
        skipped=tuple(skipped for part in parts for skipped in part.skipped),
    )


def _fetch_one(
    kit: Kit, file: SlackFile, folder: Path, locale: str | None, on_fetched: Callable[[], None]
) -> FetchResult:
    folder.mkdir()
    try:
        path = folder / "original"
        file = fetch_shared(kit, file, path)
    except NotFetched as error:
        return FetchResult(not_fetched=(error,))
    finally:
        on_fetched()
    return _open_archive(file, path, folder, locale) if is_archive(file) else _examine(file, path, folder, file.name)


def _examine(file: SlackFile, path: Path, folder: Path, name: str, member: str = "") -> FetchResult:
    with path.open("rb") as stream:
        kind = format_of(stream.read(BYTES_NEEDED))
    if kind is Format.VIDEO:
        return _examine_video(file, path, name, member)
    seen = artwork.examine(path, name)
    if not isinstance(seen, CheckedImage):
        return FetchResult(faults=tuple((fault, None) for fault in seen))
    # An image that no device shows is refused later, and flattening takes twice the memory of its pixels.
    flattened = seen.opaque_alpha and bool(display_types.for_size(seen.width, seen.height))
    if flattened:
        path = artwork.flattened(path, folder)
    checksum = artwork.md5_of(path) if flattened else seen.checksum
    wanted = WantedImage(seen.true_name, checksum, path.stat().st_size)
    image = UploadImage(
        file=file, wanted=wanted, width=seen.width, height=seen.height, flattened=flattened, member=member
    )
    return FetchResult(images=(FetchedImage(path, seen, image),))


def _examine_video(file: SlackFile, path: Path, name: str, member: str) -> FetchResult:
    seen = videos.examine(path, name)
    if not isinstance(seen, CheckedVideo):
        return FetchResult(faults=tuple((fault, None) for fault in seen))
    wanted = WantedImage(seen.true_name, artwork.md5_of(path), seen.size)
    image = UploadImage(file=file, wanted=wanted, width=seen.width, height=seen.height, member=member)
    return FetchResult(images=(FetchedImage(path, seen, image),))


def _open_archive(file: SlackFile, path: Path, folder: Path, locale: str | None) -> FetchResult:
    archive = archives.read_archive(path, locale=locale)
    found = []
    if not isinstance(archive, archives.Archive):
        found.append(FetchResult(archive_faults=tuple((file.name, fault) for fault in archive)))
        archive = archives.read_archive(path, locale=locale, despite=MISPLACED)
    if not isinstance(archive, archives.Archive):
        return found[0]
    found.append(FetchResult(skipped=archive.skipped))
    for number, entry in enumerate(archive.entries):
        inside = folder / f"{number:04}"
        inside.mkdir()
        try:
            path = archives.extract(entry, inside)
        except archives.ArchiveError as error:
            found.append(FetchResult(archive_faults=((file.name, error.fault),)))
            continue
        part = _examine(file, path, inside, entry.name, entry.path_in_zip)
        display_type = entry.display_type.value if entry.display_type else None
        images = tuple(
            replace(
                image,
                locale=entry.locale,
                display_type=display_type,
                imessage=entry.imessage,
                path_in_zip=entry.label,
            )
            for image in part.images
        )
        faults = tuple((replace(fault, name=entry.label), display_type) for fault, _ in part.faults)
        found.append(FetchResult(images=images, faults=faults))
    return _merged(found)


def fetch_again(kit: Kit, image: UploadImage, folder: Path, number: int) -> Path | None:
    """Fetch the bytes of an image that was sent before, exactly as they were; None when Slack no longer has them."""
    inside = folder / f"again{number:04}"
    inside.mkdir()
    try:
        path = inside / "original"
        fetch_shared(kit, image.file, path)
        if image.member:
            path = _member(path, image.member, inside / "member")
        if image.flattened:
            path = artwork.flattened(path, inside)
    except (NotFetched, archives.ArchiveError, OSError):
        return None
    return path if artwork.md5_of(path) == image.wanted.checksum else None


def _member(archive_path: Path, member: str, into: Path) -> Path:
    # The language does not matter: the image is looked up by its path.
    archive = archives.read_archive(archive_path, locale="en-US", despite=MISPLACED)
    for entry in archive.entries if isinstance(archive, archives.Archive) else ():
        if entry.path_in_zip == member:
            into.mkdir()
            return archives.extract(entry, into)
    raise FileNotFoundError(member)


def remember(kit: Kit, image: UploadImage) -> None:
    """Store where these bytes came from, so that Undo can restore them."""
    wanted = image.wanted
    original = Original(
        file=image.file, name=wanted.name, size=wanted.size, member=image.member, flattened=image.flattened
    )
    originals.ORIGINALS.put(kit.redis, wanted.checksum, original)
