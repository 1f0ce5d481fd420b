"""Restores the texts that a scheduled change replaced."""

from collections.abc import Sequence
from dataclasses import replace

from kit.wiring import Kit
from records.schedules import schedules
from records.schedules.schedules import Schedule
from records.text_changes import Applied, TextChange
from tasks.schedules import overlaps
from tasks.texts.targets import TextReader


def remembered(kept: Sequence[Applied], applied: Sequence[Applied]) -> tuple[Applied, ...]:
    """Return the texts before the first run, with those of the newest run."""
    first = {text.localization_id: text.old for text in kept}
    newest = {text.localization_id: text for text in (*kept, *applied)}
    return tuple(replace(text, old=first.get(id_, text.old)) for id_, text in newest.items())


def restoring_changes(
    kit: Kit, reader: TextReader, schedule: Schedule, change: TextChange, now: float
) -> tuple[TextChange, ...]:
    """Return the changes that restore the old texts wherever the bot's own are unchanged; fixed for each `change.id`.

    What another schedule shows as well stays until that one ends.
    """
    decided = schedules.RESTORES.get(kit.redis, change.id)
    if decided is not None:
        return decided
    targets, _ = reader.targets(change)
    others = overlaps.others(kit, schedule)
    kept = overlaps.before(schedule, others, now)
    above = [other for other in overlaps.over(schedule, others) if other.until > now]
    own = [target for target in targets if not overlaps.shows(above, target)]
    pairs = [(target, before) for target in own if (before := overlaps.replaced_by(kept, target)) is not None]
    changes = tuple(
        replace(
            change,
            id=f"{change.id}.{number}",
            text=before.old,
            locales=(target.locale,),
            only=(target.version_id,),
            expected={target.localization_id: target.old},
        )
        for number, (target, before) in enumerate(pairs)
    )
    schedules.RESTORES.add(kit.redis, change.id, changes)
    return changes
