"""Scheduled texts that are shown over each other: what comes back is never a text whose time is over.

A schedule remembers what it replaced, which may be the text of another one. When that one ends first, what it would
have restored is handed over to the schedule above it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from appstore.texts.characters import normalized
from kit.wiring import Kit
from records.schedules import schedules
from records.schedules.schedules import Schedule
from records.text_changes import Applied
from tasks.texts import results

_Page = tuple[str, str]


def others(kit: Kit, schedule: Schedule) -> list[Schedule]:
    """Return the other open schedules of the same text that have run, in the order of their last runs."""
    found = [other for other in schedules.all_open(kit.redis) if other.kept and other.id != schedule.id]
    return sorted((other for other in found if _about(other) == _about(schedule)), key=_layer)


def over(schedule: Schedule, others: Iterable[Schedule]) -> list[Schedule]:
    """Return the schedules whose texts were set after this one's."""
    return [other for other in others if _layer(other) > _layer(schedule)]


def shows(schedules: Iterable[Schedule], target: Applied) -> list[Schedule]:
    """Return the schedules that set the text that is at Apple now."""
    return [schedule for schedule in schedules if any(_has_set(text, target) for text in schedule.kept)]


def replaced_by(kept: Sequence[Applied], text: Applied) -> Applied | None:
    """Return what was replaced by the text that is `old` in `text`, if it is one of `kept`.

    A newer version has inherited its text from another version of its platform, and gets that version's old text.
    """
    there = [low for low in kept if _page(low) == _page(text) and normalized(low.new) == normalized(text.old)]
    own = [low for low in there if low.localization_id == text.localization_id]
    return next(iter(own or there), None)


def before(schedule: Schedule, others: Sequence[Schedule], now: float) -> tuple[Applied, ...]:
    """Return the texts to restore, without those of other schedules that are over, whether below this one or above."""
    kept, still_shown = schedule.kept, set[_Page]()
    for below in reversed([other for other in others if _layer(other) < _layer(schedule)]):
        if below.until and below.until <= now:
            kept = _rebased(kept, [text for text in below.kept if _page(text) not in still_shown])
        else:
            still_shown |= set(map(_page, below.kept))
    for above in over(schedule, others):
        if above.until and above.until <= now:
            kept += _on_top_of(kept, above.kept)
    return kept


def hand_over(kit: Kit, ended: Schedule) -> None:
    """Let the schedule directly above one that ends, and its `Undo`, restore what that one would have restored."""
    left = ended.kept if ended.until else ()
    for above in over(ended, others(kit, ended)):
        if schedules.change(kit.redis, above.id, partial(_without, below=left)) is not None:
            results.change_old_texts(kit, above.last_run, partial(_rebased, below=left))
        pages = set(map(_page, above.kept))
        left = tuple(text for text in left if _page(text) not in pages)


def hand_down(kit: Kit, cancelled: Schedule) -> list[Schedule]:
    """Let the schedules directly below a cancelled one take its text down when they end; returns them.

    Without one the text stays for good.
    """
    there = others(kit, cancelled)
    covered_pages = {_page(text) for above in over(cancelled, there) for text in above.kept}
    left = [text for text in cancelled.kept if cancelled.until and _page(text) not in covered_pages]
    found: list[Schedule] = []
    for below in reversed([other for other in there if other.until and _layer(other) < _layer(cancelled)]):
        changed = schedules.change(kit.redis, below.id, partial(_with, above=tuple(left)))
        found += [changed] if changed is not None else []
        pages = set(map(_page, below.kept))
        left = [text for text in left if _page(text) not in pages]
    return found


def covered(schedule: Schedule, others: Iterable[Schedule], same: Iterable[Applied]) -> tuple[Applied, ...]:
    """Return the texts that another schedule set and will take back, while this one still shows the same."""
    ending = [other for other in others if other.until]
    return tuple(text for text in same if schedule.until and shows(ending, text))


def _without(schedule: Schedule, below: Sequence[Applied]) -> Schedule | None:
    kept = _rebased(schedule.kept, below)
    return replace(schedule, kept=kept) if kept != schedule.kept else None


def _with(schedule: Schedule, above: Sequence[Applied]) -> Schedule | None:
    own = {text.localization_id: text for text in (*schedule.kept, *_on_top_of(schedule.kept, above))}
    return replace(schedule, kept=tuple(own.values())) if tuple(own.values()) != schedule.kept else None


def _on_top_of(kept: Sequence[Applied], above: Sequence[Applied]) -> tuple[Applied, ...]:
    """Return the texts that replaced those of `kept`, as if they had replaced what was there before these."""
    found = [(text, replaced_by(kept, text)) for text in above]
    return tuple(replace(text, old=low.old) for text, low in found if low is not None)


def _rebased(kept: Sequence[Applied], below: Sequence[Applied]) -> tuple[Applied, ...]:
    """Replace old texts that were set by the schedule below with what that one replaced."""
    found = [(text, replaced_by(below, text)) for text in kept]
    return tuple(replace(text, old=low.old) if low is not None else text for text, low in found)


def _page(text: Applied) -> _Page:
    """Return what the versions of a platform share."""
    return text.locale, text.platform


def _has_set(text: Applied, target: Applied) -> bool:
    return text.localization_id == target.localization_id and normalized(text.new) == normalized(target.old)


def _about(schedule: Schedule) -> tuple[str, str]:
    return schedule.app_id, schedule.field


def _layer(schedule: Schedule) -> tuple[float, float]:
    return schedule.ran_at, schedule.created_at
