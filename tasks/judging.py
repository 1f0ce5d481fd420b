"""Collects everything that is wrong with the files of an upload, so that one answer tells it all."""

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
from records.batches import Batch
from tasks.pictures import Bad, Gathered, Got

Complaint = tuple[str, str]
"""The name of a file, or of a set, and the sentence that goes on from it."""

_SIZED = frozenset({FaultCode.ANIMATED, FaultCode.COLOUR, FaultCode.TRANSPARENT})
"""Faults of a picture whose size may be wrong, too."""


def refuse_bad_files(got: Gathered, batch: Batch) -> None:
    """Raise `Told` with every fault of every file that can be told without Apple, if there is any."""
    if got.missing_scope:
        raise Told(cards.missing_scope())
    told = [(one.file.name or f"File {one.file.id}", download_trouble(one.trouble)) for one in got.not_fetched]
    told += [(fault.where or name, archive_trouble(fault)) for name, fault in got.archive_faults]
    told += dict.fromkeys(one for bad in got.faults for one in _faults(bad, batch))
    groups: dict[tuple[str, DisplayType], list[Got]] = {}
    for one in got.pictures:
        kind = one.display_type or batch.display_type
        if kind:
            groups.setdefault((one.locale or batch.locale or "", DisplayType(kind)), []).append(one)
        elif not for_size(one.seen.width, one.seen.height):
            told.append(unsettled(one, settle(one.seen.width, one.seen.height, None, ())))
    told += misfits(groups)
    if not told:
        return
    again = any(one.trouble is Trouble.UNREACHABLE for one in got.not_fetched)
    raise Told(cards.bad_files(told, archive=bool(got.archive_faults), retry=batch.id if again else ""))


def _faults(bad: Bad, batch: Batch) -> Iterable[Complaint]:
    """What is wrong with a picture, and its size where that is wrong as well."""
    fault = bad.fault
    yield fault.name, words.sentence(fault)
    if fault.code not in _SIZED or fault.size is None:
        return
    if kind := bad.display_type or batch.display_type:
        if misfit := words.size_fault(fault.name, fault.size, DisplayType(kind)):
            yield fault.name, misfit
    elif not for_size(*fault.size):
        yield fault.name, words.unsettled(fault.size, settle(*fault.size, None, ()))


def misfits(groups: Mapping[tuple[str, DisplayType], Sequence[Got]]) -> Iterable[Complaint]:
    """What keeps the pictures of each (language, display type) from being one set."""
    for (locale, kind), members in groups.items():
        for fault in artwork.check([replace(one.seen, name=one.shown) for one in members], kind):
            yield fault.name or (place(locale, kind) if locale else label(kind)), words.sentence(fault, kind)


def unsettled(one: Got, settled: Settled) -> Complaint:
    """Why nobody can tell from its size which display type a picture is for."""
    return one.shown, words.unsettled((one.seen.width, one.seen.height), settled)
