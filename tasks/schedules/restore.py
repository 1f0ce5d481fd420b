"""Restores the texts that a scheduled change replaced."""

from collections.abc import Sequence
from dataclasses import replace

from kit.wiring import Kit
from records.schedules import schedules
from records.text_changes import Applied, TextChange
from tasks.texts.targets import TextReader


def remembered(kept: Sequence[Applied], applied: Sequence[Applied]) -> tuple[Applied, ...]:
    """Return the texts before the first run, with those of the newest run."""
    first = {text.localization_id: text.old for text in kept}
    newest = {text.localization_id: text for text in (*kept, *applied)}
    return tuple(replace(text, old=first.get(id_, text.old)) for id_, text in newest.items())


def restoring_changes(
    kit: Kit, reader: TextReader, kept: Sequence[Applied], change: TextChange
) -> tuple[TextChange, ...]:
    """Return the changes that restore the old texts wherever the bot's own are unchanged; fixed for each `change.id`.

    A newer version has inherited its text from another version of its platform, and gets that version's old text.
    """
    decided = schedules.RESTORES.get(kit.redis, change.id)
    if decided is not None:
        return decided
    targets, _ = reader.targets(change)
    pairs = [(target, before) for target in targets if (before := _before(target, kept)) is not None]
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


def _before(target: Applied, kept: Sequence[Applied]) -> Applied | None:
    """Return what was there before, else what was on its platform; None if the text was changed since."""
    ours = [
        text for text in kept if (text.locale, text.platform, text.new) == (target.locale, target.platform, target.old)
    ]
    own = [text for text in ours if text.localization_id == target.localization_id]
    return next(iter(own or ours), None)
