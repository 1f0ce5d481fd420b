"""What stood there before a scheduled change, and the changes that bring it back when that ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kit.wiring import Kit
from records.schedules import schedules
from records.text_changes import Applied, TextChange
from tasks.texts.targets import TextReader


def remembered(kept: Sequence[Applied], applied: Sequence[Applied]) -> tuple[Applied, ...]:
    """What stood at each place before the first run, with what the newest run put there."""
    first = {applied.localization_id: applied.old for applied in kept}
    newest = {one.localization_id: one for one in (*kept, *applied)}
    return tuple(replace(one, old=first.get(place, one.old)) for place, one in newest.items())


def changes_back(kit: Kit, shelf: TextReader, kept: Sequence[Applied], change: TextChange) -> tuple[TextChange, ...]:
    """What brings back the texts of before wherever the bot's own still stand; decided once for each `change.id`.

    A version that is new since has taken its text over from another one of its platform, and gets what that one had.
    """
    decided = schedules.RESTORES.get(kit.redis, change.id)
    if decided is not None:
        return decided
    places, _ = shelf.places(change)
    pairs = [(place, before) for place in places if (before := _before(place, kept)) is not None]
    wanted = tuple(
        replace(
            change,
            id=f"{change.id}.{number}",
            text=before.old,
            locales=(place.locale,),
            only=(place.version_id,),
            expected={place.localization_id: place.old},
        )
        for number, (place, before) in enumerate(pairs)
    )
    schedules.RESTORES.add(kit.redis, change.id, wanted)
    return wanted


def _before(place: Applied, kept: Sequence[Applied]) -> Applied | None:
    """What is remembered of the place itself, else of its platform; None where somebody changed the text since."""
    ours = [
        applied
        for applied in kept
        if (applied.locale, applied.platform, applied.new) == (place.locale, place.platform, place.old)
    ]
    own = [our for our in ours if our.localization_id == place.localization_id]
    return next(iter(own or ours), None)
