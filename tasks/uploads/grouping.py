"""Sorts the images of an upload into sets, and reports everything that is wrong with its files in one reply."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from appstore.catalog import display_types, preview_types
from appstore.catalog.display_types import DisplayType, Why, for_size, label, settle
from appstore.media import artwork
from appstore.media.artwork import CheckedImage, ImageFault, ImageFaultCode
from appstore.media.fastlane import MOST_NAMED, SkipReason
from appstore.media.plan import natural_key
from appstore.media.poster import poster_seconds
from appstore.media.slots import SlotKind
from appstore.media.video_checks import CheckedVideo, VideoFault
from appstore.versions import Platform
from cards.failures.file_errors import archive_problem, download_problem
from cards.uploads import errors, validation, video_faults
from cards.uploads.progress import set_label
from kit.slack.downloads import DownloadProblem
from kit.slack.replies import UserError
from records.dispatch.app_cache import KnownApp, KnownLocale, KnownVersion
from records.storage.notes import Note
from records.uploads.note_codes import NoteCode
from records.uploads.uploads import Upload
from tasks.dispatch import destinations, resolve
from tasks.uploads.fetching import FetchedImage, FetchResult

# The files of each set, by locale, display type, and whether it is a set of videos.
Groups = dict[tuple[str, DisplayType, bool], list[FetchedImage]]
# The same, by what takes the place of a display type, too.
Sets = Mapping[tuple[str, str, bool], Sequence[FetchedImage]]
# The name of a file, or of a set, and the sentence that continues it.
Problem = tuple[str, str]

# Faults of an image whose size may be wrong, too.
_SIZED = frozenset({ImageFaultCode.ANIMATED, ImageFaultCode.COLOUR, ImageFaultCode.TRANSPARENT})


def refuse_bad_files(
    fetched: FetchResult, upload: Upload, platforms: Callable[[], Collection[str]], *, may_use_library: bool = False
) -> None:
    """Raise `UserError` with every fault of every file that no version could take, if there is any.

    `platforms` returns those of the versions that can be changed, none if Apple does not say. `may_use_library`: which
    sizes a named device takes may be up to the App Asset Library's catalog.
    """
    if fetched.missing_scope:
        raise UserError(errors.missing_scope())
    problems = [
        (missing.file.name or f"File {missing.file.id}", download_problem(missing.problem))
        for missing in fetched.not_fetched
    ]
    problems += [(fault.where or name, archive_problem(fault)) for name, fault in fetched.archive_faults]
    problems += dict.fromkeys(
        problem
        for fault, named in fetched.faults
        for problem in _problems(fault, named or upload.display_type, platforms)
    )
    groups: Groups = {}
    for_reviewers = destinations.is_for_reviewers(upload.into)
    for image in fetched.images:
        size = image.seen.width, image.seen.height
        if for_reviewers:
            kinds = () if image.is_video else image.kinds
            problems += [(image.label, sentence) for sentence in validation.for_reviewers(size, kinds)]
            continue
        if image.is_video:
            problems += _video_problems(image, upload)
        if named := image.named(upload.display_type):
            groups.setdefault((image.locale or upload.locale or "", named, image.is_video), []).append(image)
        elif not image.kinds:
            problems.append((image.label, validation.unknown_size(size, platforms(), imessage=image.imessage)))
    problems += _set_problems(groups, in_library=may_use_library)
    if problems:
        unreachable = any(missing.problem is DownloadProblem.UNREACHABLE for missing in fetched.not_fetched)
        retry = upload.id if unreachable else ""
        raise UserError(errors.bad_files(problems, archive=bool(fetched.archive_faults), retry=retry))
    if for_reviewers and len(fetched.images) != 1:
        raise UserError(errors.one_picture(len(fetched.images)))


def _video_problems(image: FetchedImage, upload: Upload) -> Iterable[Problem]:
    """Yield what is wrong with a video that Apple takes: its device, or the poster frame that it shall have."""
    named = image.named(upload.display_type)
    if named is not None and named not in image.kinds:
        yield image.label, video_faults.other_device((image.seen.width, image.seen.height), named, image.kinds)
    if isinstance(image.seen, CheckedVideo) and upload.poster and poster_seconds(upload.poster) >= image.seen.seconds:
        yield image.label, video_faults.no_such_frame(upload.poster, image.seen.seconds)


def _problems(
    fault: ImageFault | VideoFault, display_type: str | None, platforms: Callable[[], Collection[str]]
) -> Iterable[Problem]:
    """Yield what is wrong with an image, and its size if that is wrong as well, or what is wrong with a video."""
    if isinstance(fault, VideoFault):
        yield fault.name, video_faults.video_sentence(fault)
        return
    yield fault.name, validation.sentence(fault)
    if fault.code not in _SIZED or fault.size is None:
        return
    if display_type:
        if sentence := validation.size_fault(fault.name, fault.size, DisplayType(display_type)):
            yield fault.name, sentence
    elif not for_size(*fault.size):
        yield fault.name, validation.unknown_size(fault.size, platforms())


def _set_problems(groups: Groups, *, in_library: bool) -> Iterable[Problem]:
    """Yield what keeps the images of each group from being one set; the library's catalog tells its sizes itself."""
    for (locale, display_type, of_videos), images in groups.items():
        if of_videos:
            yield from _of_videos(locale, display_type, images)
            continue
        pictures = [
            image.seen if image.seen.name == image.label else replace(image.seen, name=image.label)
            for image in images
            if isinstance(image.seen, CheckedImage)
        ]
        for fault in artwork.check(pictures, display_type):
            if in_library and fault.code is ImageFaultCode.SIZE:
                continue
            where = set_label(locale, display_type) if locale else label(display_type)
            yield fault.name or where, validation.sentence(fault, display_type)


def _of_videos(locale: str, display_type: DisplayType, found: Sequence[FetchedImage]) -> Iterable[Problem]:
    """Yield what keeps videos from being one set: their number, and the same bytes twice."""
    label_of_set = set_label(locale, display_type, SlotKind.PREVIEWS) if locale else label(display_type)
    if len(found) > SlotKind.PREVIEWS.most:
        yield label_of_set, video_faults.too_many(len(found), SlotKind.PREVIEWS.most)
    first: dict[str, str] = {}
    for video in found:
        same = first.setdefault(video.image.wanted.checksum, video.label)
        if same != video.label:
            yield video.label, validation.sentence(ImageFault(video.label, ImageFaultCode.DUPLICATE, what=same))


def group(
    app: KnownApp,
    version: KnownVersion,
    upload: Upload,
    images: Sequence[FetchedImage],
    locales: Mapping[str, KnownLocale],
    *,
    in_library: bool = False,
) -> tuple[Groups, tuple[Note, ...]]:
    """Group the images by set, in natural order of their names, with notes. Raises `UserError` with every fault.

    `in_library`: they go to the App Asset Library, which has places that sets do not cover.
    """
    groups: Groups = {}
    problems: list[Problem] = []
    remarks = flattened_notes(images)
    platforms = {version.platform for version in resolve.editable_versions(app, upload.version)}
    # A platform that Apple adds, or does not name, excludes no image.
    platform = None if version.platform == Platform.UNKNOWN else version.platform
    for image in sorted(images, key=lambda image: natural_key(image.seen.name)):
        locale = image.locale or upload.locale or (next(iter(locales)) if len(locales) == 1 else None)
        if locale is None:
            raise UserError(errors.which_locale(upload, app, tuple(locales)))
        if named := image.named(upload.display_type):
            # fastlane keeps appleTV/ beside the app's own screenshots. Any other set that is named is left to Apple.
            if image.in_folder_of_device and platform not in {None, display_types.platform_of(named)}:
                problems.append((image.label, validation.other_platform(named, version.platform)))
            else:
                groups.setdefault((locale, named, image.is_video), []).append(image)
            continue
        stored = (locales[locale].sets or {}) if locale in locales else {}
        existing = [DisplayType(kind) for kind in stored if kind in DisplayType.__members__]
        size = image.seen.width, image.seen.height
        if image.is_video:
            display_type, note = _settled_video(image, {platform} if platform else platforms, existing, in_library)
            if display_type is None:
                problems.append((image.label, video_faults.other_platform(image.kinds, version.platform)))
                continue
            groups.setdefault((locale, display_type, True), []).append(image)
            remarks += note
            continue
        settled = settle(*size, platform, existing, name=image.seen.name, imessage=image.imessage)
        if settled.display_type is None:
            problems.append((image.label, validation.unsettled(size, settled, platforms)))
            continue
        groups.setdefault((locale, settled.display_type, False), []).append(image)
        if settled.why in {Why.EXISTING, Why.NEWEST}:
            others = [kind.value for kind in settled.candidates if kind is not settled.display_type]
            values = (*map(str, size), settled.why.value, settled.display_type.value, *others)
            remarks.append(Note(code=NoteCode.TAKEN_FOR, values=values))
    problems += _set_problems(groups, in_library=in_library)
    problems += [
        (image.label, validation.library_only(display_type))
        for (_, display_type, _), found in groups.items()
        for image in found
        if display_type.is_library_only and not in_library
    ]
    if problems:
        raise UserError(errors.bad_files(problems))
    return groups, tuple(dict.fromkeys(remarks))


def by_type(groups: Groups) -> Sets:
    """Return groups by the names of their display types."""
    return {(locale, kind.value, of_videos): images for (locale, kind, of_videos), images in groups.items()}


def flattened_notes(images: Sequence[FetchedImage]) -> list[Note]:
    """Return a note with the images whose alpha channel was removed, if there are any."""
    flattened = tuple(image.label for image in images if image.image.flattened)
    return [Note(code=NoteCode.FLATTENED, values=flattened)] if flattened else []


def _settled_video(
    video: FetchedImage,
    platforms: Collection[str],
    existing: Sequence[DisplayType],
    in_library: bool,  # noqa: FBT001 - as `group` has it
) -> tuple[DisplayType | None, list[Note]]:
    """Return the device for a video, None if a version has no such set, with a note if others have the same size.

    The device of the one set of screenshots that the version has decides, otherwise the largest device.
    """
    size = video.seen.width, video.seen.height
    beside = [found for kind in existing if (found := preview_types.beside(kind)) is not None]
    taken = preview_types.settle(*size, platforms, beside)
    if taken is None:
        return None, []
    display_type = preview_types.display_type_of(taken)
    places = [kind for kind in video.kinds if in_library or not kind.is_library_only]
    others = [kind.value for kind in places if kind is not display_type]
    why = Why.EXISTING if display_type in existing else Why.NEWEST
    values = (*map(str, size), why.value, display_type.value, *others)
    return display_type, [Note(code=NoteCode.TAKEN_FOR, values=values)] if others else []


def skipped_notes(fetched: FetchResult) -> tuple[Note, ...]:
    """Return a note for each reason why files are not used."""
    names: dict[SkipReason, list[str]] = {}
    for skipped in fetched.skipped:
        names.setdefault(skipped.why, []).append(skipped.where)
    return tuple(Note(code=NoteCode.SKIPPED, values=(why, *found[:MOST_NAMED])) for why, found in names.items())
