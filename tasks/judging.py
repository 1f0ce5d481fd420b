"""Collects everything that is wrong with the files of an upload, so that one answer reports all of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from appstore import artwork
from appstore.artwork import FaultCode
from appstore.display_types import DisplayType, Settled, for_size, label, settle
from cards import faults as words
from cards import screenshot_faults as cards
from cards.archives import archive_trouble
from cards.downloads import download_trouble
from cards.screenshots import place
from kit.downloads import Trouble
from kit.replies import Told
from records.batches import Upload
from tasks.pictures import BadImage, FetchedImage, FetchResult

# The name of a file, or of a set, and the sentence that continues it.
Complaint = tuple[str, str]

# Faults of an image whose size may be wrong, too.
_SIZED = frozenset({FaultCode.ANIMATED, FaultCode.COLOUR, FaultCode.TRANSPARENT})


def refuse_bad_files(got: FetchResult, upload: Upload) -> None:
    """Raise `Told` with every fault of every file that shows without asking Apple, if there is any."""
    if got.missing_scope:
        raise Told(cards.missing_scope())
    told = [(one.file.name or f"File {one.file.id}", download_trouble(one.trouble)) for one in got.not_fetched]
    told += [(fault.where or name, archive_trouble(fault)) for name, fault in got.archive_faults]
    told += dict.fromkeys(one for bad in got.faults for one in _faults(bad, upload))
    groups: dict[tuple[str, DisplayType], list[FetchedImage]] = {}
    for one in got.pictures:
        kind = one.display_type or upload.display_type
        if kind:
            groups.setdefault((one.locale or upload.locale or "", DisplayType(kind)), []).append(one)
        elif not for_size(one.seen.width, one.seen.height):
            told.append(unsettled(one, settle(one.seen.width, one.seen.height, None, ())))
    told += misfits(groups)
    if not told:
        return
    again = any(one.trouble is Trouble.UNREACHABLE for one in got.not_fetched)
    raise Told(cards.bad_files(told, archive=bool(got.archive_faults), retry=upload.id if again else ""))


def _faults(bad: BadImage, upload: Upload) -> Iterable[Complaint]:
    """Yield what is wrong with an image, and its size where that is wrong as well."""
    fault = bad.fault
    yield fault.name, words.sentence(fault)
    if fault.code not in _SIZED or fault.size is None:
        return
    if kind := bad.display_type or upload.display_type:
        if misfit := words.size_fault(fault.name, fault.size, DisplayType(kind)):
            yield fault.name, misfit
    elif not for_size(*fault.size):
        yield fault.name, words.unsettled(fault.size, settle(*fault.size, None, ()))


def misfits(groups: Mapping[tuple[str, DisplayType], Sequence[FetchedImage]]) -> Iterable[Complaint]:
    """Yield what keeps the images of each (language, display type) from being one set."""
    for (locale, kind), members in groups.items():
        for fault in artwork.check([replace(one.seen, name=one.shown) for one in members], kind):
            yield fault.name or (place(locale, kind) if locale else label(kind)), words.sentence(fault, kind)


def unsettled(one: FetchedImage, settled: Settled) -> Complaint:
    """Return why the display type of an image can't be told from its size."""
    return one.shown, words.unsettled((one.seen.width, one.seen.height), settled)
