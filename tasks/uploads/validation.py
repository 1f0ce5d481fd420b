"""Collects everything that is wrong with the files of an upload, so that one answer reports all of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from appstore.catalog.display_types import DisplayType, Settled, for_size, label, settle
from appstore.media import artwork
from appstore.media.artwork import ImageFaultCode
from cards.archive_errors import archive_trouble
from cards.download_errors import download_trouble
from cards.uploads import errors, validation
from cards.uploads.progress import place
from kit.slack.downloads import DownloadProblem
from kit.slack.replies import UserError
from records.uploads.uploads import Upload
from tasks.uploads.fetching import BadImage, FetchedImage, FetchResult

# The name of a file, or of a set, and the sentence that continues it.
Complaint = tuple[str, str]

# Faults of an image whose size may be wrong, too.
_SIZED = frozenset({ImageFaultCode.ANIMATED, ImageFaultCode.COLOUR, ImageFaultCode.TRANSPARENT})


def refuse_bad_files(got: FetchResult, upload: Upload) -> None:
    """Raise `Told` with every fault of every file that shows without asking Apple, if there is any."""
    if got.missing_scope:
        raise UserError(errors.missing_scope())
    told = [
        (missing.file.name or f"File {missing.file.id}", download_trouble(missing.problem))
        for missing in got.not_fetched
    ]
    told += [(fault.where or name, archive_trouble(fault)) for name, fault in got.archive_faults]
    told += dict.fromkeys(fault for bad in got.faults for fault in _faults(bad, upload))
    groups: dict[tuple[str, DisplayType], list[FetchedImage]] = {}
    for picture in got.pictures:
        kind = picture.display_type or upload.display_type
        if kind:
            groups.setdefault((picture.locale or upload.locale or "", DisplayType(kind)), []).append(picture)
        elif not for_size(picture.seen.width, picture.seen.height):
            told.append(unsettled(picture, settle(picture.seen.width, picture.seen.height, None, ())))
    told += misfits(groups)
    if not told:
        return
    again = any(missing.problem is DownloadProblem.UNREACHABLE for missing in got.not_fetched)
    raise UserError(errors.bad_files(told, archive=bool(got.archive_faults), retry=upload.id if again else ""))


def _faults(bad: BadImage, upload: Upload) -> Iterable[Complaint]:
    """Yield what is wrong with an image, and its size where that is wrong as well."""
    fault = bad.fault
    yield fault.name, validation.sentence(fault)
    if fault.code not in _SIZED or fault.size is None:
        return
    if kind := bad.display_type or upload.display_type:
        if misfit := validation.size_fault(fault.name, fault.size, DisplayType(kind)):
            yield fault.name, misfit
    elif not for_size(*fault.size):
        yield fault.name, validation.unsettled(fault.size, settle(*fault.size, None, ()))


def misfits(groups: Mapping[tuple[str, DisplayType], Sequence[FetchedImage]]) -> Iterable[Complaint]:
    """Yield what keeps the images of each (language, display type) from being one set."""
    for (locale, kind), members in groups.items():
        for fault in artwork.check([replace(picture.seen, name=picture.shown) for picture in members], kind):
            yield fault.name or (place(locale, kind) if locale else label(kind)), validation.sentence(fault, kind)


def unsettled(picture: FetchedImage, settled: Settled) -> Complaint:
    """Return why the display type of an image can't be told from its size."""
    return picture.shown, validation.unsettled((picture.seen.width, picture.seen.height), settled)
